/** The two readings of a date like 12/8/26. */
import { day } from '../../format';
import type { DateOrderAnswer } from '../../generated/DateOrderAnswer';

export type Reading = { order: DateOrderAnswer; name: string; means: string };

export function readings(example: string): Reading[] {
  const [first = 1, second = 1, year = 2000] = example.split(/\D+/).map(Number);
  const full = year < 100 ? 2000 + year : year;
  return [
    { order: 'day-first', name: 'Day first', means: day(new Date(full, second - 1, first).getTime()) },
    { order: 'month-first', name: 'Month first', means: day(new Date(full, first - 1, second).getTime()) },
  ];
}
