// The shared list of hostile presentations against verifiers that do not run in Node: ours in Rust, and Python's sd-jwt.
// What each makes of it is kept in results/, of which the kit's HOSTILE.md is made; UPDATE=1 writes instead of comparing.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

import { NoKey, readShared, record } from '../../retailer/sdk/test/results.js';
import { BINARIES, ROOT, TARGET } from '../lib/paths.js';

const shared = await readShared();
const presentations = new Map(shared.hostile.map(({ kind, presentation }) => [presentation, kind]));

/** Everything a program may say of a presentation. That it fell over, or said nothing, is no refusal. */
const OUTCOMES = ['accepted', 'refused', 'no key'];

/** Asks a program about the whole list at once, and records what it said of each. */
function ask(name, asked, program, ...args) {
  const said = JSON.parse(execFileSync(program, args, { input: JSON.stringify(shared) }));
  checkOutcomes(said);
  return record(name, asked, async (presentation) => {
    const outcome = presentation === shared.honest ? said.honest : said.hostile[presentations.get(presentation)];
    if (outcome === 'no key') throw new NoKey();
    if (outcome !== 'accepted') throw new Error(outcome);
  });
}

function checkOutcomes({ honest, hostile }) {
  assert.deepEqual(Object.keys(hostile).sort(), [...presentations.values()].sort(), 'every kind is reported, and no other');
  for (const [kind, outcome] of Object.entries({ ...hostile, honest })) assert.ok(OUTCOMES.includes(outcome), `${kind}: ${outcome}`);
}

test('what is neither accepted nor refused, or not reported, is a failure', () => {
  const hostile = Object.fromEntries(shared.hostile.map(({ kind }) => [kind, 'refused']));
  const [{ kind }] = shared.hostile;
  checkOutcomes({ honest: 'accepted', hostile });
  assert.throws(() => checkOutcomes({ honest: 'accepted', hostile: { ...hostile, [kind]: 'out of stack' } }), /out of stack/);
  const { [kind]: _, ...fewer } = hostile;
  assert.throws(() => checkOutcomes({ honest: 'accepted', hostile: fewer }), /every kind is reported/);
  assert.throws(() => checkOutcomes({ hostile }), /honest: undefined/);
});

test('ours in Rust refuses every kind', async () => {
  const { honest, hostile } = await ask('inkling-token', { version: '0.1.0', asked: 'nonce, audience, time, terms' }, join(BINARIES, 'inkling-test-verify'));
  assert.equal(honest, 'accepted');
  assert.deepEqual(Object.entries(hostile).filter(([, outcome]) => outcome !== 'refused'), []);
});

test('what Python makes of it is as it was recorded', async () => {
  const python = join(TARGET, 'tools/python/bin/python');
  const { honest } = await ask('python-sd-jwt', { version: '0.10.4', asked: 'key of `cnf`, audience, nonce' }, python, join(ROOT, 'tests/interop/hostile.py'));
  assert.equal(honest, 'accepted');
});
