// The mailbox in a folder that a file server makes public: what lies there says nothing to strangers, everything to the one shop that
// has the names and the key, and the truth about a grant while the vault is off.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';

import { digest } from '@sd-jwt/crypto-nodejs';
import { getListFromStatusListJWT, getStatusListFromJWT } from '@sd-jwt/jwt-status-list';
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';
import * as jose from 'jose';

import { BareShop, keyPair } from '../lib/bare-shop.js';
import { inCommon, Pieces } from '../lib/compare.js';
import { opened, readPresentation } from '../lib/presentation.js';
import { openSdkShop } from '../lib/sdk-shop.js';
import { openShelf } from '../lib/shelf.js';
import { eventually, Vault } from '../lib/vault.js';

const MINUTE = 60;
const DAY = 86_400;
const [VALID, INVALID, SUSPENDED] = [0, 1, 2];
const sizes = (value) => [{ system: 'EU', value, weight: 1 }];
const size = (value) => [{ system: 'EU', value }];

const folder = mkdtempSync(join(tmpdir(), 'inkling-mailbox-'));
after(() => rmSync(folder, { recursive: true }));

/** A person with two details and a mailbox, for one test. */
function person(name, act) {
  test(name, async () => {
    const place = mkdtempSync(join(folder, 'alice-'));
    const alice = await Vault.create(place);
    const shelf = await openShelf(join(place, 'box'));
    const closing = [() => alice.stop(), () => shelf.close()];
    try {
      await alice.state('shoes.size', sizes('42'));
      await alice.state('style.colours.liked', ['navy', 'green']);
      await alice.call('set_mailbox', { settings: shelf.settings });
      await act({ alice, shelf, place, closes: (close) => closing.push(close) });
    } finally {
      for (const close of closing.reverse()) await close();
    }
  });
}

/** The newest token that a bare shop was brought, once it names the mailbox. */
function named(shop) {
  return eventually(async () => {
    const message = shop.told.findLast(({ body }) => body.startsWith('response='));
    const [compact] = (await shop.open(message)).message.vp_token.size;
    const token = await readPresentation(compact);
    return token.claims.status && { compact, ...token };
  }, 'a token that names the mailbox');
}

const nameOf = (shelf, url) => {
  assert.ok(url.startsWith(`${shelf.publicUrl}/`));
  return url.slice(shelf.publicUrl.length + 1);
};

/** The status that the list says now, as a library reads it; its signature is checked with the grant's key. */
async function status(shelf, { claims, key, compact }, at = new Date()) {
  const reference = getStatusListFromJWT(compact.split('~')[0]);
  assert.deepEqual(reference, claims.status.status_list);
  const list = await shelf.read(nameOf(shelf, reference.uri));
  const { payload, protectedHeader } = await jose.jwtVerify(list, key, { typ: 'statuslist+jwt', algorithms: ['ES256'], currentDate: at });
  assert.deepEqual(protectedHeader, { alg: 'ES256', kid: '#0', typ: 'statuslist+jwt' });
  assert.equal(payload.sub, reference.uri);
  assert.equal(payload.iss, claims.iss);
  assert.equal(payload.iat % 3600, 0);
  assert.equal(payload.exp - payload.iat, 14 * DAY);
  assert.equal(payload.ttl, 12 * 3600);
  return { status: getListFromStatusListJWT(list).getStatus(reference.idx), issued: payload.iat };
}

const reaches = (shelf, token, wanted) => eventually(async () => (await status(shelf, token)).status === wanted, `status ${wanted}`);

