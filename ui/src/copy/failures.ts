/** What a person is told when something could not be done, and what they can do about it. One entry a code. */
import type { FailureCode } from '../generated/FailureCode';

export type Words = { what: string; todo: string };

export const failures: Record<FailureCode, Words> = {
  'no-vault': { what: 'There is no vault here yet.', todo: 'Create one first. It takes a minute.' },
  'vault-exists': { what: 'There is already a vault here.', todo: 'Unlock it with its passphrase.' },
  locked: { what: 'The vault is locked.', todo: 'Unlock it and try again. Nothing is lost.' },
  'wrong-passphrase': {
    what: 'That passphrase does not open this vault.',
    todo: 'Check Caps Lock and the keyboard layout, then try again. You can try as often as you like.',
  },
  'weak-passphrase': {
    what: 'That passphrase would be guessed too soon.',
    todo: 'Make it longer. Four or more unrelated words work well.',
  },
  'vault-damaged': {
    what: 'The vault file is damaged.',
    todo: 'Leave the file where it is. Put back a copy from your backup and unlock that one.',
  },
  'vault-newer': {
    what: 'A newer version of Inkling wrote this vault.',
    todo: 'Update Inkling, then unlock it again. The file is unchanged.',
  },
  'vault-in-use': {
    what: 'Another Inkling has this vault open.',
    todo: 'Close the other window or command line, then try again.',
  },
  'disk-full': { what: 'The disk is full.', todo: 'Free some space and try again. Nothing was changed.' },
  'read-only': {
    what: 'The place of the vault cannot be written.',
    todo: 'Check the permissions of the folder, then try again.',
  },
  io: { what: 'Reading or writing a file failed.', todo: 'Check the disk and try again. Nothing was changed.' },
  'file-not-found': {
    what: 'The file is not there, or it cannot be read.',
    todo: 'Check its place and its name, then choose it again.',
  },
  'unknown-file': {
    what: 'Inkling does not know this kind of file.',
    todo: 'Choose the export as the company sent it, usually a .zip or .csv file.',
  },
  'damaged-archive': {
    what: 'The archive is damaged or cut short.',
    todo: 'Download it again and choose the new copy.',
  },
  'wrong-columns': {
    what: 'The file looks familiar, but columns it needs are missing.',
    todo: 'Choose the original file, before any editing in a spreadsheet.',
  },
  'too-large': {
    what: 'The file is larger than Inkling reads.',
    todo: 'Unpack the archive and choose the single files inside.',
  },
  'needs-answer': {
    what: 'The import has a question that is still open.',
    todo: 'Answer every question above, then import.',
  },
  'import-cancelled': { what: 'You stopped the import.', todo: 'Nothing was stored. You can start again.' },
  'no-such-import': {
    what: 'That import is no longer here.',
    todo: 'It may be undone already. The list below is up to date.',
  },
  'bad-link': {
    what: 'This is not a link that Inkling opens.',
    todo: 'Copy the whole link from the shop. It begins with inkling://.',
  },
  'shop-unreachable': {
    what: 'The shop does not answer.',
    todo: 'Check your connection and try again later. Nothing was shared.',
  },
  'foreign-host': {
    what: 'The request leads to another address than the shop that asks.',
    todo: 'Inkling refused it. If you trust the shop, tell them about this.',
  },
  'bad-request': {
    what: 'The request is not signed correctly by the shop that asks.',
    todo: 'Inkling refused it. Go back to the shop and start again.',
  },
  'request-expired': {
    what: 'The time to answer this request has passed.',
    todo: 'Nothing was shared. Go back to the shop to start again.',
  },
  'request-replayed': {
    what: 'This request was already seen.',
    todo: 'Go back to the shop and follow a fresh link.',
  },
  'shop-silenced': {
    what: 'This shop has to wait.',
    todo: 'It already has a request waiting, or you refused one a moment ago. Answer that one, or try later.',
  },
  'no-such-request': {
    what: 'This request is no longer here.',
    todo: 'Go back to the shop to start again. Nothing was shared.',
  },
  'request-closed': {
    what: 'This request is already decided.',
    todo: 'See what you chose under Connected shops and History.',
  },
  'preview-changed': {
    what: 'Your details changed while you were looking.',
    todo: 'Nothing was shared. Look at the new values below, then decide.',
  },
  'nothing-to-share': {
    what: 'A detail that the shop needs is missing or not confirmed.',
    todo: 'Add or confirm it in My profile, or choose Don’t share.',
  },
  'level-too-precise': {
    what: 'That is more precise than the shop asked for.',
    todo: 'Choose a coarser precision.',
  },
  'no-such-grant': { what: 'This connection is no longer here.', todo: 'Go back to Connected shops.' },
  'grant-ended': {
    what: 'Sharing with this shop has already ended.',
    todo: 'There is nothing left to stop.',
  },
  'unknown-detail': { what: 'Inkling does not know this detail.', todo: 'Choose one from the list.' },
  'bad-value': { what: 'That value does not fit this detail.', todo: 'Check what you entered and save again.' },
  'no-such-preference': {
    what: 'That detail is no longer in your profile.',
    todo: 'The list is up to date now. Add it again if you want it.',
  },
  internal: {
    what: 'Something went wrong inside Inkling.',
    todo: 'Try again. If it keeps happening, lock the vault and start Inkling again.',
  },
};

/** The words for a code, also for one that this window does not know yet. */
export function failureWords(code: FailureCode): Words {
  return failures[code] ?? failures.internal;
}
