// What the OpenID conformance suite asks of a wallet, for this profile (OpenID4VP 1.0 with HAIP 1.0: SD-JWT VC, signed requests by
// reference, direct_post.jwt), and what a hostile shop would try. One good request, bent in one place a case, from outside: over HTTP
// to the running vault. Whatever is refused, the shop's answering address hears nothing at all.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { BareShop, fresh } from '../lib/bare-shop.js';
import { readPresentation, sha256 } from '../lib/presentation.js';
import { Vault } from '../lib/vault.js';
import * as object from './conformance/object.js';
import * as parameters from './conformance/parameters.js';
import * as places from './conformance/places.js';
import * as query from './conformance/query.js';
import * as sealing from './conformance/sealing.js';
import * as unverified from './conformance/unverified.js';

const FETCHED = new Set(['GET /.well-known/did.json', 'GET /request', 'POST /request']);

let folder;
let vault;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-conformance-'));
  vault = await Vault.create(folder);
  await vault.state('shoes.size', [{ system: 'EU', value: '42', weight: 1 }]);
  await vault.state('style.colours.liked', ['navy', 'green']);
  await vault.state('age.over.18', true);
  await vault.state('contact', { channel: 'email', max_per_month: 4 });
});

after(async () => {
  await vault.stop();
  rmSync(folder, { recursive: true });
});

/** A case with a shop of its own, so that no case silences another. */
function scenario(name, act) {
  test(name, async () => {
    const shop = await BareShop.open();
    try {
      await act(shop);
    } finally {
      shop.close();
    }
  });
}

/** The link is refused with this code and nothing else; nothing was sent anywhere, and nothing waits. */
async function refused(shop, link, code) {
  const fetched = shop.told.length;
  await assert.rejects(vault.open(link), { view: { code } });
  assert.equal(shop.told.length, fetched, 'nothing is sent');
  const others = shop.heard.filter((one) => !shop.told.includes(one) && !FETCHED.has(`${one.method} ${one.path}`));
  assert.deepEqual(others, [], 'nothing but the request is fetched');
  const waiting = (await vault.waiting()).filter(({ shop: who }) => who.host === shop.host);
  assert.deepEqual(waiting, [], 'nobody is asked');
}

/** The person shares; answers what came to `at`, checked as a careful verifier checks it. */
async function answered(shop, asked, id, chosen, at = shop) {
  assert.deepEqual(at.told, [], 'nothing is sent without a click');
  const approved = await vault.approve(id, chosen);
  assert.equal(approved.delivered, true);
  assert.deepEqual(at.told.map(({ method, path }) => [method, path]), [['POST', '/response']]);
  const { header, message } = await shop.open(at.told[0]);
  assert.equal(header.alg, 'ECDH-ES');
  assert.deepEqual(Object.keys(message).sort(), asked.payload.state === undefined ? ['vp_token'] : ['state', 'vp_token']);
  assert.equal(message.state, asked.payload.state);
  const terms = Buffer.from(JSON.stringify(asked.terms)).toString('base64url');
  const groups = {};
  for (const [group, presentations] of Object.entries(message.vp_token)) {
    assert.equal(presentations.length, 1);
    const { claims, kb, details } = await readPresentation(presentations[0]);
    assert.equal(kb.aud, asked.payload.client_id);
    assert.equal(kb.nonce, asked.payload.nonce);
    assert.deepEqual(kb.transaction_data_hashes, [sha256(terms)]);
    assert.equal(claims.grant.to, asked.payload.client_id);
    assert.equal(claims.grant.terms, sha256(terms));
    groups[group] = details;
  }
  return { groups, header, ...approved };
}

