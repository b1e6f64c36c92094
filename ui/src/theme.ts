/** Light, dark or as the system has it. Invariant: the only thing a window ever stores, and it is not personal. */

export type Appearance = 'system' | 'light' | 'dark';

const place = 'inkling.appearance';

export function appearance(): Appearance {
  try {
    const stored = localStorage.getItem(place);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    return 'system';
  }
}

export function wear(wanted: Appearance): void {
  if (wanted === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = wanted;
}

export function choose(wanted: Appearance): void {
  wear(wanted);
  try {
    localStorage.setItem(place, wanted);
  } catch {
    // A window without storage keeps the choice until it closes.
  }
}

/** Wears the stored appearance, and follows a change made in another window. */
export function follow(): void {
  wear(appearance());
  window.addEventListener('storage', () => wear(appearance()));
}
