// A vault is created, opened and closed in the real window.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { TARGET } from '../lib/paths.js';
import { Person } from './lib/person.js';
import { until } from './lib/session.js';

const PASSPHRASE = 'seven teal lanterns over the weir';
const PICTURES = join(TARGET, 'window');

let alice;
let inkling;

before(async () => {
  mkdirSync(PICTURES, { recursive: true });
  alice = new Person();
  inkling = await alice.opens();
});

after(() => alice.leaves());

test('the first start shows how to create a vault, and nothing else', async () => {
  await inkling.shows('unlock.html');
  await inkling.turnTo('unlock.html');
  await inkling.find('heading', 'Create your vault.');
  await alice.photographs(join(PICTURES, 'create.png'));
});

test('a created vault is open: the main window takes the place of the unlock window', async () => {
  const typedIn = inkling.pageProcesses();
  await inkling.fill('Passphrase', PASSPHRASE);
  await inkling.fill('Passphrase again', PASSPHRASE);
  await inkling.click('checkbox', /nobody can recover it/);
  await inkling.click('button', 'Create vault');
  await inkling.shows('index.html');
  await inkling.turnTo('index.html');
  assert.equal((await inkling.invoke('status')).vault, 'open');
  await until(() => !inkling.pageProcesses().some((pid) => typedIn.includes(pid)), 'the process in which the passphrase was typed has ended');
  await alice.photographs(join(PICTURES, 'main.png'));
});

test('locking brings the unlock window back, and nothing of the vault stays on the screen', async () => {
  const shownIn = inkling.pageProcesses();
  await inkling.locks();
  await until(() => !inkling.pageProcesses().some((pid) => shownIn.includes(pid)), 'the process in which the profile was shown has ended');
  await inkling.turnTo('unlock.html');
  assert.equal((await inkling.invoke('status')).vault, 'locked');
});

test('a wrong passphrase is said plainly and opens nothing', async () => {
  await inkling.fill('Passphrase', 'seven teal lanterns under the weir');
  await inkling.click('button', 'Unlock');
  await inkling.says('does not open this vault');
  await inkling.shows('unlock.html');
});

test('the passphrase opens the vault again', async () => {
  await inkling.turnTo('unlock.html');
  const typedIn = inkling.pageProcesses();
  await inkling.fill('Passphrase', PASSPHRASE);
  await inkling.click('button', 'Unlock');
  await inkling.shows('index.html');
  await until(() => !inkling.pageProcesses().some((pid) => typedIn.includes(pid)), 'the process in which the passphrase was typed has ended');
  await inkling.turnTo('index.html');
  assert.equal(inkling.pageProcesses().length, 1);
});

test('a second start ends at once and leaves the window as it is', async () => {
  assert.equal(await alice.startsAgain(), 0);
  await inkling.shows('index.html');
});
