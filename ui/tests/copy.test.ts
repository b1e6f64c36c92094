import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { failures, grantStates, happenings, levels, missing, purpose, requestStates, standings } from '../src/copy';
import * as vault from './fixtures';

/** The variants of a generated union. */
function variants(name: string): string[] {
  const text = readFileSync(join(import.meta.dirname, '..', 'src', 'generated', `${name}.ts`), 'utf8');
  const union = text.slice(text.indexOf('export type'));
  return [...union.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? '');
}

describe('words', () => {
  it.each([
    ['FailureCode', failures],
    ['Happening', happenings],
    ['Standing', standings],
    ['Level', levels],
    ['Missing', missing],
    ['GrantState', grantStates],
    ['RequestState', requestStates],
  ])('every %s has words', (name, words) => {
    expect(Object.keys(words).toSorted()).toEqual(variants(name).toSorted());
  });

  it('every failure says what happened and what to do, in sentences', () => {
    for (const { what, todo } of Object.values(failures)) {
      expect(what).toMatch(/^[A-Z].*\.$/);
      expect(todo).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('every happening is a sentence with and without its particulars', () => {
    const bare = vault.history[0]!;
    for (const { say } of Object.values(happenings)) {
      for (const entry of [bare, { ...bare, shop: null, count: null, subject: null }, { ...bare, count: 1, subject: 'Fit' }]) {
        expect(say(entry)).toMatch(/\.$/);
        expect(say(entry)).not.toMatch(/null|undefined/);
      }
    }
  });

  it('every purpose of the vocabulary has a sentence, with and without its prefix', () => {
    const list = readFileSync(join(import.meta.dirname, '..', '..', 'crates', 'token', 'data', 'purposes.txt'), 'utf8');
    const terms = list.split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(' ')[0] ?? '');
    expect(terms.length).toBeGreaterThan(100);
    for (const term of terms) {
      expect(purpose(term).sentence, term).toMatch(/^[A-Z].*\.$/);
      expect(purpose(term).caution, term).not.toBe('Inkling does not know this purpose.');
      expect(purpose(`dpv:${term}`)).toEqual(purpose(term));
    }
  });

  it('an unknown purpose is named and warned about', () => {
    expect(purpose('dpv:Mystery')).toMatchObject({ sentence: expect.stringContaining('Mystery'), caution: expect.any(String) });
  });
});
