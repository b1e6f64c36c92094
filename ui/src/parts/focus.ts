/** Keeps the keyboard's place when what had it is gone. */
import { tick } from 'svelte';

/** Gives the focus to the title of the screen, unless something has it. */
export async function refocus(): Promise<void> {
  await tick();
  if (document.activeElement === null || document.activeElement === document.body) {
    document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
  }
}
