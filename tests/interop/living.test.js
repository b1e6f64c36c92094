// A grant's whole life against a shop built from software that we did not write: changed, paused, narrowed, renewed, ended, through
// lost answers and lost power. Days pass by starting the vault again with its calendar ahead.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';

import * as jose from 'jose';

import { BareShop, keyPair, USUAL } from '../lib/bare-shop.js';
import { readPresentation } from '../lib/presentation.js';
import { eventually, Vault } from '../lib/vault.js';
import { unsigned } from './conformance/unverified.js';
import { openStranger } from './stranger.js';

const MINUTE = 60;
const DAY = 86_400;
const PAUSED = 'urn:inkling:event:grant-paused:1';
const CHANGED = 'https://schemas.openid.net/secevent/caep/event-type/credential-change';
const terms = {
  type: 'urn:inkling:terms:1', credential_ids: ['size', 'colours'], purposes: ['dpv:ProvideProductRecommendations'],
  retention: 'P30D', onward: 'none', combine: false, policy: 'https://shop.example/privacy',
};
const sizes = (value) => [{ system: 'EU', value, weight: 1 }];
const size = (value) => ({ 'shoes.size': [{ system: 'EU', value }] });

const folder = mkdtempSync(join(tmpdir(), 'inkling-living-'));
after(() => rmSync(folder, { recursive: true }));

/** A life of its own: a person with two details, and a shop that was given both. */
function life(name, live) {
  test(name, async () => {
    const alice = await Vault.create(mkdtempSync(join(folder, 'alice-')));
    await alice.state('shoes.size', sizes('42'));
    await alice.state('style.colours.liked', ['navy', 'green']);
    const shop = await openStranger({ wanted: USUAL, terms });
    try {
      await live({ alice, shop });
    } finally {
      await alice.stop();
      await shop.down();
    }
  });
}

/** What the shop holds after its newest answer or update: the group's token, checked. */
async function holds(shop, group = 'size') {
  const groups = shop.update?.vp_token ?? shop.answer.dcql.presentations;
  return readPresentation([groups[group]].flat()[0]);
}

const count = (shop, hit) => shop.hits.filter((one) => one === hit).length;
const puts = (shop) => count(shop, 'PUT /g/1');

/** Waits for the shop to have been given so many updates. */
const updates = (shop, many) => eventually(() => puts(shop) >= many && shop.update, `update ${many}`);

/** The newest event, verified with the key that signed the grant's tokens; it is about this grant and for this shop. */
async function event(shop) {
  const { type, jwt } = shop.events.at(-1);
  assert.equal(type, 'application/secevent+jwt');
  const { key, claims } = await holds(shop);
  const expected = { audience: shop.clientId, issuer: claims.iss, algorithms: ['ES256'] };
  const { payload, protectedHeader } = await jose.jwtVerify(jwt, key, expected);
  assert.deepEqual(protectedHeader, { alg: 'ES256', kid: `${claims.iss}#0`, typ: 'secevent+jwt' });
  assert.deepEqual(payload.sub_id, { format: 'opaque', id: claims.grant.id });
  return payload;
}

describe('changes', () => {
  life('every change is another version, bound to the nonce that the shop gave last', async ({ alice, shop }) => {
    await alice.connect(shop.link);
    const first = await holds(shop);
    assert.equal(first.claims.grant.ver, 1);
    const nonces = new Set([first.kb.nonce]);
    for (const [version, value] of [[2, '43'], [3, '44'], [4, '45']]) {
      await alice.state('shoes.size', sizes(value));
      await updates(shop, version - 1);
      const { claims, kb, details } = await eventually(async () => {
        const held = await holds(shop);
        return held.claims.grant.ver === version && held;
      }, `version ${version}`);
      assert.deepEqual(details, size(value));
      assert.deepEqual(claims.cnf, first.claims.cnf, 'one key a grant');
      assert.equal(claims.grant.id, first.claims.grant.id);
      assert.equal(kb.nonce, shop.updateNonce);
      nonces.add(kb.nonce);
    }
    assert.equal(nonces.size, 4);
  });

  life('a shop that says 410 has closed the grant: it hears no more of it', async ({ alice, shop }) => {
    const id = await alice.connect(shop.link);
    shop.trouble = (method) => (method === 'PUT' ? { status: 410 } : undefined);
    await alice.state('shoes.size', sizes('43'));
    await alice.reaches(id, 'closed-by-shop');
    const heard = shop.hits.length;
    await alice.state('shoes.size', sizes('44'));
    await alice.call('sync');
    await assert.rejects(alice.call('revoke', { id }), { code: 'grant-ended' });
    assert.equal(shop.hits.length, heard);
    assert.deepEqual((await alice.call('grant', { id })).holds, []);
  });
});

