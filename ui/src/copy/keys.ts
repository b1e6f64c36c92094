/** Words for the keys of the vault: the passphrase, the recovery kit, the keychain. */
import type { QuickUnlock } from '../generated/QuickUnlock';

/** What the window of the keys is opened for; also the word that the shell knows. */
export type KeysTask = 'passphrase' | 'kit' | 'quick-unlock';

export const keysTasks: Record<KeysTask, { title: string; lead: string }> = {
  passphrase: { title: 'Change your passphrase.', lead: 'The new one opens the vault at once, and the former opens it no longer.' },
  kit: { title: 'Make a recovery kit.', lead: 'A page on paper that opens the vault when you have forgotten the passphrase.' },
  'quick-unlock': { title: 'Turn on quick unlock.', lead: 'This computer’s keychain then opens the vault without the passphrase.' },
};

export const quickUnlock: Record<QuickUnlock, string> = {
  off: 'Off. Only your passphrase opens the vault.',
  on: 'On. This computer’s keychain opens the vault while you are logged in.',
  unavailable: 'On, but this computer’s keychain does not give its half of the key. Use your passphrase, or turn it off and on again.',
};

/** What a change of the passphrase does not reach. */
export const olderBackups = {
  title: 'Older backups keep their passphrase',
  text: 'A copy of the vault that was made before opens with the passphrase it had then. If somebody knows that one, delete those copies and make a new one.',
};

export const tuning = 'Measuring how fast this computer is, so that guessing stays slow. This takes a few seconds.';
