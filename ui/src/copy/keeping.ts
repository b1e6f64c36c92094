/** Words around the vault's file: its proof, backups, and another copy that took its place. */
import type { Backup } from '../generated/Backup';
import type { BackupTrouble } from '../generated/BackupTrouble';
import type { Chain } from '../generated/Chain';
import type { Every } from '../generated/Every';
import type { Setback } from '../generated/Setback';
import type { SetbackKind } from '../generated/SetbackKind';
import { count, moment } from '../format';

export const backupTroubles: Record<BackupTrouble, string> = {
  'no-place': 'The folder was not there. Connect the disk that it is on, or choose another folder.',
  'read-only': 'The folder cannot be written. Check its permissions, or choose another folder.',
  'disk-full': 'The disk is full. Free some space there, or choose another folder.',
  other: 'Reading or writing failed. Check the disk, or choose another folder.',
};

export const everies: Record<Every, { name: string; short: string }> = {
  day: { name: 'Every day', short: 'Once a day' },
  week: { name: 'Every week', short: 'Once a week' },
};

/** What a backup holds, in one line. */
export function contents({ preferences, events, grants }: Backup): string {
  return [count(preferences, 'detail'), count(events, 'imported entry', 'imported entries'), count(grants, 'shop connection')].join(', ');
}

export const setbacks: Record<SetbackKind, { title: string; text: (copyOf: string) => string }> = {
  restored: {
    title: 'You restored a backup.',
    text: (copyOf) => `It is of ${copyOf}. What was done since then is not in it, on this computer or at the shops.`,
  },
  'put-back': {
    title: 'This is an older copy of the vault.',
    text: (copyOf) => `It ends at ${copyOf}: a copy was put back, or the newest part of the file was lost. What was done since then is not in it; a shop that you stopped may look connected.`,
  },
  unknown: {
    title: 'This may be an older copy of the vault.',
    text: (copyOf) => `It ends at ${copyOf}. The file vault.memory, which would tell, is missing or damaged. If you moved the vault here by hand, nothing is wrong.`,
  },
};

/** What happens to the shops meanwhile. */
export function resting({ resting }: Setback): string {
  if (resting === 0) return 'No shop gets anything because of it.';
  return `${count(resting, 'shop rests', 'shops rest')}: nothing is sent until you say for each whether it goes on or stops.`;
}

export function proof({ lines, first, last, broken }: Chain): { tone: 'good' | 'bad'; title: string; text: string } {
  const fits = first === null || last === null ? 'No line fits.' : `${count(lines, 'line')}, from ${moment(first)} to ${moment(last)}.`;
  if (broken === null) return { tone: 'good', title: 'The history is unbroken.', text: `${fits} Each line is bound to the one before it; none was edited, moved, inserted or removed.` };
  return { tone: 'bad', title: `Line ${broken} does not fit.`, text: `${lines === 0 ? 'No line before it fits.' : `Before it: ${fits}`} That line, or one before it, was edited, moved, inserted or removed by something other than Inkling. Restore a backup from before that.` };
}

/** What a person types to have everything erased; the desk knows the same words. */
export const erasing = 'erase everything';
