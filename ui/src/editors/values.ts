/**
 * What an editor starts from, and when its draft can be saved.
 *
 * Invariant: nothing here knows what a value means; the vault checks it again.
 */
import type { Entry, Field, Kind, Option, Range, Ranked, Size, SizeSystem } from '../kinds';

export const most = { ranked: 40, word: 60, sizes: 2 } as const;

/** The empty draft of a kind. */
export function blank(kind: Kind): unknown {
  switch (kind.kind) {
    case 'flag':
      return true;
    case 'choice':
    case 'measure':
      return null;
    case 'choices':
    case 'ranked':
    case 'sizes':
    case 'records':
      return [];
    case 'ranges':
    case 'picks':
    case 'record':
      return {};
  }
}

/** The value to store, or null while the draft is not complete. */
export function ready(kind: Kind, draft: unknown): unknown {
  switch (kind.kind) {
    case 'flag':
      return draft === true ? true : null;
    case 'choice':
      return kind.options.some((option) => option.id === draft) ? draft : null;
    case 'choices':
      return filled(draft as string[]);
    case 'ranked':
      return filled(byStrength(draft as Ranked[]).slice(0, most.ranked));
    case 'sizes':
      return filled((draft as Size[]).filter((size) => size.value !== '').slice(0, most.sizes));
    case 'measure':
      return whole(draft, kind.min, kind.max) ? draft : null;
    case 'ranges': {
      const ranges = Object.values(draft as Record<string, Range>);
      const sound = ranges.every(({ min, max }) => whole(min, 0) && whole(max, 1) && min <= max);
      return ranges.length > 0 && sound ? draft : null;
    }
    case 'picks':
      return Object.keys(draft as object).length > 0 ? draft : null;
    case 'record':
      return record(kind.fields, draft as Entry);
    case 'records': {
      const entries = (draft as Entry[]).map((entry) => record(kind.fields, entry));
      return entries.every((entry) => entry !== null) ? filled(entries) : null;
    }
  }
}

/** Why a draft cannot be saved yet, as a sentence. */
export function hint(kind: Kind, draft: unknown): string | null {
  if (ready(kind, draft) !== null) return null;
  switch (kind.kind) {
    case 'flag':
      return 'Turn it on to save it. To withdraw it, remove the detail.';
    case 'measure':
      return `Enter a number from ${kind.min / 10} to ${kind.max / 10} centimetres.`;
    case 'ranges':
      return 'Add at least one range, with the lower amount first.';
    case 'record':
    case 'records':
      return 'Fill in at least one field with a value in its bounds.';
    case 'choice':
    case 'choices':
    case 'ranked':
    case 'sizes':
    case 'picks':
      return 'Choose at least one.';
  }
}

/** Strongest first; equal strengths keep their order. */
export function byStrength(items: Ranked[]): Ranked[] {
  return items.toSorted((a, b) => b.strength - a.strength);
}

/** Exchanges an item with its neighbour, where that neighbour is as strong. */
export function moved(items: Ranked[], at: number, by: -1 | 1): Ranked[] {
  const [item, other] = [items[at], items[at + by]];
  if (!item || !other || item.strength !== other.strength) return items;
  return items.with(at, other).with(at + by, item);
}

/** Options with all the words that were typed, those that begin with them first. */
export function matching(options: Option[], typed: string): Option[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = options.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
  const begins = ({ label }: Option) => Number(!label.toLowerCase().startsWith(words[0] ?? ''));
  return found.toSorted((a, b) => begins(a) - begins(b));
}

/** The same size in the other systems, where one of theirs is near it. */
export function converted(systems: SizeSystem[], size: Size): { system: string; value: string }[] {
  const own = systems.find((system) => system.id === size.system);
  const place = own?.canonical?.[own.values.indexOf(size.value)];
  if (place === undefined) return [];
  return systems.flatMap(({ id, label, values, canonical }) => {
    if (id === size.system || !canonical) return [];
    const gap = (i: number) => Math.abs((canonical[i] ?? Infinity) - place);
    const nearest = values.reduce((best, _, i) => (gap(i) < gap(best) ? i : best), 0);
    const step = Math.min(...canonical.slice(1).map((next, i) => next - (canonical[i] ?? 0)).filter((by) => by > 0));
    return gap(nearest) < step ? [{ system: label, value: values[nearest] ?? '' }] : [];
  });
}

/** What of a draft is more sensitive than its detail, by name. */
export function sensitive(kind: Kind, draft: unknown): string[] {
  const lists = 'options' in kind ? [kind.options ?? []] : [];
  if ('categories' in kind) lists.push(kind.categories);
  if ('fields' in kind) lists.push(...kind.fields.map((field) => field.options ?? []));
  const told = JSON.stringify(draft ?? null);
  return lists.flat().filter((option) => option.class === 'special' && told.includes(`"${option.id}"`)).map((option) => option.label);
}

/** A day of the calendar so many days ahead, as `2026-12-24`. */
export function dayAhead(now: number, days: number): string {
  const today = new Date(now);
  return new Date(Date.UTC(today.getFullYear(), today.getMonth(), today.getDate() + days)).toISOString().slice(0, 10);
}

/** Days from today to the last day of an entry. */
export function daysLeft(now: number, until: string): number {
  return Math.round((Date.parse(until) - Date.parse(dayAhead(now, 0))) / 86_400_000);
}

/** ISO weeks from the one of `now`, as `2026-W49` with the Monday it starts on. */
export function weeks(now: number, howMany = 8): { id: string; monday: number }[] {
  const today = new Date(now);
  const monday = Date.UTC(today.getFullYear(), today.getMonth(), today.getDate() - ((today.getDay() + 6) % 7), 12);
  return Array.from({ length: howMany }, (_, i) => {
    const start = monday + i * 7 * 86_400_000;
    const thursday = new Date(start + 3 * 86_400_000);
    const year = thursday.getUTCFullYear();
    const week = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * 86_400_000));
    return { id: `${year}-W${String(week).padStart(2, '0')}`, monday: start };
  });
}

function record(fields: Field[], entry: Entry): Entry | null {
  const kept: Entry = {};
  for (const field of fields) {
    const value = entry[field.id];
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) continue;
    if (field.type === 'integer' && !whole(value, field.min, field.max)) return null;
    kept[field.id] = value;
  }
  return Object.keys(kept).length > 0 ? kept : null;
}

function whole(value: unknown, min = -Infinity, max = Infinity): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
}

function filled<T>(items: T[]): T[] | null {
  return items.length > 0 ? items : null;
}
