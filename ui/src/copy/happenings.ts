/** The ledger in plain sentences. One entry a happening. */
import type { Happening } from '../generated/Happening';
import type { HistoryEntry } from '../generated/HistoryEntry';
import type { IconName } from '../parts/icons';
import { count, moment } from '../format';

export type Chapter = 'sharing' | 'profile' | 'imports' | 'vault';

type Line = { chapter: Chapter; icon: IconName; say: (entry: HistoryEntry) => string };

const shop = (entry: HistoryEntry) => entry.shop ?? 'a shop';
const detail = (entry: HistoryEntry) => entry.subject ?? 'a detail';
const details = (entry: HistoryEntry) => (entry.count === null ? 'details' : count(entry.count, 'detail'));
const file = (entry: HistoryEntry) => (entry.subject === null ? 'an export' : entry.subject);
const facts = (entry: HistoryEntry) => (entry.count === null ? '' : `: ${count(entry.count, 'entry', 'entries')}`);

const moments = (entry: HistoryEntry) => {
  const at = Date.parse(entry.subject ?? '');
  return Number.isNaN(at) ? 'an earlier time' : moment(at);
};

function unlocked(entry: HistoryEntry): string {
  if (entry.subject === 'recovery-kit') return 'The vault was unlocked with the recovery kit.';
  if (entry.subject === 'keychain') return 'The vault was unlocked by this computer’s keychain.';
  return 'The vault was unlocked.';
}

