// The window as everybody has it: no other program can drive it, listen to it or read it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';

import { Person, WINDOW } from './lib/person.js';
import { family, isConfined, listening, mayDump, pageProcesses, variables } from './lib/processes.js';
import { until } from './lib/session.js';

let alice;
let program;
let knocks = 0;
const inspector = createServer((socket) => {
  knocks += 1;
  socket.destroy();
});

before(async () => {
  await new Promise((open) => inspector.listen(0, '127.0.0.1', open));
  alice = new Person();
  const doors = { TAURI_WEBVIEW_AUTOMATION: 'true', TAURI_AUTOMATION: 'true', WEBKIT_INSPECTOR_SERVER: `127.0.0.1:${inspector.address().port}`, LANG: 'C' };
  program = spawn(WINDOW, ['--home', alice.vault], { env: { ...alice.env, ...doors }, stdio: 'ignore' });
  await until(() => pageProcesses(program.pid).length > 0, 'the window has a page');
});

after(async () => {
  const ended = new Promise((done) => program.once('exit', done));
  program.kill();
  await ended;
  await alice.leaves();
  inspector.close();
});

test('variables that would let another program in are gone', () => {
  const here = variables(program.pid);
  for (const door of ['TAURI_WEBVIEW_AUTOMATION', 'TAURI_AUTOMATION', 'WEBKIT_INSPECTOR_SERVER']) assert.ok(!(door in here), door);
  assert.equal(here.LANG, 'en_US.UTF-8');
  assert.equal(here.HOME, alice.home);
});

test('nothing listens, and nobody is called', () => {
  for (const { pid, name } of family(program.pid)) assert.deepEqual(listening(pid), [], name);
  assert.equal(knocks, 0);
});

test('the page runs in a process that is confined', () => {
  assert.deepEqual(pageProcesses(program.pid).map(isConfined), [true]);
});

test('no core dump keeps what was in memory', () => {
  assert.ok(!mayDump(program.pid));
});