describe('the end', () => {
  life('a stop reaches the shop as a signed event, and its signed word comes back', async ({ alice, shop }) => {
    const id = await alice.connect(shop.link);
    assert.equal((await alice.call('revoke', { id })).state, 'stopped');
    const { events, iat } = await event(shop);
    assert.deepEqual(events, { [CHANGED]: { credential_type: 'urn:inkling:preferences:1', change_type: 'revoke', event_timestamp: iat } });
    const { deleted_at: deleted } = await alice.call('grant', { id });
    assert.ok(Math.abs(deleted - Date.now()) < 60_000);
  });

  life('an end that was reached stays one, though the clock goes back', async ({ alice, shop }) => {
    const id = await alice.connect(shop.link, { duration: 'days30' });
    await alice.stop();
    await alice.start({ ahead: 31 * DAY });
    await alice.reaches(id, 'ended');
    const heard = shop.hits.length;
    await alice.call('sync');
    await alice.stop();
    await alice.start();
    assert.equal(await alice.stateOf(id), 'ended');
    await alice.state('shoes.size', sizes('43'));
    await alice.call('sync');
    assert.equal(shop.hits.length, heard);
    const happened = (await alice.call('history', { before: null })).map(({ what }) => what);
    assert.ok(happened.includes('clock-set-back'));
  });

  life('tokens last a week and are renewed a day or two before, without a question', async ({ alice, shop }) => {
    const id = await alice.connect(shop.link);
    const first = await holds(shop);
    assert.equal(first.claims.exp - first.claims.iat, 7 * DAY);
    await alice.stop();
    await alice.start({ ahead: 4 * DAY });
    await alice.call('sync');
    assert.equal(puts(shop), 0, 'not yet');
    await alice.stop();
    await alice.start({ ahead: 6 * DAY });
    await updates(shop, 1);
    const second = await holds(shop);
    assert.deepEqual(second.details, first.details);
    assert.ok(second.claims.exp > first.claims.exp);
    assert.equal(second.claims.exp % 3600, 0);
    assert.equal(await alice.stateOf(id), 'active');
  });

  life('after a long time away two shops are not told in one burst', async ({ alice, shop }) => {
    const other = await openStranger({ wanted: USUAL, terms });
    try {
      for (const { link } of [shop, other]) await alice.connect(link);
      const told = () => puts(shop) + puts(other);
      for (const [ahead, shops] of [[6 * DAY, 1], [6 * DAY + 11 * MINUTE, 2]]) {
        await alice.stop();
        await alice.start({ ahead });
        await eventually(() => told() === shops, `${shops} told`);
        await alice.call('sync');
        assert.equal(told(), shops);
      }
    } finally {
      await other.down();
    }
  });
});