function chapter(title, cases) {
  describe(title, () => {
    for (const [name, outcome, bend] of cases) {
      const code = typeof outcome === 'string' && outcome !== 'accepted' ? outcome : undefined;
      scenario(`${name}: ${code ?? 'accepted'}`, async (shop) => {
        const asked = shop.asks();
        await bend(asked, shop);
        const link = shop.serve(asked);
        if (code) {
          await refused(shop, link, code);
          return assert.deepEqual(shop.neighbours.flatMap(({ heard }) => heard), [], 'and nothing was asked elsewhere');
        }
        const { id } = await vault.open(link);
        for (const { headers } of shop.heard) assert.ok(!headers.some((header) => /cookie|user-agent|referer/i.test(header)));
        assert.ok(shop.heard.every(({ method, path }) => FETCHED.has(`${method} ${path}`)), 'nothing but the request is fetched');
        const place = shop.neighbours.find(({ origin }) => asked.payload.response_uri?.startsWith(origin)) ?? shop;
        const once = asked.link.client_id.startsWith('redirect_uri:') ? { duration: 'once' } : {};
        const { groups, header } = await answered(shop, asked, id, once, place);
        assert.deepEqual(Object.keys(groups).sort(), ['colours', 'size']);
        if (outcome.accepted) assert.deepEqual({ kid: header.kid, enc: header.enc }, outcome.accepted);
      });
    }
  });
}

chapter('the signature', object.signatures);
chapter('the signed text', object.headers);
chapter('the shop’s keys', object.documents);
chapter('who asks whom', parameters.parties);
chapter('when', parameters.times);
chapter('nonce and state', parameters.nonces);
chapter('how the answer comes back', parameters.answers);
chapter('the terms', parameters.terms);
chapter('the key that answers are sealed to', sealing.recipients);
chapter('ciphers and formats', sealing.ciphers);
chapter('hosts', places.hosts);
chapter('redirects', places.redirections);
chapter('what comes back', places.contents);
chapter('fetching', places.fetching);
chapter('links', places.links);
chapter('unsigned requests', unverified.accepted);
chapter('unsigned requests that are something else', unverified.refused);

/** Filed like any other, but all that can be said is no; and that no is everybody's. */
async function cannotBeShared(shop, asked, id, chosen) {
  await assert.rejects(vault.approve(id, chosen), ({ code }) => ['nothing-to-share', 'bad-choice'].includes(code));
  assert.deepEqual(shop.told, []);
  await vault.call('decline', { id });
  assert.equal(shop.told.length, 1);
  assert.deepEqual((await shop.open(shop.told[0])).message, { error: 'access_denied', state: asked.payload.state });
}

for (const [title, cases] of Object.entries(query)) {
  describe(`the query: ${title}`, () => {
    for (const [name, outcome, asks, chosen, terms] of cases) {
      const word = outcome.shares ? `shares ${Object.keys(outcome.shares).join(' and ')}` : outcome.cannot ? 'filed, and not to be shared' : outcome;
      scenario(`${name}: ${word}`, async (shop) => {
        const asked = shop.asks(asks, terms);
        const link = shop.serve(asked);
        if (typeof outcome === 'string') return refused(shop, link, outcome);
        const { id } = await vault.open(link);
        if (outcome.cannot) return cannotBeShared(shop, asked, id, chosen);
        const { groups } = await answered(shop, asked, id, chosen);
        assert.deepEqual(groups, outcome.shares);
      });
    }
  });
}

