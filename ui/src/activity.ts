/** Says that somebody is there: that, and nothing of what they do. */
import { active } from './api';

/** Told at most so often, in milliseconds. */
const pause = 5_000;
const signs = ['pointerdown', 'pointermove', 'wheel', 'keydown', 'touchstart'] as const;

/** Begins to watch this window. Returns what ends it. */
export function watch(): () => void {
  let told = -pause;
  function seen() {
    const now = performance.now();
    if (now - told < pause) return;
    told = now;
    // A vault that was locked meanwhile has no use for it.
    active().catch(() => {});
  }
  for (const sign of signs) addEventListener(sign, seen, { capture: true, passive: true });
  return () => {
    for (const sign of signs) removeEventListener(sign, seen, { capture: true });
  };
}
