// The vault locks when nobody is there. The shortest time that a person can choose is a minute, so this waits for longer than all others.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { TARGET } from '../lib/paths.js';
import { Person } from './lib/person.js';
import { until } from './lib/session.js';

const PICTURES = join(TARGET, 'window');

let alice;
let inkling;

before(async () => {
  mkdirSync(PICTURES, { recursive: true });
  alice = new Person();
  inkling = await alice.opens();
  await alice.createsVault('copper meadow violin thirteen');
});

after(() => alice.leaves());

test('the vault of somebody who has gone locks after the time they chose, and half a minute before it says so', async () => {
  const { settings } = await inkling.invoke('settings');
  await inkling.invoke('set_settings', { settings: { ...settings, lock_after: 1 } });
  await inkling.invoke('active');
  await until(async () => /Locks in \d+ seconds?\./.test(await inkling.text()), 'the window says that it locks soon', 40_000);
  await alice.photographs(join(PICTURES, 'locks-soon.png'));

  await inkling.click('button', 'Stay open');
  await until(async () => !/Locks in/.test(await inkling.text()), 'it stays open');

  await until(async () => (await inkling.pages()).some(({ page }) => page === 'unlock.html'), 'the vault is locked', 70_000);
  await inkling.shows('unlock.html');
  await inkling.turnTo('unlock.html');
  assert.equal((await inkling.invoke('status')).vault, 'locked');
  await inkling.says('It locked because nobody used it for a while.');
});