describe('one request after another', () => {
  scenario('the shop’s keys are asked for before its request', async (shop) => {
    await vault.call('decline', { id: (await vault.open(shop.serve(shop.asks()))).id });
    assert.deepEqual(shop.heard.map(({ path }) => path), ['/.well-known/did.json', '/request', '/response']);
  });

  scenario('a request is filed once, decided or not', async (shop) => {
    const link = shop.serve(shop.asks());
    const { id } = await vault.open(link);
    await assert.rejects(vault.open(link), { view: { code: 'request-replayed' } });
    await vault.approve(id);
    await refused(shop, link, 'request-replayed');
    assert.equal(shop.told.length, 1);
  });

  scenario('another request with a nonce that was used is refused', async (shop) => {
    const [first, second] = [shop.asks(), shop.asks()];
    second.payload.nonce = first.payload.nonce;
    const { id } = await vault.open(shop.serve(first));
    await vault.approve(id);
    await refused(shop, shop.serve(second), 'request-replayed');
  });

  scenario('a nonce of one shop is new from another', async (shop) => {
    const other = await shop.neighbour();
    const [first, second] = [shop.asks(), other.asks()];
    second.payload.nonce = first.payload.nonce;
    await vault.approve((await vault.open(shop.serve(first))).id);
    await vault.approve((await vault.open(other.serve(second))).id);
    assert.equal(other.told.length, 1);
  });

  scenario('one request waits at a time, and after a refusal there is a silence', async (shop) => {
    const { id } = await vault.open(shop.serve(shop.asks()));
    await assert.rejects(vault.open(shop.serve(shop.asks())), { view: { code: 'shop-silenced' } });
    await vault.call('decline', { id });
    await refused(shop, shop.serve(shop.asks()), 'shop-silenced');
  });

  scenario('sixteen shops may wait at a time; whoever comes next hears nothing', async (shop) => {
    const links = [];
    const others = await Promise.all(Array.from({ length: 16 }, () => shop.neighbour()));
    const before = (await vault.waiting()).length;
    for (const other of others.slice(before)) links.push(await vault.open(other.serve(other.asks())));
    await refused(shop, shop.serve(shop.asks()), 'shop-silenced');
    for (const { id } of links) await vault.call('decline', { id });
    const { id } = await vault.open(shop.serve(shop.asks()));
    await vault.call('decline', { id });
  });

  scenario('what a person decided cannot be decided again', async (shop) => {
    const { id } = await vault.open(shop.serve(shop.asks()));
    await vault.approve(id);
    for (const command of ['decline', 'preview']) {
      await assert.rejects(vault.call(command, { id, choice: { groups: ['size'], duration: 'once' } }), { code: 'request-closed' });
    }
    assert.equal(shop.told.length, 1);
  });

  scenario('part of what is asked is an answer', async (shop) => {
    const asked = shop.asks();
    const { id } = await vault.open(shop.serve(asked));
    const { groups, return_to: back } = await answered(shop, asked, id, { groups: ['size'], levels: { 'shoes.size': 'bucket' } });
    assert.deepEqual(groups, { size: { 'shoes.size': { system: 'EU', from: '42', to: '43.5' } } });
    assert.ok(back.startsWith(`${shop.origin}/back?response_code=`));
  });

  scenario('an answer that leads elsewhere is followed nowhere', async (shop) => {
    const other = await shop.neighbour();
    shop.on['POST /response'] = (response) => response.writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ redirect_uri: `${other.origin}/back`, grant_uri: `${other.origin}/g/1`, grant_nonce: fresh() }));
    const { id } = await vault.open(shop.serve(shop.asks()));
    const { grant, return_to: back } = await vault.approve(id);
    assert.equal(back, null);
    await vault.call('revoke', { id: grant });
    assert.deepEqual(other.heard, []);
  });

  scenario('an unsigned request is marked, gets one answer, and no channel', async (shop) => {
    const asked = shop.asks();
    unverified.unsigned(asked, shop);
    const { id, shop: who } = await vault.open(shop.serve(asked));
    assert.equal(who.verified, false);
    assert.equal(who.host, shop.host);
    const { durations } = await vault.call('request', { id });
    assert.deepEqual(durations.map(({ duration }) => duration), ['once']);
    for (const duration of ['days30', 'days90', 'months12']) await assert.rejects(vault.approve(id, { duration }), { code: 'bad-choice' });
    const { grant } = await answered(shop, asked, id, { duration: 'once' });
    assert.equal(await vault.stateOf(grant), 'once');
    assert.deepEqual(shop.at('/.well-known/did.json'), []);
  });
});