export const happenings: Record<Happening, Line> = {
  created: { chapter: 'vault', icon: 'drop', say: () => 'You created the vault.' },
  unlocked: { chapter: 'vault', icon: 'unlock', say: unlocked },
  locked: { chapter: 'vault', icon: 'lock', say: () => 'The vault was locked.' },
  imported: { chapter: 'imports', icon: 'import', say: (e) => `You imported ${file(e)}${facts(e)}.` },
  'import-undone': { chapter: 'imports', icon: 'undo', say: (e) => `You undid the import of ${file(e)}${facts(e)}.` },
  confirmed: { chapter: 'profile', icon: 'check', say: (e) => `You confirmed ${detail(e)}.` },
  changed: { chapter: 'profile', icon: 'edit', say: (e) => `You changed ${detail(e)}.` },
  hidden: { chapter: 'profile', icon: 'hide', say: (e) => `You hid ${detail(e)}.` },
  shown: { chapter: 'profile', icon: 'show', say: (e) => `You showed ${detail(e)} again.` },
  removed: { chapter: 'profile', icon: 'remove', say: (e) => `You removed ${detail(e)}.` },
  lapsed: { chapter: 'profile', icon: 'remove', say: (e) => `The end you gave ${detail(e)} has passed.` },
  'kept-out': { chapter: 'profile', icon: 'hide', say: (e) => (e.subject === null ? 'You kept something that you imported out of what is suggested.' : `You kept ${e.subject} out of what is suggested.`) },
  'area-stopped': { chapter: 'profile', icon: 'stop', say: (e) => `You stopped suggestions about ${detail(e)}.` },
  corrected: { chapter: 'profile', icon: 'edit', say: () => 'You corrected where something that you bought belongs.' },
  'taken-back': { chapter: 'profile', icon: 'undo', say: () => 'You took back what you had kept out, stopped or corrected.' },
  requested: { chapter: 'sharing', icon: 'requests', say: (e) => `${shop(e)} asked for ${details(e)}.` },
  refused: { chapter: 'sharing', icon: 'shield', say: (e) => `Inkling refused a request from ${shop(e)}.` },
  approved: { chapter: 'sharing', icon: 'check', say: (e) => `You agreed to share ${details(e)} with ${shop(e)}.` },
  declined: { chapter: 'sharing', icon: 'close', say: (e) => `You did not share with ${shop(e)}.` },
  issued: { chapter: 'sharing', icon: 'drop', say: (e) => `Inkling signed ${details(e)} for ${shop(e)}.` },
  delivered: { chapter: 'sharing', icon: 'sent', say: (e) => `${shop(e)} received ${details(e)}.` },
  updated: { chapter: 'sharing', icon: 'sent', say: (e) => `${shop(e)} received newer values.` },
  revoked: { chapter: 'sharing', icon: 'stop', say: (e) => `You stopped sharing with ${shop(e)}.` },
  deleted: { chapter: 'sharing', icon: 'check', say: (e) => `${shop(e)} confirmed that it deleted its copy.` },
  paused: { chapter: 'sharing', icon: 'pause', say: (e) => `You paused sharing with ${shop(e)}.` },
  resumed: { chapter: 'sharing', icon: 'play', say: (e) => `Sharing with ${shop(e)} went on.` },
  narrowed: { chapter: 'sharing', icon: 'less', say: (e) => (e.count === null ? `You narrowed what ${shop(e)} gets.` : `You narrowed what ${shop(e)} gets to ${details(e)}.`) },
  extended: { chapter: 'sharing', icon: 'calendar', say: (e) => `You let sharing with ${shop(e)} last longer.` },
  shortened: { chapter: 'sharing', icon: 'calendar', say: (e) => `You let sharing with ${shop(e)} end sooner.` },
  'plain-on': { chapter: 'sharing', icon: 'hide', say: (e) => `You switched plain mode on for ${e.shop ?? 'every shop'}.` },
  'plain-off': { chapter: 'sharing', icon: 'show', say: (e) => (e.shop === null ? 'You switched off plain mode for every shop; where it was on for a single shop it stayed on.' : `You switched off plain mode for ${e.shop} alone.`) },
  'plain-told': { chapter: 'sharing', icon: 'sent', say: (e) => `${shop(e)} was told that you want no personalisation.` },
  'plain-refused': { chapter: 'sharing', icon: 'pause', say: (e) => `${shop(e)} does not take plain mode, so Inkling paused sharing with it.` },
  blocked: { chapter: 'sharing', icon: 'block', say: (e) => `You blocked ${shop(e)}.` },
  unblocked: { chapter: 'sharing', icon: 'undo', say: (e) => `You let ${shop(e)} ask again.` },
  published: { chapter: 'sharing', icon: 'mailbox', say: (e) => `What the mailbox holds for ${shop(e)} was renewed.` },
  'mailbox-changed': { chapter: 'vault', icon: 'mailbox', say: () => 'You set up, changed or turned off the mailbox.' },
  'key-kept': { chapter: 'sharing', icon: 'check', say: (e) => `You kept the key that you know of ${shop(e)}.` },
  'passphrase-changed': { chapter: 'vault', icon: 'key', say: () => 'You changed the passphrase.' },
  'recovery-kit-made': { chapter: 'vault', icon: 'receipt', say: () => 'You made a recovery kit.' },
  'recovery-kit-removed': { chapter: 'vault', icon: 'remove', say: () => 'You removed the recovery kit.' },
  'quick-unlock-on': { chapter: 'vault', icon: 'unlock', say: () => 'You turned quick unlock on.' },
  'quick-unlock-off': { chapter: 'vault', icon: 'lock', say: () => 'You turned quick unlock off.' },
  'settings-changed': { chapter: 'vault', icon: 'settings', say: () => 'You changed how the vault locks, or what stays when the window is closed.' },
  'clock-set-back': { chapter: 'vault', icon: 'clock', say: () => 'The clock of this computer was set back.' },
  'backed-up': { chapter: 'vault', icon: 'copy', say: () => 'A backup was made and checked.' },
  restored: { chapter: 'vault', icon: 'undo', say: (e) => `You restored a backup of ${moments(e)}.` },
  exported: { chapter: 'vault', icon: 'file', say: () => 'You exported something, not encrypted.' },
  'rolled-back': { chapter: 'vault', icon: 'warn', say: (e) => (e.count === null ? `Inkling could not tell whether this is the newest copy of the vault. It ends at ${moments(e)}.` : `An older copy of the vault was put back, or its newest part was lost. It ends at ${moments(e)}.`) },
  'closed-by-shop': { chapter: 'sharing', icon: 'close', say: (e) => `${shop(e)} closed the connection.` },
};

export const chapters: Record<Chapter, string> = {
  sharing: 'Sharing',
  profile: 'Profile',
  imports: 'Imports',
  vault: 'Vault',
};
