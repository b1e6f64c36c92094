import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { backupTroubles, cautions, copyLeft, everies, failures, grantStates, happenings, howToExport, levels, mailboxBlame, mailboxFields, mailboxKinds, missing, proof, purpose, quickUnlock, requestStates, roleHelp, setbacks, standings, told } from '../src/copy';
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
    ['GrantState', copyLeft],
    ['RequestState', requestStates],
    ['Role', roleHelp],
    ['Told', told],
    ['Caution', cautions],
    ['MailboxKind', mailboxKinds],
    ['QuickUnlock', quickUnlock],
    ['BackupTrouble', backupTroubles],
    ['Every', everies],
    ['SetbackKind', setbacks],
  ])('every %s has words', (name, words) => {
    expect(Object.keys(words).toSorted()).toEqual(variants(name).toSorted());
  });

  it('everything that the README says is read is said how to get', () => {
    const readme = readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');
    const table = readme.split('| from | what is taken |')[1]?.split('\n\n')[0] ?? '';
    const sources = table.split('\n').slice(2).flatMap((row) => row.split('|')[1]?.match(/[A-Z]\w+/g) ?? []);
    expect(sources).toEqual(expect.arrayContaining(['Amazon', 'IMDb', 'Firefox', 'Facebook']));
    const told = JSON.stringify(howToExport);
    expect(sources.filter((source) => !told.includes(source))).toEqual([]);
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
      for (const entry of [{ ...bare, subject: 'keychain' }, { ...bare, subject: 'recovery-kit' }, bare, { ...bare, shop: null, count: null, subject: null }, { ...bare, count: 1, subject: 'Fit' }]) {
        expect(say(entry)).toMatch(/\.$/);
        expect(say(entry)).not.toMatch(/null|undefined/);
      }
    }
  });

  it('the history is unbroken, or the line that does not fit is named', () => {
    expect(proof(vault.chain)).toMatchObject({ tone: 'good', title: 'The history is unbroken.' });
    const broken = proof({ lines: 6, first: vault.now, last: vault.now, broken: 7 });
    expect(broken).toMatchObject({ tone: 'bad', title: 'Line 7 does not fit.' });
    expect(proof({ lines: 0, first: null, last: null, broken: 1 }).text).not.toMatch(/null|undefined/);
  });

  it('what a shop knows is said in sentences, with and without a date', () => {
    for (const say of Object.values(told)) {
      for (const halt of ['pause', 'stop'] as const) {
        expect(say(halt, 'Its copy runs out by itself on Monday.')).toMatch(/^[A-Z].*\.$/);
        expect(say(halt, '').trim()).toMatch(/^[A-Z].*\.$/);
      }
    }
  });

  it('every failure of a mailbox leads to a field of its kind', () => {
    expect(Object.keys(mailboxBlame).toSorted()).toEqual(variants('FailureCode').filter((code) => code.includes('mailbox')).toSorted());
    for (const places of Object.values(mailboxBlame)) for (const field of Object.values(places)) expect(mailboxFields).toHaveProperty(field);
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
