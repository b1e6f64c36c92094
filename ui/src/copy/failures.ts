/** What a person is told when something could not be done, and what they can do about it. The words are the desk's. */
import words from '../generated/failures.json';
import type { FailureCode } from '../generated/FailureCode';

export type Words = { what: string; todo: string };

export const failures: Record<FailureCode, Words> = words;

/** The words for a code, also for one that this window does not know yet. */
export function failureWords(code: FailureCode): Words {
  return failures[code] ?? failures.internal;
}