describe('trouble on the way', () => {
  life('what a shop could not be told is told after it is back, and after the computer was off', async ({ alice, shop }) => {
    const id = await alice.connect(shop.link);
    await shop.down();
    await alice.state('shoes.size', sizes('43'));
    await alice.reaches(id, 'updating');
    await alice.stop();
    await shop.up();
    await alice.start({ ahead: 10 * MINUTE });
    await updates(shop, 1);
    assert.deepEqual((await holds(shop)).details, size('43'));
    await alice.reaches(id, 'active');
  });

  life('a stop that could not be told is told later, and holds at once', async ({ alice, shop }) => {
    const id = await alice.connect(shop.link);
    await shop.down();
    assert.equal((await alice.call('revoke', { id })).state, 'stopping');
    await alice.state('shoes.size', sizes('43'));
    await alice.stop();
    await shop.up();
    await alice.start({ ahead: 10 * MINUTE });
    await alice.reaches(id, 'stopped');
    assert.equal(puts(shop), 0);
    assert.equal((await event(shop)).events[CHANGED].change_type, 'revoke');
  });

  life('a first answer that was taken but not acknowledged is repeated with the same token', async ({ alice, shop }) => {
    shop.trouble = (method, path) => (path === '/response' ? { status: 500, taken: true } : undefined);
    const { id: request } = await alice.open(shop.link);
    const { grant, delivered } = await alice.approve(request);
    assert.equal(delivered, false);
    assert.equal(await alice.stateOf(grant), 'sending');
    const first = await holds(shop);
    shop.trouble = () => undefined;
    await alice.stop();
    await alice.start({ ahead: MINUTE });
    await alice.reaches(grant, 'active');
    const second = await holds(shop);
    assert.equal(count(shop, 'POST /response'), 2);
    assert.deepEqual(second.claims, first.claims);
    assert.deepEqual(second.disclosures, first.disclosures);
    assert.equal(second.kb.nonce, shop.nonce);
  });

  life('an update that was taken but not acknowledged is repeated with the same version and nonce', async ({ alice, shop }) => {
    const id = await alice.connect(shop.link);
    shop.trouble = (method) => (method === 'PUT' ? { status: 500, taken: true } : undefined);
    await alice.state('shoes.size', sizes('43'));
    await updates(shop, 1);
    const first = await holds(shop);
    shop.trouble = () => undefined;
    await alice.stop();
    await alice.start({ ahead: 10 * MINUTE });
    await alice.reaches(id, 'active');
    const second = await holds(shop);
    assert.equal(puts(shop), 2);
    assert.deepEqual(second.claims, first.claims);
    assert.equal(second.kb.nonce, first.kb.nonce);
  });

  life('a shop that is busy is asked again, and is not taken to have refused', async ({ alice, shop }) => {
    const id = await alice.connect(shop.link);
    for (const status of [429, 503]) {
      shop.trouble = (method) => (method === 'PUT' ? { status } : undefined);
      await alice.state('shoes.size', sizes(status === 429 ? '43' : '44'));
      await alice.call('sync');
      assert.equal(await alice.stateOf(id), 'updating');
    }
    shop.trouble = () => undefined;
    await alice.stop();
    await alice.start({ ahead: 10 * MINUTE });
    await alice.reaches(id, 'active');
    assert.deepEqual((await holds(shop)).details, size('44'));
  });
});

describe('pauses', () => {
  life('a pause reaches the shop as a signed event; going on is another version with what changed meanwhile', async ({ alice, shop }) => {
    const id = await alice.connect(shop.link);
    await alice.call('pause', { id, until: null });
    await alice.reaches(id, 'paused');
    await eventually(async () => (await alice.call('grant', { id })).told === 'yes', 'the shop to know');
    const { events } = await event(shop);
    assert.deepEqual(events, { [PAUSED]: { ver: 1 } }, 'a pause is no end');
    await alice.state('shoes.size', sizes('43'));
    await alice.call('sync');
    assert.equal(puts(shop), 0, 'nothing is sent meanwhile');

    await alice.call('resume', { id });
    await updates(shop, 1);
    const { claims, details } = await holds(shop);
    assert.equal(claims.grant.ver, 2);
    assert.deepEqual(details, size('43'));
    await alice.reaches(id, 'active');
  });

  life('a pause with an end says it, and ends by itself', async ({ alice, shop }) => {
    const id = await alice.connect(shop.link);
    const until = Date.now() + 3 * DAY * 1000;
    await alice.call('pause', { id, until });
    await eventually(() => shop.events.length > 0, 'the event');
    const said = (await event(shop)).events[PAUSED].until;
    assert.ok(Number.isInteger(said) && Math.abs(said - until / 1000) < DAY);
    assert.ok((await alice.call('grant', { id })).summary.resumes >= Date.now());
    await alice.stop();
    await alice.start({ ahead: 2 * DAY });
    await alice.call('sync');
    assert.equal(await alice.stateOf(id), 'paused');
    await alice.stop();
    await alice.start({ ahead: 4 * DAY });
    await updates(shop, 1);
    assert.equal((await holds(shop)).claims.grant.ver, 2);
    await alice.reaches(id, 'active');
  });

  life('a shop that does not know pauses cannot be told; the grant is paused all the same', async ({ alice, shop }) => {
    const id = await alice.connect(shop.link);
    shop.trouble = (method, path) => (method === 'POST' && path === '/g/1' ? { status: 405 } : undefined);
    await alice.call('pause', { id, until: null });
    await eventually(async () => (await alice.call('grant', { id })).told === 'cannot', 'the vault to know');
    assert.equal(await alice.stateOf(id), 'paused');
    await alice.stop();
    await alice.start({ ahead: 6 * DAY });
    await alice.call('sync');
    assert.equal(count(shop, 'POST /g/1'), 1, 'it is not asked again');
    assert.equal(puts(shop), 0, 'its copy is not renewed');
    await alice.call('resume', { id });
    await updates(shop, 1);
  });

  life('a pause that could not be told waits, and holds at once', async ({ alice, shop }) => {
    const id = await alice.connect(shop.link);
    await shop.down();
    await alice.call('pause', { id, until: null });
    const { told, summary } = await alice.call('grant', { id });
    assert.deepEqual([told, summary.state], ['not-yet', 'paused']);
    await alice.stop();
    await shop.up();
    await alice.start({ ahead: 10 * MINUTE });
    await eventually(async () => (await alice.call('grant', { id })).told === 'yes', 'the shop to know');
    assert.deepEqual(Object.keys((await event(shop)).events), [PAUSED]);
  });

  life('a paused grant can be stopped', async ({ alice, shop }) => {
    const id = await alice.connect(shop.link);
    await alice.call('pause', { id, until: null });
    await eventually(() => shop.events.length === 1, 'the pause');
    await alice.call('revoke', { id });
    await alice.reaches(id, 'stopped');
    assert.deepEqual(Object.keys((await event(shop)).events), [CHANGED]);
    await assert.rejects(alice.call('resume', { id }), { code: 'grant-ended' });
  });
});