describe('what lies there', () => {
  person('two objects a grant, under names that nobody guesses', async ({ alice, shelf, closes }) => {
    const shop = await BareShop.open();
    closes(() => shop.close());
    const asked = shop.asks();
    const id = await alice.connect(shop.serve(asked));
    const token = await named(shop);
    const [list, sealed] = [token.claims.status.status_list.uri, token.claims.grant.mailbox].map((url) => nameOf(shelf, url));
    assert.match(list, /^s\/[A-Za-z0-9_-]{22}$/);
    assert.match(sealed, /^m\/[A-Za-z0-9_-]{22}$/);
    assert.notEqual(list.slice(2), sealed.slice(2));
    await eventually(() => shelf.list().length === 2, 'both objects, and nothing beside them');
    assert.deepEqual(shelf.list(), [sealed, list]);
    assert.equal(token.claims.exp - token.claims.iat, 30 * DAY, 'with a mailbox tokens last a month');

    const { message } = await opened(shelf.read(sealed), shop.keys);
    assert.deepEqual(Object.keys(message), ['vp_token']);
    const published = await readPresentation(message.vp_token.size[0]);
    assert.deepEqual(published.claims, token.claims);
    assert.deepEqual(published.details, token.details);
    assert.equal(published.kb.nonce, asked.payload.nonce);
    assert.equal(published.kb.aud, shop.clientId);
    assert.equal(published.kb.iat % 3600, 0, 'when it was published nobody learns');
    const view = await alice.call('mailbox');
    assert.deepEqual([view.published, view.waiting, view.public_url], [1, 0, shelf.publicUrl]);
    assert.equal(await alice.stateOf(id), 'active');
  });

  person('no list of shops, and nothing that two grants have in common', async ({ alice, shelf, closes }) => {
    const shops = await Promise.all(['localhost', '127.0.0.1'].map((host) => BareShop.open(host)));
    closes(() => shops.forEach((shop) => shop.close()));
    const tokens = [];
    for (const shop of shops) {
      await alice.connect(shop.serve(shop.asks()));
      tokens.push(await named(shop));
    }
    await eventually(() => shelf.list().length === 4, 'four objects');
    const objects = tokens.map(({ claims }) => [claims.status.status_list.uri, claims.grant.mailbox].map((url) => nameOf(shelf, url)));
    const [one, other] = objects.map((names) => names.reduce((pieces, name) => pieces.add([name, shelf.read(name)], name), new Pieces()));
    const protocol = `s m box http localhost alg ES256 kid 0 typ statuslist jwt iss did jwk ver 1 kty EC crv P-256 x y sub iat exp ttl 43200
      status_list bits 2 lst enc ECDH-ES A256GCM epk enc-1`.split(/\s+/);
    const said = JSON.parse(Buffer.from(shelf.read(objects[0][0]).split('.')[1], 'base64url')).status_list.lst;
    assert.deepEqual(inCommon(one, other, new Set([...protocol, ...new URL(shelf.publicUrl).host.split(':'), said])), []);
    for (const [time] of [...one.times, ...other.times]) assert.equal(time % 3600, 0);
    for (const pieces of [one, other]) {
      for (const shop of shops) assert.ok(![...pieces.words.keys()].some((word) => word.includes(shop.host.split(':')[1])), 'no shop is named');
    }
  });

  person('a stock verifier follows the status from the token to the list', async ({ alice, shelf, closes }) => {
    const shop = await BareShop.open();
    closes(() => shop.close());
    const id = await alice.connect(shop.serve(shop.asks()));
    const token = await named(shop);
    const signed = (data, signature) => jose.compactVerify(`${data}.${signature}`, token.key).then(() => true, () => false);
    const library = new SDJwtVcInstance({ hasher: digest, hashAlg: 'sha-256', verifier: signed, kbVerifier: signed, statusVerifier: signed });
    const verified = () => library.verify(token.compact, { keyBindingNonce: token.kb.nonce });
    assert.deepEqual((await verified()).payload.shoes, { size: size('42') });
    await shop.server.close();
    await alice.call('pause', { id, until: null });
    await reaches(shelf, token, SUSPENDED);
    await assert.rejects(verified(), /Status is not valid/);
    await alice.call('revoke', { id });
    await reaches(shelf, token, INVALID);
    await assert.rejects(verified(), /Status is not valid/);
  });

  person('a list is signed anew past half of its life', async ({ alice, shelf, closes }) => {
    const shop = await BareShop.open();
    closes(() => shop.close());
    await alice.connect(shop.serve(shop.asks()));
    const token = await named(shop);
    const { issued } = await status(shelf, token);
    await alice.stop();
    await alice.start({ ahead: 6 * DAY });
    await alice.call('sync');
    assert.equal((await status(shelf, token)).issued, issued, 'not before');
    await alice.stop();
    await alice.start({ ahead: 8 * DAY });
    const then = new Date(Date.now() + 8 * DAY * 1000);
    await eventually(async () => (await status(shelf, token, then)).issued > issued, 'another list');
    assert.equal((await status(shelf, token, then)).status, VALID);
  });
});

/** A shop with our package that was given both details, and whose mailbox copy is complete. */
async function connected({ alice, shelf, closes }) {
  const shop = await openSdkShop();
  closes(() => shop.down().catch(() => {}));
  const { id } = await alice.open(await shop.link());
  const { grant, return_to: back } = await alice.approve(id);
  const handle = await shop.complete(back);
  await eventually(() => shelf.list().length === 2, 'both objects');
  await eventually(async () => (await alice.call('mailbox')).waiting === 0 && await alice.stateOf(grant) === 'active', 'quiet');
  return { shop, grant, handle };
}

