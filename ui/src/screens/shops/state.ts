/** Which states mean what for the lists and the buttons. */
import { grantStates, keyInDoubt, told } from '../../copy';
import { day, shortDay } from '../../format';
import type { Grant } from '../../generated/Grant';
import type { GrantState } from '../../generated/GrantState';
import type { GrantSummary } from '../../generated/GrantSummary';

const over: Record<GrantState, boolean> = {
  sending: false,
  active: false,
  updating: false,
  once: false,
  paused: false,
  stopping: false,
  ended: true,
  stopped: true,
  'closed-by-shop': true,
};

export const isOver = (state: GrantState) => over[state];

/** There is something left to stop. */
export const isStoppable = (state: GrantState) => !over[state] && state !== 'stopping';

/** It goes on sending, so that it can be paused. */
export const isRunning = (state: GrantState) => state === 'active' || state === 'updating';

/** Something is sent to the shop, or waits to be: what was given once, or is over, no switch reaches. */
export const goesOn = (state: GrantState) => isRunning(state) || state === 'sending' || state === 'paused';

/** The shop is to get nothing but that it is not to personalise. */
export const isPlain = ({ state, plain }: GrantSummary) => goesOn(state) && (plain.every_shop !== null || plain.this_shop !== null);

/** Exactly as it is sent. */
const wholeWord = '["history","profiling","ads"]';

/** All that the shop holds is that it is not to personalise. */
export const holdsWord = ({ holds: [first, ...others] }: Grant) => first?.key === 'personalisation.optout' && first.sent === wholeWord && others.length === 0;

/** Inkling paused it, because the shop does not take plain mode. */
export function restsForPlain({ summary, history }: Grant): boolean {
  const last = history.find(({ what }) => what === 'paused' || what === 'resumed' || what === 'plain-refused');
  return summary.state === 'paused' && last?.what === 'plain-refused';
}

/** The shop signs with another key than the person approved, so that what goes on rests. */
export const isInDoubt = ({ shop, state }: GrantSummary) => shop.key_changed && !over[state];

/** A message to the shop has not arrived yet, and trying again may help. */
export function isUndelivered({ summary, told }: Grant): boolean {
  const updating = summary.state === 'updating' && !isInDoubt(summary);
  return summary.state === 'sending' || updating || told === 'not-yet';
}

/** Something of what was approved can be taken back, made coarser, or moved in time. */
export function isChangeable({ summary, groups, ends }: Grant): boolean {
  if (!isRunning(summary.state) && summary.state !== 'paused') return false;
  return ends.length > 0 || groups.some((group) => !group.required || group.details.some((detail) => detail.levels.length > 1));
}

/** The state in a few words, "Paused until 24 Nov 2026", and how it looks. */
export function stateChip(summary: GrantSummary): { name: string; tone: string } {
  const { state, resumes } = summary;
  if (isInDoubt(summary) && (isRunning(state) || state === 'sending')) return keyInDoubt.state;
  const { name, tone } = grantStates[state];
  if (state !== 'paused') return { name, tone };
  return { name: resumes === null ? 'Paused until you resume' : `Paused until ${shortDay(resumes)}`, tone };
}

/** When the copy that a shop holds ends by itself; empty where that is not known. */
export function runsOut(until: number | null, what = 'Its copy', now = Date.now()): string {
  if (until === null) return '';
  return until > now ? `${what} runs out by itself on ${day(until)}.` : `${what} ran out on ${day(until)}.`;
}

/** What the shop knows of a pause or a stop; none where nothing was halted. */
export function knows({ summary, told: word, holds_until }: Grant): string | null {
  if (summary.state === 'paused') return told[word]('pause', runsOut(holds_until)).trim();
  if (summary.state === 'stopping') return told[word]('stop', runsOut(holds_until)).trim();
  return null;
}
