// What a page of ours cannot do even if hostile script ran in it: probed in the real web view.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { Person } from './lib/person.js';

let alice;
let inkling;
let visits = 0;
const elsewhere = createServer((_, answer) => {
  visits += 1;
  answer.setHeader('Access-Control-Allow-Origin', '*').end('elsewhere');
});

before(async () => {
  await new Promise((listening) => elsewhere.listen(0, '127.0.0.1', listening));
  alice = new Person();
  inkling = await alice.opens();
  await inkling.turnTo('unlock.html');
  await inkling.find('heading', /./);
});

after(async () => {
  await alice.leaves();
  elsewhere.close();
});

const address = () => `http://127.0.0.1:${elsewhere.address().port}/`;

test('the page loads nothing but parts of the interface', async () => {
  assert.deepEqual(await inkling.run(() => {
    const seen = performance.getEntriesByType('resource').map(({ name }) => new URL(name).protocol);
    return [...new Set(seen)].filter((protocol) => !['tauri:', 'ipc:', 'data:'].includes(protocol));
  }), []);
});

test('text does not become code', async () => {
  for (const attempt of [
    () => { eval('1'); },
    () => { new Function('return 1')(); },
    () => { document.body.innerHTML = '<b>x</b>'; },
    () => { document.createElement('script').src = 'data:,x'; },
    () => { document.createElement('iframe').srcdoc = '<b>x</b>'; },
    () => { trustedTypes.createPolicy('mine', { createHTML: (text) => text }); },
  ]) {
    await assert.rejects(inkling.run(attempt), undefined, String(attempt));
  }
});

test('an inline script or style does nothing', async () => {
  assert.equal(await inkling.run(async () => {
    const script = document.createElement('script');
    try { script.text = 'window.ran = true'; document.head.append(script); } catch { /* refused at once */ }
    return window.ran === true;
  }), false);
  assert.notEqual(await inkling.run(() => {
    const box = document.createElement('p');
    box.setAttribute('style', 'color: rgb(1, 2, 3)');
    document.body.append(box);
    const { color } = getComputedStyle(box);
    box.remove();
    return color;
  }), 'rgb(1, 2, 3)');
});

test('the page reaches nobody', async () => {
  const before = visits;
  await assert.rejects(inkling.run((to) => fetch(to), address()));
  await assert.rejects(inkling.run((to) => fetch(to, { mode: 'no-cors' }), address()));
  await inkling.run((to) => new Promise((done) => {
    const image = new Image();
    image.onload = image.onerror = () => done();
    image.src = to;
  }), address());
  await inkling.run((to) => { navigator.sendBeacon?.(to, 'x'); }, address()).catch(() => {});
  await assert.rejects(inkling.run((to) => new Promise((done, fail) => {
    const socket = new WebSocket(to.replace('http', 'ws'));
    socket.onopen = done;
    socket.onerror = () => fail(new Error('closed'));
  }), address()));
  assert.equal(visits, before);
});

test('the page leads nowhere, opens nothing and downloads nothing', async () => {
  const before = visits;
  for (const attempt of [
    (to) => { location.href = to; },
    (to) => { location.assign('data:text/html,x'); },
    (to) => { const link = Object.assign(document.createElement('a'), { href: to, download: 'x' }); document.body.append(link); link.click(); link.remove(); },
    (to) => { const form = Object.assign(document.createElement('form'), { action: to, method: 'post' }); document.body.append(form); form.submit(); form.remove(); },
    (to) => { const link = Object.assign(document.createElement('a'), { href: to, target: '_blank' }); document.body.append(link); link.click(); link.remove(); },
    (to) => { window.open(to); },
  ]) {
    await inkling.run(attempt, address()).catch(() => {});
  }
  await inkling.find('heading', /./);
  await inkling.shows('unlock.html');
  assert.equal(visits, before);
});

test('the page has no power but its commands', async () => {
  assert.equal(await inkling.run(() => typeof window.__TAURI__), 'undefined');
  assert.equal(await inkling.run(() => { try { Object.prototype.polluted = 1; } catch { /* frozen */ } return ({}).polluted ?? null; }), null);
  for (const command of ['home', 'approve', 'preview', 'lock', 'plugin:dialog|open', 'plugin:window|create', 'plugin:event|emit', 'plugin:deep-link|register', 'plugin:opener|open_url']) {
    await assert.rejects(inkling.invoke(command, { id: 1 }), /not allowed|not found/, command);
  }
});

test('the language has a name', async () => {
  assert.match(await inkling.run(() => navigator.language), /^[a-z]{2}/i);
  assert.notEqual(await inkling.run(() => navigator.language), 'C');
});
