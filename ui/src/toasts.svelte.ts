/** Short messages after an act, with a way back where there is one. */
import { codeOf } from './api';
import { failureWords } from './copy';

/** `ends` is when it may go, in milliseconds since 1970: what can be undone, or went wrong, stays longer. */
export type Toast = { id: number; text: string; undo: (() => Promise<unknown>) | null; bad: boolean; ends: number };

export const toasts = $state<Toast[]>([]);
let last = 0;

export function say(text: string, undo: (() => Promise<unknown>) | null = null): void {
  add({ text, undo, bad: false });
}

/** Does something; says what was done, or why it was not. */
export async function attempt(act: () => Promise<unknown>, done?: string, undo?: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    if (done) say(done, undo ?? null);
    return true;
  } catch (failure) {
    const words = failureWords(codeOf(failure));
    add({ text: `${words.what} ${words.todo}`, undo: null, bad: true });
    return false;
  }
}

export function dismiss(id: number): void {
  const at = toasts.findIndex((toast) => toast.id === id);
  if (at >= 0) toasts.splice(at, 1);
}

function add(toast: Omit<Toast, 'id' | 'ends'>): void {
  toasts.push({ id: ++last, ends: Date.now() + (toast.undo || toast.bad ? 10_000 : 5_000), ...toast });
  if (toasts.length > 3) toasts.shift();
}
