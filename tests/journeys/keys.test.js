// What opens a vault, from the command line: another passphrase, a recovery kit that is typed back, and what opens nothing.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Inkling } from '../lib/inkling.js';
import { BINARIES } from '../lib/paths.js';

let folder;
let alex;
const secrets = {};

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-keys-'));
  for (const [name, words] of [['former', 'walnut cello harbour nineteen'], ['next', 'amber teapot violin canyon'], ['last', 'granite otter piano seventy'], ['weak', 'password']]) {
    secrets[name] = join(folder, name);
    writeFileSync(secrets[name], `${words}\n`, { mode: 0o600 });
  }
  alex = new Inkling(folder, 'walnut cello harbour nineteen');
});

after(() => rmSync(folder, { recursive: true }));

/** Has a kit made, and types what `typed` makes of its groups. Answers the groups, and how it ended. */
async function makeKit(secret, typed) {
  const child = spawn(join(BINARIES, 'inkling'), ['--home', alex.home, '--json', '--passphrase-file', secret, 'keys', 'make-kit'], { env: alex.env });
  let said = '';
  const shown = new Promise((resolve, reject) => {
    child.once('error', reject).once('exit', () => reject(new Error(`it ended: ${said}`)));
    child.stdout.on('data', (bytes) => {
      said += bytes;
      const [line, rest] = said.split('\n', 2);
      if (rest !== undefined) resolve(JSON.parse(line).groups);
    });
  });
  const groups = await shown;
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.stdin.end(`${typed(groups)}\n`);
  return { groups, exit: await ended, answer: JSON.parse(said.slice(said.indexOf('\n'))) };
}

test('a passphrase is changed by who knows it, and the former opens nothing', async () => {
  await alex.run('init');
  await assert.rejects(alex.runWith(secrets.former, 'keys', 'passphrase', '--new-file', secrets.weak), { code: 'weak-passphrase' });
  await assert.rejects(alex.runWith(secrets.next, 'keys', 'passphrase', '--new-file', secrets.next), { code: 'wrong-passphrase' });
  await alex.runWith(secrets.former, 'keys', 'passphrase', '--new-file', secrets.next);
  await assert.rejects(alex.runWith(secrets.former, 'profile', 'list'), { code: 'wrong-passphrase' });
  await alex.runWith(secrets.next, 'profile', 'list');
});

test('a kit that is typed back wrongly does not count', async () => {
  const swapped = await makeKit(secrets.next, ([one, two, ...rest]) => [two, one, ...rest].join(' '));
  assert.deepEqual([swapped.exit, swapped.answer.code], [1, 'kit-mistyped']);
  assert.equal((await alex.runWith(secrets.next, 'keys', 'show')).kit_since, null);
});

test('a kit that is typed back opens the vault and gives it a new passphrase', async () => {
  const { groups, exit, answer } = await makeKit(secrets.next, (kit) => kit.join('').toLowerCase());
  assert.equal(exit, 0);
  assert.ok(answer.kit_since > 0);
  for (const file of readdirSync(alex.home)) {
    const text = readFileSync(join(alex.home, file)).toString('latin1').toUpperCase();
    assert.ok(groups.filter((group) => text.includes(group)).length < 3, `${file} holds the kit`);
  }

  const kit = join(folder, 'kit');
  writeFileSync(kit, groups.join('-'));
  await alex.runWith(secrets.last, 'recover', '--kit-file', kit);
  await assert.rejects(alex.runWith(secrets.next, 'profile', 'list'), { code: 'wrong-passphrase' });
  const history = await alex.runWith(secrets.last, 'history', 'list');
  assert.ok(history.some(({ what, subject }) => what === 'unlocked' && subject === 'recovery-kit'));
  assert.equal(history.filter(({ what }) => what === 'passphrase-changed').length, 2);
  assert.equal(history.filter(({ what }) => what === 'recovery-kit-made').length, 1);

  await alex.runWith(secrets.last, 'keys', 'remove-kit');
  await assert.rejects(alex.runWith(secrets.next, 'recover', '--kit-file', kit), { code: 'wrong-kit' });
  await alex.runWith(secrets.last, 'profile', 'list');
});