describe('while the vault is off', () => {
  person('the shop refreshes, and is told that nothing changed', async (all) => {
    const { alice, shelf } = all;
    const { shop, handle } = await connected(all);
    await alice.stop();
    const first = await shop.refresh(handle);
    assert.equal(first.state, 'live');
    assert.deepEqual(first.details['shoes.size'], size('42'));
    shelf.heard.splice(0);
    shop.ahead = 13 * 3600; // the list is to be read again after twelve hours
    assert.equal((await shop.refresh(handle)).state, 'live');
    assert.deepEqual(shelf.heard.map(({ name, status: said, seen }) => [name[0], said, seen !== undefined]), [['s', 200, false], ['m', 304, true]]);
  });

  person('a vault that is off for more than two weeks confirms nothing any more', async (all) => {
    const { alice } = all;
    const { shop, handle } = await connected(all);
    await shop.refresh(handle);
    await alice.stop();
    shop.ahead = 15 * DAY;
    await assert.rejects(shop.refresh(handle));
    const grant = await shop.grant(handle);
    assert.equal(grant.state, 'unconfirmed');
    assert.equal(grant.details, undefined);
  });
});

describe('while the shop cannot be called', () => {
  person('a change, a pause, going on and the end all reach it through the mailbox', async (all) => {
    const { alice, shelf } = all;
    const { shop, grant, handle } = await connected(all);
    await shop.refresh(handle);
    await shop.down();
    const becomes = (state, version) => eventually(async () => {
      const held = await shop.refresh(handle);
      return held.state === state && (version === undefined || held.version >= version) && held;
    }, `the shop to hold it as ${state}`);
    const before = (await shop.grant(handle)).version;

    await alice.state('shoes.size', sizes('43'));
    assert.deepEqual((await becomes('live', before + 1)).details['shoes.size'], size('43'));

    await alice.call('pause', { id: grant, until: null });
    assert.equal((await becomes('paused')).details, undefined);
    await eventually(() => shelf.list().every((name) => name.startsWith('s/')), 'the token to be gone');

    await alice.call('resume', { id: grant });
    const again = await becomes('live', before + 2);
    assert.deepEqual(again.details['shoes.size'], size('43'));

    await alice.call('revoke', { id: grant });
    await eventually(() => shelf.list().every((name) => name.startsWith('s/')), 'the token to be gone');
    assert.equal((await becomes('ended')).by, 'customer');
    assert.deepEqual(Object.keys(await shop.grant(handle)).sort(), ['by', 'deletedAt', 'handle', 'state']);
  });

  person('a change made with the vault off and on again is published all the same', async (all) => {
    const { alice } = all;
    const { shop, handle } = await connected(all);
    await shop.down();
    await alice.state('shoes.size', sizes('44'));
    await alice.stop();
    await alice.start({ ahead: 10 * MINUTE });
    shop.ahead = 10 * MINUTE;
    await eventually(async () => (await shop.refresh(handle)).details['shoes.size'][0].value === '44', 'the change');
  });
});

describe('another key of the shop', () => {
  person('what lies there rests, and goes on when the person approves a request signed with it', async ({ alice, shelf, closes }) => {
    const shop = await BareShop.open();
    closes(() => shop.close());
    const grant = await alice.connect(shop.serve(shop.asks()));
    const before = await named(shop);
    await eventually(() => shelf.list().length === 2, 'both objects');

    shop.signing = keyPair();
    const { id, shop: who } = await alice.open(shop.serve(shop.asks()));
    assert.equal(who.key_changed, true);
    await reaches(shelf, before, SUSPENDED);
    await eventually(() => shelf.list().every((name) => name.startsWith('s/')), 'the token to be gone');
    await alice.state('shoes.size', sizes('43'));
    assert.equal(await alice.stateOf(grant), 'updating');
    assert.equal((await named(shop)).claims.grant.ver, before.claims.grant.ver, 'the shop is told nothing');

    const puts = () => shop.heard.filter(({ method }) => method === 'PUT');
    const brought = puts().length;
    await alice.approve(id);
    await alice.reaches(grant, 'active');
    assert.ok(puts().length > brought);
    const { message } = await shop.open(puts().at(-1));
    const after = await readPresentation(message.vp_token.size[0]);
    assert.ok(after.claims.grant.ver > before.claims.grant.ver);
    assert.deepEqual(after.details['shoes.size'], size('43'));
    await reaches(shelf, before, VALID);
  });
});

