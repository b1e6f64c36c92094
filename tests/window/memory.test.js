// What was typed and shown is nowhere in memory once the vault is locked, in the window as everybody has it. It is driven with the
// keyboard: a driver's own messages would leave copies of what it types and reads.
import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { Inkling } from '../lib/inkling.js';
import { remembered } from './lib/memory.js';
import { Person, WINDOW } from './lib/person.js';
import { family, pageProcesses } from './lib/processes.js';
import { until } from './lib/session.js';

const PASSPHRASE = 'quartz heron bellows eleven';
const SHOWN = 'Zyxwuvian';
const PATIENCE = 60_000;

let alice;
let program;

const keyboard = (...words) => promisify(execFile)('xdotool', words);
/** Long enough for a passphrase to be tried, and for a page to be drawn. */
const pause = () => new Promise((done) => setTimeout(done, 3_000));
/** Replaces what stands in the field: the first keys may come before the page is there. */
async function types(words) {
  await keyboard('key', 'ctrl+a');
  await keyboard('type', '--delay', '20', words);
  await keyboard('key', 'Return');
}
const isOpen = () => spawnSync('flock', ['--nonblock', `${alice.vault}/vault.lock`, 'true']).status !== 0;
const found = async (...words) => remembered(family(program.pid).map(({ pid }) => pid), words);

before(async () => {
  alice = new Person();
  const inkling = new Inkling(alice.home, PASSPHRASE);
  await inkling.run('init');
  await inkling.run('profile', 'set', 'brands.loved', JSON.stringify([{ id: SHOWN, strength: 3 }]));
  program = spawn(WINDOW, ['--home', alice.vault], { env: alice.env, stdio: 'ignore' });
  await until(() => pageProcesses(program.pid).length > 0, 'the window has a page', PATIENCE);
});

after(async () => {
  const ended = new Promise((done) => program.once('exit', done));
  if (program.kill()) await ended;
  await alice.leaves();
});

test('what was typed and shown is not in memory after the lock', async () => {
  await until(async () => {
    if (isOpen()) await keyboard('key', 'ctrl+2');
    else await types(PASSPHRASE);
    await pause();
    return (await found(SHOWN)).length > 0;
  }, 'the passphrase opens the vault, and the profile is shown', PATIENCE);

  await until(async () => {
    await keyboard('key', 'ctrl+l');
    await pause();
    return !isOpen();
  }, 'the vault is locked', PATIENCE);

  await until(() => pageProcesses(program.pid).length === 1, 'only the page that asks for the passphrase is left', PATIENCE);
  assert.deepEqual(await found(PASSPHRASE, SHOWN), []);
});
