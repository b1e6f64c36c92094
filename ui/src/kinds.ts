/** The kinds of values a detail can have, as in the vocabulary's data file. Invariant: one editor a kind. */

export type Option = { id: string; label: string; alias?: string; class?: 'normal' | 'personal' | 'special' };

export type FieldType = 'flag' | 'choice' | 'integer' | 'month' | 'week' | 'day' | 'choices';

/** One field of a record. */
export type Field = {
  id: string;
  label: string;
  type: FieldType;
  options?: Option[];
  min?: number;
  max?: number;
  from_level?: 'bucket' | 'list' | 'exact';
};

export type SizeSystem = { id: string; label: string; values: string[]; bins?: string[][]; /** On the scale that the systems share. */ canonical?: number[] };

export type Kind =
  | { kind: 'flag' }
  | { kind: 'choice'; options: Option[]; groups?: Record<string, string[]> }
  | { kind: 'choices'; options: Option[]; groups?: Record<string, string[]>; first?: number }
  | { kind: 'ranked'; options?: Option[]; first?: number }
  | { kind: 'sizes'; systems: SizeSystem[] }
  | { kind: 'measure'; unit: 'mm'; min: number; max: number }
  | { kind: 'ranges'; categories: Option[] }
  | { kind: 'picks'; categories: Option[]; options: Option[] }
  | { kind: 'record'; fields: Field[] }
  | { kind: 'records'; fields: Field[]; max: number; /** Each ends by itself, at most so many days ahead. */ days?: number };

/** Stored values, by kind. */
export type Ranked = { id: string; strength: number };
export type Size = { system: string; value: string; weight: number };
export type Range = { min: number; max: number; currency: string };
export type FieldValue = boolean | string | number | string[];
export type Entry = Record<string, FieldValue>;
