/** Words about what goes on between a shop and a vault: what it was told, what needs its own yes, how a pause ends. */
import type { Caution } from '../generated/Caution';
import type { Role } from '../generated/Role';
import type { Told } from '../generated/Told';

export type Halt = 'pause' | 'stop';

/** What the shop knows of a pause or a stop. `runsOut` says when its copy ends by itself. */
export const told: Record<Told, (halt: Halt, runsOut: string) => string> = {
  nothing: () => 'There was nothing to tell the shop.',
  'not-yet': (_, runsOut) => `The shop does not know yet. Inkling keeps trying to tell it. ${runsOut}`,
  yes: (halt) => (halt === 'pause' ? 'The shop knows that it is not to use its copy meanwhile.' : 'The shop knows. It has not confirmed yet that it deleted its copy.'),
  cannot: (halt, runsOut) => `The shop cannot be told, so it may go on using the copy it holds${halt === 'stop' ? ' for a while' : ''}. ${runsOut}`,
};

/** How long a pause lasts. */
export const pauses = [
  { id: 'open', name: 'Until I resume', days: null },
  { id: 'day', name: 'One day', days: 1 },
  { id: 'week', name: 'One week', days: 7 },
  { id: 'month', name: '30 days', days: 30 },
] as const;

/** What about a shop needs a yes of its own. */
export const cautions: Record<Caution, { title: string; text: string; yes: string; foot: string }> = {
  'key-changed': {
    title: 'This shop’s key has changed since it last asked.',
    text: 'That happens when a shop renews its systems. It also happens when somebody pretends to be the shop.',
    yes: 'I know about the change and want to go on.',
    foot: 'The shop’s key has changed. Say above whether you want to go on.',
  },
  unverified: {
    title: 'Nobody has signed this request.',
    text: 'Anybody could have written it, in any shop’s name. You can share once only: no newer values follow, and you hold no proof of what was promised.',
    yes: 'I know where this request comes from and want to go on.',
    foot: 'Nobody has signed this request. Say above whether you want to go on.',
  },
};

/** What it means for what a shop holds that it signs with another key than before. */
export const keyInDoubt = {
  chip: 'Key changed',
  state: { name: 'Resting', tone: 'quiet' },
  title: 'This shop’s key has changed.',
  text: 'Nothing new is sent to it until you approve a request that it signs with the new key.',
  mailbox: 'What lies in the mailbox rests until then as well.',
  todo: 'You can wait for its next request and look at it with care, stop sharing, or block the shop. If the shop tells you that it has no other key, you can keep the one you know.',
  keep: 'Keep the key I know',
};

/** What the groups of one role mean. */
export const roleHelp: Record<Role, string> = {
  required: 'The shop needs these for its offer. If you say no, nothing is sent, and the shop does not learn why.',
  'one-of': 'Any one of them is enough. Choose the one you mind least; the others can stay off.',
  optional: 'These are off. If you leave them off, it looks to the shop as if there were nothing to send.',
};

/** The heading over the groups of one role; what is required stands under the count itself. */
export const roleTitles: Record<Exclude<Role, 'required'>, string> = {
  'one-of': 'The shop needs one of these',
  optional: 'The shop would also like',
};
