/** Words about locking: why it happened, what each choice means. */
import type { LockReason } from '../generated/LockReason';

/** What the unlock window says; nothing where the person knows. */
export const lockReasons: Record<LockReason, string | null> = {
  asked: null,
  idle: 'It locked because nobody used it for a while.',
  sleep: 'It locked because the computer went to sleep.',
  'screen-locked': 'It locked together with the screen.',
  'user-switched': 'It locked because somebody else took the computer over.',
  quit: null,
};

export const importStopped = 'The lock stopped an import. Nothing of it was kept. Start it again after you unlock.';
export const lockTrouble = 'The vault is closed and its key is gone. The last line of the history may be missing, and shops get nothing until you unlock.';

export const lockTimes: { id: number; label: string }[] = [
  { id: 1, label: '1 min' },
  { id: 5, label: '5 min' },
  { id: 15, label: '15 min' },
  { id: 30, label: '30 min' },
  { id: 60, label: '1 hour' },
  { id: 240, label: '4 hours' },
  { id: 0, label: 'Never' },
];

export const neverLocks = {
  title: 'The vault stays open when you walk away.',
  text: 'Whoever sits down at this computer can then read it and share from it. Lock it yourself when you leave.',
};

export const signs = {
  sleep: { name: 'Lock before the computer sleeps', deaf: 'This computer does not say when it goes to sleep, so this does nothing here.', still: 'The time above counts while it sleeps.' },
  screen: { name: 'Lock together with the screen', deaf: 'This desktop does not say when the screen is locked, so this does nothing here.', still: 'The time above still counts.' },
};

export const serve = {
  name: 'Keep shops up to date while it is locked',
  on: 'While Inkling runs, shops you share with get renewals, and hear what you stopped. The key that stays in memory opens what you already share, and nothing else.',
  off: 'Shops get changes, renewals and the news of a stop after you unlock.',
};
export const serves = 'Shops you share with still get what you agreed to.';

export const background = {
  name: 'Keep running when I close the window',
  means: 'Shops then get your changes while the vault is open. It still locks as you chose above, and Inkling ends with that, unless it keeps shops up to date.',
  off: 'Closing the window locks the vault and ends Inkling. With a mailbox, shops can still fetch.',
};

export const tray = { name: 'Show Inkling in the tray', means: 'Open, lock, pause and quit from there. Some desktops have no tray.' };

export const unconfined = {
  title: 'This window runs without the sandbox of the system.',
  text: 'Inkling works, but a fault in its web view would reach further. Install bubblewrap and xdg-dbus-proxy, allow user namespaces, and start Inkling again.',
};
