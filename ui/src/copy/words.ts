/** Words for the vocabulary of the view models: standings, levels, states, durations. One entry a variant. */
import type { Class } from '../generated/Class';
import type { Duration } from '../generated/Duration';
import type { GrantState } from '../generated/GrantState';
import type { Level } from '../generated/Level';
import type { Missing } from '../generated/Missing';
import type { RequestState } from '../generated/RequestState';
import type { Standing } from '../generated/Standing';

export const standings: Record<Standing, string> = {
  suggested: 'Suggested',
  confirmed: 'Confirmed',
  edited: 'Edited by you',
  stated: 'Stated by you',
  hidden: 'Hidden',
};

export const levels: Record<Level, { name: string; means: string }> = {
  'yes-no': { name: 'Only yes or no', means: 'The shop learns that you have one, not which.' },
  bucket: { name: 'Roughly', means: 'The shop learns a coarse group.' },
  list: { name: 'The values', means: 'The shop learns the values.' },
  exact: { name: 'Exactly', means: 'The shop learns everything that your profile says here.' },
};

export const classes: Record<Class, string | null> = {
  normal: null,
  personal: 'Personal',
  special: 'Sensitive',
};

export const missing: Record<Missing, { what: string; todo: string }> = {
  'not-stated': { what: 'Your profile has no value for this.', todo: 'Add it in My profile, then open the request again.' },
  'not-confirmed': { what: 'This is only suggested.', todo: 'Confirm it in My profile, then open the request again.' },
  hidden: { what: 'You hid this.', todo: 'Show it again in My profile if you want to share it.' },
};

type State = { name: string; means: string; tone: 'good' | 'busy' | 'quiet' };

export const grantStates: Record<GrantState, State> = {
  sending: { name: 'On its way', means: 'The shop has not received it yet. Inkling keeps trying.', tone: 'busy' },
  active: { name: 'Sharing', means: 'The shop holds the copy below.', tone: 'good' },
  updating: { name: 'Updating', means: 'A newer value waits to be sent.', tone: 'busy' },
  once: { name: 'Shared once', means: 'The shop received it once. Nothing further is sent.', tone: 'quiet' },
  paused: { name: 'Paused', means: 'Nothing is sent until sharing goes on.', tone: 'quiet' },
  ended: { name: 'Ended', means: 'Its end date has passed. Nothing further is sent.', tone: 'quiet' },
  stopping: { name: 'Stopping', means: 'Nothing further is sent. Inkling waits for the shop to confirm.', tone: 'busy' },
  stopped: { name: 'Stopped', means: 'Nothing further is sent. The shop’s copy is deleted or has run out.', tone: 'quiet' },
  'closed-by-shop': { name: 'Closed by the shop', means: 'The shop closed the connection. Nothing further is sent.', tone: 'quiet' },
};

/** What is known about a shop's copy once Inkling lists none. Only a confirmation says that it is gone. */
export const copyLeft: Record<GrantState, { title: string; text: string }> = {
  sending: { title: 'Nothing has arrived yet', text: 'The shop receives its copy as soon as it answers.' },
  active: { title: 'It holds nothing', text: 'None of your details is shared at the moment.' },
  updating: { title: 'It holds nothing new yet', text: 'The newer values are on their way.' },
  once: { title: 'Sent once', text: 'What was sent then is in the receipt.' },
  paused: { title: 'It holds nothing', text: 'Nothing is sent while sharing is paused.' },
  ended: { title: 'Its copy is no longer valid', text: 'The shop promised to delete it. It has not confirmed that.' },
  stopping: { title: 'It is asked to delete its copy', text: 'Until the shop confirms, the copy may still be there. By itself it runs out on its date.' },
  stopped: { title: 'It holds nothing', text: 'The shop confirmed that it deleted its copy.' },
  'closed-by-shop': { title: 'Its copy is no longer valid', text: 'The shop closed the connection itself. What it held is in the receipt.' },
};

/** A stopped shop that never confirmed. */
export const ranOut = { title: 'Its copy has run out', text: 'The shop did not confirm that it deleted its copy. The copy is no longer valid.' };

export const requestStates: Record<RequestState, string> = {
  waiting: 'Waiting for you',
  approved: 'Shared',
  declined: 'Not shared',
  expired: 'Expired, nothing shared',
};

export const durations: Record<Duration, string> = {
  once: 'Once',
  days30: '30 days',
  days90: '90 days',
  months12: '12 months',
};

/** How far the shop promises to pass details on. */
export function onward(word: string): string {
  if (word === 'none') return 'Pass them on to nobody.';
  if (word === 'processors') return 'Pass them on only to companies that work for it.';
  return 'Pass them on to companies that its policy names.';
}

export const strengths = ['A little', 'Quite', 'Very much'] as const;
export const passphraseScores = ['Guessed at once', 'Weak', 'Fair', 'Strong', 'Very strong'] as const;
export const evidenceStrengths = ['Weak evidence', 'Fair evidence', 'Strong evidence'] as const;
