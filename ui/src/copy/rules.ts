/** Words for the person's last word on what is suggested. One entry a variant. */
import type { Alike } from '../generated/Alike';
import type { Change } from '../generated/Change';
import type { EntryGroup } from '../generated/EntryGroup';
import type { GroupKind } from '../generated/GroupKind';
import type { ImportedEntry } from '../generated/ImportedEntry';
import type { Rule } from '../generated/Rule';
import type { RuleKind } from '../generated/RuleKind';
import type { Why } from '../generated/Why';
import { count, day, joined } from '../format';
import { evidenceStrengths } from './words';

export const whys: Record<Why, { ask: string; done: (item: string) => string }> = {
  'not-used': { ask: 'Don’t use it', done: (item) => `${item} is not used for suggestions.` },
  gift: { ask: 'It was a gift', done: (item) => `${item} was a gift. It says nothing about you.` },
  'not-me': { ask: 'It was not me', done: (item) => `${item} was somebody else. It says nothing about you.` },
};

/** What all of these say about, the entry itself included. */
export function reach(entry: ImportedEntry, only: 'all' | 'one'): string {
  const stays = 'Nothing is deleted, and what you confirmed or said yourself stays.';
  if (only === 'one') return `This holds for the one purchase of ${day(entry.at)}. ${stays}`;
  const all = entry.others === 0 ? 'the only entry' : entry.others === 1 ? 'both entries' : `all ${count(entry.others + 1, 'entry', 'entries')}`;
  return `This holds for ${all} of ${entry.item}, and for what you import later. ${stays}`;
}

/** All of a title that is bought again and again, or the one that was a present. */
export const reaches = (entry: ImportedEntry): { id: 'all' | 'one'; name: string; note: string }[] => [
  { id: 'all', name: 'All of this title', note: entry.others === 0 ? 'This one, and later ones.' : `${count(entry.others + 1, 'entry', 'entries')}, and later ones.` },
  { id: 'one', name: 'Only this purchase', note: `Of ${day(entry.at)}.` },
];

/** What the answer is about, at the beginning of a sentence. */
export const spoken = (entry: ImportedEntry, only: 'all' | 'one') => (only === 'one' ? `${entry.item} of ${day(entry.at)}` : entry.item);

/** What moves with an entry. */
export const groups: Record<GroupKind, (group: EntryGroup) => string> = {
  title: () => 'Only this title',
  noun: (group) => `Everything called “${group.name}”`,
  maker: (group) => `Everything that begins with “${group.name}”`,
};

export const alsoFor = (group: EntryGroup) =>
  group.others === 0 ? 'No other entry is like it yet.' : group.group === 'title' ? `Also for ${count(group.others, 'other entry', 'other entries')} of it.` : `Also for ${count(group.others, 'other')} like it.`;

/** What was said of a title, or of one purchase of it. */
const alone = (said: string) => (rule: Rule) => (rule.at === null ? said : `${said}: only the purchase of ${day(rule.at)}`);
const place = (rule: Rule) => (rule.category === null ? 'Belongs in none of the categories' : `Belongs in ${rule.category}`);

export const ruleWords: Record<RuleKind, { name: (rule: Rule) => string; says: (rule: Rule) => string }> = {
  'not-used': { name: (rule) => rule.name, says: alone('Not used') },
  gift: { name: (rule) => rule.name, says: alone('Was a gift') },
  'not-me': { name: (rule) => rule.name, says: alone('Was not you') },
  stream: { name: (rule) => `Everything in ${rule.name}`, says: () => 'Not used' },
  area: { name: (rule) => rule.name, says: () => 'Nothing is suggested here' },
  title: { name: (rule) => rule.name, says: place },
  noun: { name: (rule) => `Everything called “${rule.name}”`, says: place },
  maker: { name: (rule) => `Everything that begins with “${rule.name}”`, says: place },
};

/** A rule in full: two may be about one thing. */
export const ruleName = (rule: Rule) => `${ruleWords[rule.says].name(rule)} (${ruleWords[rule.says].says(rule)})`;

const newest = (entries: number) => (entries === 1 ? 'the newest entry' : `the newest ${count(entries, 'entry', 'entries')}`);

const alikes: Record<Alike, (entries: number, like: string) => string> = {
  thing: (entries, like) => `${count(entries, 'more purchase', 'more purchases')} of “${like}”`,
  show: (entries, like) => `${count(entries, 'more episode', 'more episodes')} of “${like}”`,
  film: (entries, like) => `${count(entries, 'more film', 'more films')} of the same genres as “${like}”`,
};

/** What would change a suggestion, as it was tried out. */
export function changeWords(change: Change): string {
  switch (change.what) {
    case 'time':
      return change.lines.length === 0 ? 'Time has passed: today the same entries would suggest nothing.' : `Time has passed: today the same entries would say ${joined(change.lines)}.`;
    case 'without':
      return change.lines.length === 0 ? `Without ${newest(change.entries)} it would no longer be suggested.` : `Without ${newest(change.entries)} it would say ${joined(change.lines)}.`;
    case 'with':
      return `With ${alikes[change.alike](change.entries, change.like)} it would rest on ${(evidenceStrengths[change.strength - 1] ?? evidenceStrengths[0]).toLowerCase()}.`;
    case 'steady':
      return `Without ${newest(change.entries)} it would still say the same.`;
  }
}