/** Whether every group has all that the query asked of it (OpenID4VP 1.0, section 6.4.1): the word of plain mode is none of it. */
async function answersTheQuery(tokens) {
  for (const [id, [token]] of Object.entries(tokens)) {
    const { details } = await readPresentation(token);
    const { claims } = USUAL.credentials.find((asked) => asked.id === id);
    if (!claims.every(({ path }) => path.join('.') in details)) return false;
  }
  return true;
}

describe('plain mode', () => {
  life('a shop that holds an update against its query and says no is paused, and has the details again when both are over', async ({ alice, shop }) => {
    const id = await alice.connect(shop.link);
    shop.takes = answersTheQuery;
    await alice.state('shoes.size', sizes('43'));
    await updates(shop, 1);
    await alice.call('plain_on', { host: null });
    await alice.reaches(id, 'paused');
    await eventually(async () => (await alice.call('grant', { id })).told === 'yes', 'the shop to know');
    assert.deepEqual(Object.keys((await event(shop)).events), [PAUSED]);
    assert.equal((await alice.call('grant', { id })).history.some(({ what }) => what === 'plain-refused'), true);
    const asked = puts(shop);
    assert.equal(asked, 2, 'the change, and the word once');
    await alice.stop();
    await alice.start({ ahead: 2 * DAY });
    await alice.call('sync');
    assert.equal(puts(shop), asked, 'it is not asked again');

    await alice.call('plain_off', { host: null });
    await alice.call('resume', { id });
    await updates(shop, asked + 1);
    assert.deepEqual((await holds(shop)).details, size('43'));
    await alice.reaches(id, 'active');
  });
});

