// The vault locks by itself: with the computer, with the screen, with the person; and the tray, in the real window on a real bus.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { TARGET } from '../lib/paths.js';
import { Desktop } from './lib/desktop.js';
import { closeWindow } from './lib/display.js';
import { Person } from './lib/person.js';
import { until } from './lib/session.js';

const PASSPHRASE = 'copper meadow violin thirteen';
const PICTURES = join(TARGET, 'window');
const GRACE = 5_200;

let alice;
let inkling;
let desktop;

before(async () => {
  mkdirSync(PICTURES, { recursive: true });
  desktop = await Desktop.opens();
  alice = new Person();
  Object.assign(alice.env, desktop.variables);
});

after(async () => {
  await alice.leaves();
  await desktop.closes();
});

/** Signs that come at once after an unlock may have been on their way before it: nothing of that is tested here. */
const later = () => new Promise((done) => setTimeout(done, GRACE));

/** Whoever has a vault open holds its lock file. */
const isClosed = () => spawnSync('flock', ['--nonblock', join(alice.vault, 'vault.lock'), 'true']).status === 0;

async function unlocks() {
  await alice.unlocks(PASSPHRASE);
  await inkling.shows('index.html');
  await later();
}

async function locked(words) {
  await inkling.shows('unlock.html');
  await inkling.turnTo('unlock.html');
  assert.equal((await inkling.invoke('status')).vault, 'locked');
  await inkling.says(words);
}

test('without a desktop that knows, Inkling works and says what it does not hear', async () => {
  inkling = await alice.opens();
  await alice.createsVault(PASSPHRASE);
  const { hears_sleep: sleep, hears_screen_lock: screen, settings } = await inkling.invoke('settings');
  assert.deepEqual([sleep, screen, settings.lock_after], [false, false, 15]);
  await inkling.click('link', 'Settings');
  await inkling.says('This computer does not say when it goes to sleep, so this does nothing here.');
  await alice.session.close();
});

test('the computer waits with its sleep until the vault is locked, and no longer', async () => {
  await desktop.knows();
  inkling = await alice.opens();
  await unlocks();
  assert.equal(await desktop.does('delays'), '1');
  const { hears_sleep: sleep, hears_screen_lock: screen } = await inkling.invoke('settings');
  assert.deepEqual([sleep, screen], [true, true]);
  const shownIn = inkling.pageProcesses();

  assert.equal(await desktop.does('sleep'), 'asleep');

  assert.ok(isClosed(), 'the vault is closed when the computer sleeps');
  await locked('It locked because the computer went to sleep.');
  await until(() => !inkling.pageProcesses().some((pid) => shownIn.includes(pid)), 'the process in which the profile was shown has ended');
  await alice.photographs(join(PICTURES, 'locked-by-sleep.png'));
  await desktop.does('wake');
  await until(async () => (await desktop.does('delays')) === '1', 'the next sleep waits again');
});

for (const [sign, over, words] of [
  ['saver on', 'saver off', 'It locked together with the screen.'],
  ['lock', 'unlock', 'It locked together with the screen.'],
  ['leave', 'return', 'It locked because somebody else took the computer over.'],
]) {
  test(`“${sign}” locks the vault`, async () => {
    await unlocks();
    await desktop.does(sign);
    await locked(words);
    await desktop.does(over);
  });
}

test('a sign that the person turned off locks nothing', async () => {
  await unlocks();
  const { settings } = await inkling.invoke('settings');
  await inkling.invoke('set_settings', { settings: { ...settings, lock_on_screen_lock: false } });
  await desktop.does('saver on');
  await desktop.does('lock');
  await desktop.does('saver off');
  await desktop.does('unlock');
  assert.equal((await inkling.invoke('status')).vault, 'open');
  await inkling.invoke('set_settings', { settings });
});

test('the tray knows nothing of the person, and what can be chosen follows the vault', async () => {
  const open = await until(async () => {
    const menu = await desktop.does('menu');
    return menu.startsWith('Active') && menu.split('\t');
  }, 'the sign is in the tray');
  assert.deepEqual(open.slice(3), ['Open', 'Lock now', 'Pause everything for a day', 'Quit']);
  assert.match(open[1], /^(inkling.*|Inkling)?$/i);
  assert.doesNotMatch(open[2], /vault|alice|\d request/i);

  await desktop.does('choose Lock now');
  await inkling.shows('unlock.html');
  await until(async () => (await desktop.does('menu')).includes('Lock now (off)'), 'there is nothing to lock');
});

test('Ctrl+L locks', async () => {
  await unlocks();
  // The driver cannot let go of keys in a window that is gone, so the event is the page's own.
  await inkling.run(() => { dispatchEvent(new KeyboardEvent('keydown', { key: 'l', ctrlKey: true, cancelable: true })); });
  await inkling.shows('unlock.html');
});

test('closing the window ends Inkling, unless the person chose otherwise; then the tray brings it back and ends it', async () => {
  await unlocks();
  const { settings } = await inkling.invoke('settings');
  await inkling.invoke('set_settings', { settings: { ...settings, lock_after: 15, background: true } });
  const program = inkling.program();
  await closeWindow('Inkling');
  await until(() => inkling.pageProcesses().length === 0, 'no page is left');
  assert.ok(existsSync(`/proc/${program}`), 'Inkling goes on');
  assert.ok(!isClosed(), 'the vault is open');

  await desktop.does('choose Open');
  await until(() => inkling.pageProcesses().length > 0, 'the window is back');
  await desktop.does('choose Quit');
  await until(() => !existsSync(`/proc/${program}`), 'Inkling has ended');
  assert.ok(isClosed(), 'the vault is closed');
});