describe('trouble with the place', () => {
  person('a place that is gone delays, and is filled when it is back', async (all) => {
    const { alice, shelf, place } = all;
    const { shop, grant, handle } = await connected(all);
    await shop.refresh(handle);
    renameSync(join(place, 'box'), join(place, 'away'));
    await shop.down();
    await alice.call('revoke', { id: grant });
    assert.ok((await alice.call('mailbox')).waiting > 0);
    assert.equal(await alice.stateOf(grant), 'stopping', 'the stop holds at once');
    await alice.stop();
    renameSync(join(place, 'away'), join(place, 'box'));
    await alice.start({ ahead: 10 * MINUTE });
    shop.ahead = 13 * 3600;
    await eventually(async () => (await shop.refresh(handle)).state === 'ended', 'the end');
    await eventually(() => shelf.list().every((name) => name.startsWith('s/')), 'the token to be gone');
  });

  person('leaving the mailbox takes everything out of it, and the shop keeps what it has', async (all) => {
    const { alice, shelf } = all;
    const { shop, handle } = await connected(all);
    await alice.call('mailbox_off');
    await eventually(() => shelf.list().length === 0, 'an empty place');
    assert.equal(await alice.call('mailbox'), null);
    shop.ahead = 13 * 3600;
    const held = await shop.refresh(handle);
    assert.equal(held.state, 'live');
    const { grant, status: listed } = jose.decodeJwt(held.tokens.size.split('~')[0]);
    assert.deepEqual([grant.mailbox, listed], [undefined, undefined]);
  });

  person('a shop that cannot be called follows to another mailbox', async (all) => {
    const { alice, shelf, place, closes } = all;
    const { shop, handle } = await connected(all);
    const other = await openShelf(join(place, 'other'));
    closes(() => other.close());
    await shop.down();
    await alice.call('set_mailbox', { settings: other.settings });
    const moved = await eventually(async () => {
      shop.ahead += 13 * 3600;
      const { tokens } = await shop.refresh(handle);
      const { grant, status } = jose.decodeJwt(tokens.size.split('~')[0]);
      return grant.mailbox?.startsWith(other.publicUrl) && status.status_list.uri;
    }, 'a token that names the other mailbox');
    assert.ok(moved.startsWith(other.publicUrl));
    // A file that is being written lies beside the one that it replaces.
    await eventually(() => shelf.list().length === 2, 'both to lie there: the vault does not know yet that the shop has moved');
    await alice.state('shoes.size', sizes('44'));
    await eventually(async () => (await shop.refresh(handle)).details['shoes.size'][0].value === '44', 'a change');
    assert.ok(other.heard.some(({ name }) => name?.startsWith('m/')));
  });

  person('an old copy of the vault finds out that the person has stopped the grant', async (all) => {
    const { alice, shelf, place } = all;
    const { shop, grant, handle } = await connected(all);
    await shop.down();
    await alice.stop();
    cpSync(alice.home, join(place, 'copy'), { recursive: true });
    await alice.start();
    await alice.call('revoke', { id: grant });
    await eventually(() => shelf.list().every((name) => name.startsWith('s/')), 'the end to be published');
    await eventually(async () => (await alice.call('mailbox')).waiting === 0, 'quiet');
    await alice.stop();
    rmSync(alice.home, { recursive: true });
    renameSync(join(place, 'copy'), alice.home);
    await alice.start({ ahead: 8 * DAY });
    await eventually(async () => ['stopping', 'stopped'].includes(await alice.stateOf(grant)), 'the old copy to stop it');
    assert.ok(shelf.list().every((name) => name.startsWith('s/')), 'it published nothing');
    shop.ahead = 8 * DAY;
    assert.equal((await shop.refresh(handle)).state, 'ended');
  });

  person('a place that cannot be one is refused, and the old one stays', async ({ alice, shelf, place }) => {
    const folders = (path, public_url = shelf.publicUrl) => ({ store: { folder: { path } }, public_url });
    const box = join(place, 'box');
    const refused = [
      ['bad-mailbox', folders('box')],
      ['bad-mailbox', folders(box, `${shelf.publicUrl}/`)],
      ['bad-mailbox', folders(box, `${shelf.publicUrl}?key=1`)],
      ['bad-mailbox', folders(box, 'http://shelf.example/box')],
      ['bad-mailbox', folders(box, 'ftp://shelf.example/box')],
      ['mailbox-missing', folders(join(place, 'nowhere'))],
    ];
    for (const [code, settings] of refused) await assert.rejects(alice.call('set_mailbox', { settings }), { view: { code } });
    assert.equal((await alice.call('mailbox')).place, box);
    assert.deepEqual(shelf.list(), [], 'what was written to try it is gone');
  });
});