describe('less, or longer', () => {
  const amendment = (change) => ({ groups: ['size', 'colours'], levels: {}, ...change });

  life('what is taken back does not come with the next version', async ({ alice, shop }) => {
    const id = await alice.connect(shop.link);
    await alice.amend(id, amendment({ groups: ['size'], levels: { 'shoes.size': 'bucket' } }));
    await updates(shop, 1);
    assert.deepEqual(Object.keys(shop.update.vp_token), ['size']);
    const { claims, details } = await holds(shop);
    assert.equal(claims.grant.ver, 2);
    assert.deepEqual(details, { 'shoes.size': { system: 'EU', from: '42', to: '43.5' } });
    await alice.reaches(id, 'active');
  });

  life('nothing is widened, and what the shop needs is not taken away by halves', async ({ alice, shop }) => {
    const id = await alice.connect(shop.link, { groups: ['size'], levels: { 'shoes.size': 'bucket' } });
    const wider = [{ groups: ['size', 'colours'] }, { groups: ['size'], levels: { 'shoes.size': 'list' } }, { groups: ['colours'] }, { groups: [] }];
    for (const change of wider) {
      const refused = ({ code }) => ['bad-choice', 'level-too-precise', 'nothing-to-share'].includes(code);
      await assert.rejects(alice.amend(id, amendment(change)), refused);
    }
    await alice.call('sync');
    assert.equal(puts(shop), 0);
    assert.deepEqual((await holds(shop)).details, { 'shoes.size': { system: 'EU', from: '42', to: '43.5' } });
  });

  life('the end can be moved, though never beyond a year', async ({ alice, shop }) => {
    const id = await alice.connect(shop.link, { duration: 'days30' });
    const inDays = (days) => Date.now() + days * DAY * 1000;
    const later = inDays(200);
    for (const until of [inDays(366), later, inDays(-1)]) {
      await assert.rejects(alice.amend(id, amendment({ until })), { code: 'bad-choice' });
    }
    for (const until of [inDays(366), inDays(3)]) await assert.rejects(alice.extend(id, until), { code: 'bad-choice' });
    await assert.rejects(alice.call('extend', { id, until: later, digest: '' }), { code: 'preview-changed' });
    await alice.extend(id, later);
    assert.ok(Math.abs((await alice.call('grant', { id })).summary.until - later) < DAY * 1000);
    await alice.amend(id, amendment({ until: inDays(3) }));
    await eventually(async () => (await holds(shop)).claims.exp <= inDays(3) / 1000, 'a token that ends with the grant');
    await alice.stop();
    await alice.start({ ahead: 4 * DAY });
    await alice.call('sync');
    // A shop that still has a token of the longer time is told; any other has nothing left that is valid.
    assert.ok(['ended', 'stopped'].includes(await alice.stateOf(id)));
    const heard = puts(shop);
    await alice.state('shoes.size', sizes('43'));
    await alice.call('sync');
    assert.equal(puts(shop), heard);
  });
});

describe('shops that are not wanted', () => {
  life('a shop with another key gets no more updates until the person has looked', async ({ alice }) => {
    const shop = await BareShop.open();
    try {
      const id = await alice.connect(shop.serve(shop.asks()));
      shop.signing = keyPair();
      const { id: request, shop: who } = await alice.open(shop.serve(shop.asks()));
      assert.deepEqual([who.key_changed, who.new], [true, false]);
      await alice.state('shoes.size', sizes('43'));
      await alice.call('sync');
      assert.deepEqual(shop.told.map(({ method }) => method), ['POST'], 'the old grant rests');
      assert.equal((await alice.call('grant', { id })).summary.shop.key_changed, true);
      for (const accepted of [[], ['unverified'], ['unverified', 'key-changed']]) {
        await assert.rejects(alice.approve(request, { accepted }), { code: 'not-accepted' });
      }
      await alice.approve(request, { accepted: ['key-changed'] });
      await alice.call('sync');
      await eventually(() => shop.told.some(({ method }) => method === 'PUT'), 'the update that had waited');
      assert.equal(await alice.stateOf(id), 'active');
    } finally {
      shop.close();
    }
  });

  life('a blocked shop is met with silence, signed or not; its grant goes on; it can be let in again', async ({ alice }) => {
    const shop = await BareShop.open();
    try {
      const id = await alice.connect(shop.serve(shop.asks()));
      await alice.call('block_shop', { host: shop.host });
      assert.deepEqual((await alice.call('blocked_shops')).map(({ host }) => host), [shop.host]);
      for (const bend of [() => {}, unsigned]) {
        const asked = shop.asks();
        bend(asked, shop);
        await assert.rejects(alice.open(shop.serve(asked)), { view: { code: 'shop-blocked' } });
      }
      assert.equal(shop.told.length, 1, 'it hears nothing of that');
      assert.deepEqual(await alice.waiting(), []);
      await alice.state('shoes.size', sizes('43'));
      await eventually(() => shop.told.at(-1).method === 'PUT', 'the update of its grant');
      assert.equal(await alice.stateOf(id), 'active');
      await alice.call('unblock_shop', { host: shop.host });
      await alice.open(shop.serve(shop.asks()));
    } finally {
      shop.close();
    }
  });
});
