// Links that reach a program that is not running, a vault that is locked, and a program that means no such link.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { openShop, Visitor } from '../lib/shop.js';
import { Person } from './lib/person.js';

const PASSPHRASE = 'amber ferry quilt ninety';

let alice;
let shop;
let link;

before(async () => {
  alice = new Person();
  mkdirSync(join(alice.home, 'shop'));
  shop = await openShop(join(alice.home, 'shop'));
  const visitor = new Visitor(shop.origin);
  const asked = await visitor.visit('/personalise', { method: 'POST', headers: { accept: 'application/json', origin: shop.origin } });
  ({ link } = JSON.parse(asked.text));
  await alice.opens();
  await alice.createsVault(PASSPHRASE);
  await alice.session.close();
});

after(async () => {
  await alice.leaves();
  shop.close();
});

test('a link that starts the program waits for the unlock, and nothing is fetched before', async () => {
  const inkling = await alice.opens(link);
  await inkling.turnTo('unlock.html');
  await inkling.says('1 request waits until you unlock.');
  await inkling.shows('unlock.html');
});

test('after the unlock the request is shown', async () => {
  const inkling = alice.session;
  await alice.unlocks(PASSPHRASE);
  await inkling.turnTo('consent.html');
  await inkling.says('Signed with the key of this address.');
});

test('declining closes the window, opens nothing and shares nothing', async () => {
  const inkling = alice.session;
  await inkling.click('button', 'Don’t share');
  await inkling.shows('index.html');
  await inkling.turnTo('index.html');
  assert.deepEqual(await inkling.invoke('grants'), []);
});

test('hostile links and options of a second start do nothing', async () => {
  const inkling = alice.session;
  const hostile = [
    'inkling:', 'inkling://authorize', `${link}&verb=approve`, `${link}&client_id=x`, link.replace('authorize', 'approve'),
    `inkling://authorize?client_id=${'x'.repeat(100_000)}`, 'inkling://authorize?client_id=decentralized_identifier:did:web:169.254.169.254&request_uri=http://169.254.169.254/',
    'https://example.com/', 'file:///etc/passwd', '--remote-debugging-port=9222', '--help',
  ];
  // What is not a link at all is not even handed over: such a start fails.
  for (const one of hostile) assert.equal(await alice.startsAgain(one), one.startsWith('inkling:') ? 0 : 1, one.slice(0, 60));
  assert.equal(await alice.startsAgain('--home', join(alice.home, 'elsewhere'), '--developer'), 0);
  await inkling.shows('index.html');
  assert.deepEqual((await inkling.invoke('requests')).filter(({ state }) => state === 'waiting'), []);
});
