// Another program of the same person cannot read what the window has in memory.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { WINDOW } from './lib/person.js';
import { until } from './lib/session.js';

// Root may read everything: where the tests run as root, both programs are somebody else's.
const uid = process.getuid() === 0 ? 65_534 : process.getuid();

let home;
let program;
let other;

before(() => {
  home = mkdtempSync(join(tmpdir(), 'inkling-private-'));
  const cookie = join(home, 'cookie');
  copyFileSync(process.env.XAUTHORITY, cookie);
  for (const path of [home, cookie]) chownSync(path, uid, uid);
  const { DBUS_SESSION_BUS_ADDRESS: _, ...rest } = process.env;
  const env = { ...rest, HOME: home, XDG_RUNTIME_DIR: home, XAUTHORITY: cookie };
  program = spawn(WINDOW, ['--home', join(home, 'vault')], { env, uid, cwd: home, stdio: 'ignore' });
  other = spawn('sleep', ['60'], { uid, cwd: home, stdio: 'ignore' });
});

after(async () => {
  for (const one of [program, other]) {
    const ended = new Promise((done) => one.once('exit', done));
    if (one.kill()) await ended;
  }
  rmSync(home, { recursive: true, force: true });
});

/** Whether a program of this person reads the other's memory. */
const isReadable = (pid) => {
  const reader = "const at = parseInt(require('fs').readFileSync(`/proc/${process.argv[1]}/maps`, 'utf8'), 16); const fs = require('fs'); fs.readSync(fs.openSync(`/proc/${process.argv[1]}/mem`), Buffer.alloc(1), 0, 1, at);";
  return spawnSync(process.execPath, ['-e', reader, String(pid)], { uid, cwd: home, stdio: 'ignore' }).status === 0;
};

test('another program of the same person cannot read the memory of the window', async () => {
  assert.ok(isReadable(other.pid), 'it could, of a program that lets it');
  await until(() => !isReadable(program.pid), 'the memory is private');
  assert.equal(program.exitCode, null);
  assert.equal(program.signalCode, null);
});
