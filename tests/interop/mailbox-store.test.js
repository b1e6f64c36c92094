// The mailbox in an S3 store with TLS of its own authority (moto): the same promises as in a folder, and the person's credentials.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { getListFromStatusListJWT } from '@sd-jwt/jwt-status-list';
import * as jose from 'jose';

import { spotted } from '../lib/canary.js';
import { openSdkShop } from '../lib/sdk-shop.js';
import { openStore } from '../lib/shelf.js';
import { eventually, Vault } from '../lib/vault.js';

const MINUTE = 60;
const sizes = (value) => [{ system: 'EU', value, weight: 1 }];

let folder;
let store;
let alice;
let shop;
let grant;
let handle;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-store-'));
  store = await openStore(join(folder, 'store'));
  alice = await Vault.create(folder);
  await alice.state('shoes.size', sizes('42'));
  await alice.state('style.colours.liked', ['navy', 'green']);
});

after(async () => {
  await alice?.stop();
  await shop?.down().catch(() => {});
  await store?.stop();
  rmSync(folder, { recursive: true });
});

const issuerPart = async () => jose.decodeJwt((await shop.grant(handle)).tokens.size.split('~')[0]);
const nameOf = (url) => url.slice(store.publicUrl.length + 1);
/** A refresh of a shop whose last word from the list has run out. */
const refreshed = () => {
  shop.ahead += 13 * 3600;
  return shop.refresh(handle);
};

test('a store is tried before it is kept', async () => {
  const { s3 } = store.settings.store;
  const other = (change) => ({ ...store.settings, store: { s3: { ...s3, ...change } } });
  for (const [code, settings] of [
    ['mailbox-missing', other({ bucket: 'nobodys-bucket' })],
    ['mailbox-insecure', other({ certificate: undefined })],
    ['mailbox-unreachable', other({ endpoint: 'https://localhost:9' })],
    ['bad-mailbox', other({ endpoint: 'http://s3.example' })],
    ['bad-mailbox', other({ bucket: 'Not A Bucket' })],
    ['bad-mailbox', other({ secret_access_key: '' })],
  ]) await assert.rejects(alice.call('set_mailbox', { settings }), { view: { code } });
  assert.equal(await alice.call('mailbox'), null);
  await alice.call('set_mailbox', { settings: store.settings });
  assert.deepEqual(await store.list(), [], 'what was written to try it is gone');
  assert.equal((await alice.call('mailbox')).kind, 's3');
});

test('a grant is two objects with their types, and the shop refreshes from them while the vault is off', async () => {
  shop = await openSdkShop();
  const { id } = await alice.open(await shop.link());
  const approved = await alice.approve(id);
  grant = approved.grant;
  handle = await shop.complete(approved.return_to);
  await eventually(async () => (await store.list()).length === 2, 'both objects');
  const claims = await eventually(async () => {
    const found = await issuerPart();
    return found.status && found;
  }, 'a token that names the mailbox');
  const [list, sealed] = [claims.status.status_list.uri, claims.grant.mailbox].map(nameOf);
  assert.deepEqual(await store.list(), [sealed, list]);
  const objects = await Promise.all([list, sealed].map(store.read));
  assert.deepEqual(objects.map(({ headers }) => headers['content-type']), ['application/statuslist+jwt', 'application/jose']);
  const { payload } = await jose.jwtVerify(objects[0].body, await jose.importJWK(claims.cnf.jwk, 'ES256'), { typ: 'statuslist+jwt' });
  assert.equal(payload.sub, claims.status.status_list.uri);
  assert.equal(getListFromStatusListJWT(objects[0].body).getStatus(0), 0);

  await eventually(async () => (await alice.call('mailbox')).waiting === 0, 'quiet');
  await alice.stop();
  assert.equal((await refreshed()).state, 'live');
  store.heard.splice(0);
  assert.equal((await refreshed()).state, 'live');
  assert.deepEqual(store.heard.map(({ status }) => status), [200, 304]);
  await alice.start();
});

test('a change while the store is down is published when it is back', async () => {
  await store.down();
  await shop.down();
  await alice.state('shoes.size', sizes('43'));
  await eventually(async () => (await alice.call('mailbox')).waiting > 0, 'a publication to wait');
  await alice.stop();
  await store.up();
  await alice.start({ ahead: 10 * MINUTE });
  const held = await eventually(async () => {
    const view = await shop.refresh(handle);
    return view.details['shoes.size'][0].value === '43' && view;
  }, 'the change');
  assert.ok(held.version >= 2);
});

test('the end is published: the list says so and the token is gone', async () => {
  const { status } = await issuerPart();
  await alice.call('revoke', { id: grant });
  const list = nameOf(status.status_list.uri);
  await eventually(async () => getListFromStatusListJWT((await store.read(list)).body).getStatus(0) === 1, 'the list to say so');
  await eventually(async () => (await store.list()).every((name) => name === list), 'the token to be gone');
  assert.equal((await refreshed()).state, 'ended');
});

test('the credentials never come back, and stand in no file', async () => {
  const secret = store.settings.store.s3.secret_access_key;
  const views = await Promise.all(['mailbox', 'status', 'home', 'grants'].map((command) => alice.call(command)));
  const history = await alice.call('history', { before: null });
  assert.ok(!JSON.stringify([views, history]).includes(secret));
  assert.deepEqual(spotted(alice.home, [secret, store.settings.store.s3.access_key_id]), []);
});
