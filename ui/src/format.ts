/** Numbers, dates and lists as text. Invariant: a locale the system made up ("C") never breaks a window. */

/** English dates in the person's own order; the words around them are English. */
export const locale = usable(typeof navigator === 'undefined' ? '' : navigator.language);

export function usable(wanted: string): string {
  try {
    const [known] = Intl.getCanonicalLocales(wanted);
    return known?.startsWith('en') && known !== 'en' ? known : 'en-GB';
  } catch {
    return 'en-GB';
  }
}

const numbers = new Intl.NumberFormat(locale);
const percents = new Intl.NumberFormat(locale, { style: 'percent' });
const days = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' });
const short = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
const weekdays = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const months = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric' });
const times = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const list = new Intl.ListFormat(locale, { type: 'conjunction' });
const choice = new Intl.ListFormat(locale, { type: 'disjunction' });

export const number = (n: number) => numbers.format(n);
export const day = (at: number) => days.format(at);
export const shortDay = (at: number) => short.format(at);
export const month = (at: number) => months.format(at);
export const time = (at: number) => times.format(at);
export const moment = (at: number) => `${day(at)}, ${time(at)}`;
export const joined = (words: string[]) => list.format(words);
export const either = (words: string[]) => choice.format(words);

/** Names in which equal ones are told apart: "Floor lamp (1 of 2)", "Floor lamp (2 of 2)". */
export function toldApart(names: string[]): string[] {
  const equal = (i: number, end?: number) => names.slice(0, end).filter((name) => name === names[i]).length;
  return names.map((name, i) => (equal(i) === 1 ? name : `${name} (${number(equal(i, i + 1))} of ${number(equal(i))})`));
}

/** "1 detail", "4 details", "1,200 entries". */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${number(n)} ${n === 1 ? one : many}`;
}

/** "80%" of each part, 100% together; what is there is never nothing, and not quite all never all. */
export function shares(parts: number[]): string[] {
  const whole = parts.reduce((sum, part) => sum + part, 0) || 1;
  const exact = parts.map((part) => (part / whole) * 100);
  const left = Math.round(exact.reduce((sum, share) => sum + share - Math.floor(share), 0));
  const order = exact.map((_, i) => i).sort((a, b) => (exact[b] ?? 0) % 1 - (exact[a] ?? 0) % 1);
  return exact.map((share, i) => {
    const rounded = Math.floor(share) + (order.indexOf(i) < left ? 1 : 0);
    if (rounded === 0 && share > 0) return `under ${percents.format(0.01)}`;
    if (rounded === 100 && share < 100) return `over ${percents.format(0.99)}`;
    return percents.format(rounded / 100);
  });
}

/** "Today", "Yesterday", or the day in words. */
export function dayName(at: number, now = Date.now()): string {
  const gap = Math.round((midnight(now) - midnight(at)) / 86_400_000);
  if (gap === 0) return 'Today';
  if (gap === 1) return 'Yesterday';
  return weekdays.format(at);
}

/** "from March 2019 to November 2026". */
export function span(first: number | null, last: number | null): string {
  if (first === null || last === null) return '';
  const [from, to] = [month(first), month(last)];
  return from === to ? `in ${from}` : `from ${from} to ${to}`;
}

/** "less than a minute", "about 3 minutes". */
export function timeLeft(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds <= 5) return 'a few seconds';
  if (seconds < 60) return `about ${Math.ceil(seconds / 5) * 5} seconds`;
  return `about ${count(Math.round(seconds / 60), 'minute')}`;
}

/** Groups neighbours that fall on the same day. */
export function byDay<T extends { at: number }>(entries: T[], now = Date.now()): { name: string; entries: T[] }[] {
  const groups: { name: string; entries: T[] }[] = [];
  for (const entry of entries) {
    const name = dayName(entry.at, now);
    const open = groups.at(-1);
    if (open?.name === name) open.entries.push(entry);
    else groups.push({ name, entries: [entry] });
  }
  return groups;
}

/** JSON text with line breaks, as it is if it cannot be read. */
export function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

function midnight(at: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
