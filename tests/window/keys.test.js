// The keys of a vault in the real window, beside a real keychain: each secret is typed in a process that ends with its task.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { TARGET } from '../lib/paths.js';
import { Person } from './lib/person.js';
import { until } from './lib/session.js';

const FORMER = 'seven teal lanterns over the weir';
const NEXT = 'amber teapot violin canyon';
const LAST = 'granite otter piano seventy';
const PICTURES = join(TARGET, 'window');

let alice;
let inkling;
let keyring;
let groups;

/** Whether the session has a keychain. */
async function hasKeychain() {
  const bus = 'org.freedesktop.DBus';
  const { stdout } = await promisify(execFile)('dbus-send', ['--session', '--print-reply', `--dest=${bus}`, '/org/freedesktop/DBus', `${bus}.NameHasOwner`, 'string:org.freedesktop.secrets']);
  return stdout.includes('boolean true');
}

before(async () => {
  mkdirSync(PICTURES, { recursive: true });
  alice = new Person();
  keyring = spawn('gnome-keyring-daemon', ['--unlock', '--foreground', '--components=secrets'], { env: alice.env, stdio: ['pipe', 'ignore', 'ignore'] });
  keyring.stdin.end('a password of the test');
  await until(hasKeychain, 'the session has a keychain');
  inkling = await alice.opens();
  await alice.createsVault(FORMER);
  await inkling.click('link', 'Settings');
});

after(async () => {
  const ended = new Promise((done) => keyring.once('exit', done));
  keyring.kill();
  await ended;
  await alice.leaves();
});

/** Opens the window of the keys, does something there, and waits until it and its process have ended. */
async function inTheirWindow(button, act) {
  const others = inkling.pageProcesses();
  await inkling.click('button', button);
  await inkling.turnTo('keys.html');
  const typedIn = inkling.pageProcesses().filter((pid) => !others.includes(pid));
  assert.equal(typedIn.length, 1, 'a process of its own');
  await act();
  await inkling.shows('index.html');
  await until(() => !inkling.pageProcesses().includes(typedIn[0]), 'the process in which a secret was typed has ended');
  await inkling.turnTo('index.html');
}

async function locks() {
  await inkling.locks();
  await inkling.turnTo('unlock.html');
}

async function opensSettings() {
  await inkling.turnTo('index.html');
  await inkling.click('link', 'Settings');
}

test('the passphrase is changed in a window that ends', async () => {
  await inTheirWindow('Change the passphrase', async () => {
    await inkling.fill('Present passphrase', FORMER);
    await inkling.fill('New passphrase', NEXT);
    await inkling.fill('New passphrase again', NEXT);
    await inkling.click('button', 'Change the passphrase');
  });
});

test('a kit is shown, typed back, and counts', async () => {
  await inTheirWindow('Make a recovery kit', async () => {
    await inkling.fill('Passphrase', NEXT);
    await inkling.click('button', 'Show the kit');
    await inkling.find('button', 'I have it on paper');
    groups = await inkling.run(() => [...document.querySelectorAll('code')].map((code) => code.textContent));
    assert.equal(groups.length, 8);
    await alice.photographs(join(PICTURES, 'kit.png'), 'Keys of your vault');
    await inkling.click('button', 'I have it on paper');
    await inkling.fill('Recovery kit', groups.join(' ').toLowerCase());
    await inkling.click('button', 'Keep this kit');
  });
  await inkling.says('Made on');
});

test('a kit that was not typed back is forgotten with its window', async () => {
  const others = inkling.pageProcesses();
  await inkling.click('button', 'Make a new one');
  await inkling.turnTo('keys.html');
  await inkling.fill('Passphrase', NEXT);
  await inkling.click('button', 'Show the kit');
  await inkling.find('button', 'I have it on paper');
  const typed = await inkling.run(() => [...document.querySelectorAll('code')].map((code) => code.textContent).join(''));
  await inkling.turnTo('index.html');
  await locks();
  await until(() => inkling.pageProcesses().every((pid) => !others.includes(pid)), 'every page of the open vault has ended');
  await inkling.fill('Passphrase', NEXT);
  await inkling.click('button', 'Unlock');
  await opensSettings();
  await inkling.click('button', 'Make a new one');
  await inkling.turnTo('keys.html');
  assert.deepEqual(await inkling.invoke('keep_kit', { typed }).catch((failure) => /wrong-kit/.test(failure.message)), true);
  await inkling.turnTo('index.html');
  await locks();
  await inkling.fill('Passphrase', NEXT);
  await inkling.click('button', 'Unlock');
  await opensSettings();
});

test('the keychain unlocks once it was turned on', async () => {
  await inTheirWindow('Turn on quick unlock', async () => {
    await inkling.fill('Passphrase', NEXT);
    await inkling.click('button', 'Turn on');
  });
  await inkling.says('This computer’s keychain opens the vault');
  await locks();
  await inkling.click('button', /keychain/);
  await inkling.shows('index.html');
  await opensSettings();
});

test('the kit opens the vault, gives it a passphrase, and ends quick unlock', async () => {
  await locks();
  await inkling.click('button', 'Use your recovery kit.');
  await inkling.fill('Recovery kit', groups.join('-'));
  await inkling.fill('New passphrase', LAST);
  await inkling.fill('New passphrase again', LAST);
  await inkling.click('button', 'Unlock and change the passphrase');
  await inkling.shows('index.html');
  await opensSettings();
  await inkling.says('Only your passphrase opens the vault.');
  await locks();
  await inkling.fill('Passphrase', NEXT);
  await inkling.click('button', 'Unlock');
  await inkling.says('does not open this vault');
  await inkling.fill('Passphrase', LAST);
  await inkling.click('button', 'Unlock');
  await inkling.shows('index.html');
});
