/** The way back after a detail was saved. Invariant: what was hidden is hidden again, and what was only suggested is a suggestion. */
import { confirm, hide, remove, setPreference } from '../../api';
import type { Preference } from '../../generated/Preference';

export async function asBefore(key: string, before: Preference | undefined): Promise<void> {
  if (before?.evidence && (before.standing === 'confirmed' || before.standing === 'suggested')) {
    await remove(key);
    if (before.standing === 'confirmed') await confirm(key);
  } else if (before) {
    await setPreference(key, before.value);
  } else {
    await remove(key);
  }
  if (before?.standing === 'hidden') await hide(key);
}
