/** Which states mean what for the lists and the buttons. */
import type { GrantState } from '../../generated/GrantState';

const over: Record<GrantState, boolean> = {
  sending: false,
  active: false,
  updating: false,
  once: false,
  stopping: false,
  ended: true,
  stopped: true,
  'closed-by-shop': true,
};

export const isOver = (state: GrantState) => over[state];

/** There is something left to stop. */
export const isStoppable = (state: GrantState) => !over[state] && state !== 'stopping';

/** A message to the shop has not arrived yet. */
export const isUndelivered = (state: GrantState) => state === 'sending' || state === 'updating' || state === 'stopping';
