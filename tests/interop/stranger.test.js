// Whole flows against a shop built from software that we did not write, with every token checked by independent verifiers.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { digest } from '@sd-jwt/crypto-nodejs';
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';
import * as jose from 'jose';

import { Inkling } from '../lib/inkling.js';
import { ROOT, TARGET } from '../lib/paths.js';
import { keyPair, openStranger } from './stranger.js';

const VCT = 'urn:inkling:preferences:1';
const query = (id, ...path) => ({ id, format: 'dc+sd-jwt', meta: { vct_values: [VCT] }, claims: [{ path }] });
const wanted = {
  credentials: [query('size', 'shoes', 'size'), query('colours', 'style', 'colours', 'liked')],
  credential_sets: [{ options: [['size']] }, { options: [['colours']], required: false }],
};
const terms = {
  type: 'urn:inkling:terms:1', credential_ids: ['size', 'colours'], purposes: ['dpv:ProvideProductRecommendations'],
  retention: 'P30D', onward: 'none', combine: false, policy: 'https://shop.example/privacy',
};

let folder;
let alice;
let shop;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-interop-'));
  alice = new Inkling(folder, 'walnut cello harbour nineteen');
  await alice.run('init');
  await alice.run('profile', 'set', 'shoes.size', '[{"system":"EU","value":"42","weight":1}]');
  await alice.run('profile', 'set', 'style.colours.liked', '["green","navy"]');
});

after(() => {
  shop?.close();
  rmSync(folder, { recursive: true });
});

async function verifiedByJavaScript(presentation, nonce) {
  const jwk = jose.decodeJwt(presentation.split('~')[0]).cnf.jwk;
  const key = await jose.importJWK(jwk, 'ES256');
  const signed = async (data, signature) => jose.compactVerify(`${data}.${signature}`, key).then(() => true, () => false);
  const library = new SDJwtVcInstance({ hasher: digest, hashAlg: 'sha-256', verifier: signed, kbVerifier: signed });
  return library.verify(presentation, { keyBindingNonce: nonce });
}

function verifiedByPython(presentation, audience, nonce) {
  const script = join(ROOT, 'tests/interop/verify.py');
  const input = JSON.stringify({ presentation, audience, nonce });
  return JSON.parse(execFileSync(join(TARGET, 'tools/python/bin/python'), [script], { input, encoding: 'utf8' }));
}

/** In Rust, by sd-jwt-rs: `make interop` builds it. */
function verifiedByRust(presentation, audience, nonce) {
  const key = jose.decodeJwt(presentation.split('~')[0]).cnf.jwk;
  const input = JSON.stringify({ presentation, audience, nonce, key });
  return JSON.parse(execFileSync(join(TARGET, 'peer/debug/peer'), { input, encoding: 'utf8' }));
}

test('a partial answer passes a stock verifier and four independent token libraries', async () => {
  shop = await openStranger({ wanted, terms });
  const { id } = await alice.run('open', shop.link);
  const { delivered, return_to } = await alice.run('requests', 'approve', String(id));
  assert.equal(delivered, true);
  assert.equal(return_to, `${shop.origin}/back?response_code=1`);

  assert.deepEqual(Object.keys(shop.answer.dcql.presentations), ['size'], 'what was withheld is absent');
  assert.equal(shop.answer.dcql.presentationResult?.can_be_satisfied ?? true, true);
  const [presentation] = [shop.answer.dcql.presentations.size].flat();

  const { payload, kb } = await verifiedByJavaScript(presentation, shop.nonce);
  assert.deepEqual(payload.shoes, { size: [{ system: 'EU', value: '42' }] });
  assert.equal(payload.vct, VCT);
  assert.equal(payload.style, undefined);
  assert.equal(kb.payload.aud, shop.clientId);

  const byPython = verifiedByPython(presentation, shop.clientId, shop.nonce);
  assert.deepEqual(byPython.shoes, payload.shoes);
  assert.deepEqual(verifiedByRust(presentation, shop.clientId, shop.nonce).shoes, payload.shoes);

  const bound = await shop.verifier.verifyTransactionData({
    transactionData: shop.request.transaction_data,
    credentials: { size: [{ transaction_data_hashes: kb.payload.transaction_data_hashes, transaction_data_hashes_alg: kb.payload.transaction_data_hashes_alg }] },
  });
  assert.equal(bound.length, 1, 'the signature covers the terms');
  assert.equal(payload.grant.terms, createHash('sha256').update(shop.request.transaction_data[0]).digest('base64url'));
});

test('a changed preference arrives by push, with the next version and the nonce the shop gave', async () => {
  const before = jose.decodeJwt([shop.answer.dcql.presentations.size].flat()[0].split('~')[0]).grant.ver;
  await alice.run('profile', 'set', 'shoes.size', '[{"system":"EU","value":"43","weight":1}]');
  await alice.run('sync');

  const [presentation] = shop.update.vp_token.size;
  const { payload } = await verifiedByJavaScript(presentation, shop.updateNonce);
  assert.deepEqual(payload.shoes, { size: [{ system: 'EU', value: '43' }] });
  assert.equal(payload.grant.ver, before + 1);
  assert.equal(verifiedByPython(presentation, shop.clientId, shop.updateNonce).grant.ver, before + 1);
});

test('the token of plain mode is a token like any other to independent libraries, and says nothing that was approved', async () => {
  await alice.run('plain', 'on');

  const [presentation] = shop.update.vp_token.size;
  assert.deepEqual(Object.keys(shop.update.vp_token), ['size'], 'in the groups that were granted');
  const word = { optout: ['history', 'profiling', 'ads'] };
  const { payload, kb } = await verifiedByJavaScript(presentation, shop.updateNonce);
  assert.deepEqual([payload.personalisation, payload.shoes], [word, undefined]);
  assert.equal(kb.payload.aud, shop.clientId);
  for (const verified of [verifiedByPython, verifiedByRust]) {
    const claims = verified(presentation, shop.clientId, shop.updateNonce);
    assert.deepEqual([claims.personalisation, claims.shoes], [word, undefined]);
  }
  assert.equal(presentation.split('~').length, 3, 'one disclosure, and no other to guess at');

  await alice.run('plain', 'off');
  const again = await verifiedByJavaScript(shop.update.vp_token.size[0], shop.updateNonce);
  assert.deepEqual(again.payload.shoes, { size: [{ system: 'EU', value: '43' }] });
  assert.equal(again.payload.grant.ver, payload.grant.ver + 1);
});

test('revoking tells the shop with a signed event, and its signed confirmation is kept', async () => {
  const [grant] = await alice.run('grants', 'list');
  const { state } = await alice.run('grants', 'revoke', String(grant.id));
  assert.equal(state, 'stopped');

  const jwk = jose.decodeJwt(shop.update.vp_token.size[0].split('~')[0]).cnf.jwk;
  const { payload, protectedHeader } = await jose.jwtVerify(shop.event, await jose.importJWK(jwk, 'ES256'), { audience: shop.clientId });
  assert.equal(protectedHeader.typ, 'secevent+jwt');
  const event = payload.events['https://schemas.openid.net/secevent/caep/event-type/credential-change'];
  assert.equal(event.change_type, 'revoke');
  const { deleted_at } = await alice.run('grants', 'show', String(grant.id));
  assert.ok(Math.abs(deleted_at - Date.now()) < 60_000);
});

test('an answer given once gets no updates, and an end that is chosen holds', async () => {
  const [once, until] = await Promise.all([openStranger({ wanted, terms }), openStranger({ wanted, terms })]);
  try {
    const first = await alice.run('open', once.link);
    await assert.rejects(alice.run('requests', 'approve', String(first.id), '--once', '--accept', 'unverified'), { code: 'not-accepted' });
    const { grant } = await alice.run('requests', 'approve', String(first.id), '--once');
    const day = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
    const second = await alice.run('open', until.link);
    const ending = await alice.run('requests', 'approve', String(second.id), '--until', day);
    assert.equal(new Date((await alice.run('grants', 'show', String(ending.grant))).summary.until).toISOString().slice(0, 10), day);
    const later = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
    await assert.rejects(alice.run('grants', 'change', String(ending.grant), '--until', later), { code: 'bad-choice' });
    const extended = await alice.run('grants', 'extend', String(ending.grant), '--until', later);
    assert.equal(new Date(extended.until).toISOString().slice(0, 10), later);
    // Another shop was just told something, so that this one would be told a little later.
    assert.equal(await alice.run('sync', String(ending.grant)), 0);
    until.update = undefined;

    await alice.run('profile', 'set', 'shoes.size', '[{"system":"EU","value":"44","weight":1}]');
    await alice.run('sync');
    // Two shops are never told in one burst: where another was told just now, this update waits its turn.
    const living = (await alice.run('grants', 'show', String(ending.grant))).summary.state;
    assert.ok(until.update ? living === 'active' : living === 'updating', 'the living grant follows');
    assert.equal(once.update, undefined);
    assert.equal((await alice.run('grants', 'show', String(grant))).summary.state, 'once');
  } finally {
    once.close();
    until.close();
  }
});

test('declining says no more than access_denied', async () => {
  const other = await openStranger({ wanted, terms });
  try {
    const { id } = await alice.run('open', other.link);
    await alice.run('requests', 'decline', String(id));
    assert.deepEqual(other.answer, { error: 'access_denied', state: other.state });
  } finally {
    other.close();
  }
});

const changed = (change) => ({ change: (payload) => ({ ...payload, ...change }) });
const otherTerms = (change) => changed({ transaction_data: [jose.base64url.encode(JSON.stringify({ ...terms, ...change }))] });
const broken = {
  'a response_uri on another host': ['foreign-host', () => changed({ response_uri: 'http://127.0.0.1:9/response' })],
  'terms of an unknown type': ['bad-request', () => otherTerms({ type: 'urn:other:1' })],
  'terms that sell what they get': ['bad-request', () => otherTerms({ purposes: ['dpv:SellDataToThirdParties'] })],
  'a short nonce': ['bad-request', () => changed({ nonce: 'short' })],
  'a key that is not the shop’s': ['bad-request', async () => ({ published: (await keyPair('ES256', 'sig-1')).public })],
  'an end that has passed': ['request-expired', () => ({ lasts: -60 })],
  'an end that is too far away': ['request-expired', () => ({ lasts: 86_400 })],
};

for (const [name, [code, spoiled]] of Object.entries(broken)) {
  test(`a request with ${name} is refused and nothing is sent`, async () => {
    const other = await openStranger({ wanted, terms, ...await spoiled() });
    try {
      await assert.rejects(alice.run('open', other.link), { code });
      assert.deepEqual(other.hits.filter((hit) => hit.startsWith('POST')), []);
      assert.deepEqual((await alice.run('requests', 'list')).filter((request) => request.state === 'waiting'), []);
    } finally {
      other.close();
    }
  });
}

test('a link to another host than the shop’s, and a link that is none, are refused before anything but the shop’s keys is fetched', async () => {
  const other = await openStranger({ wanted, terms });
  try {
    const foreign = other.link.replace(/request_uri=[^&]*/, `request_uri=${encodeURIComponent('http://127.0.0.1:9/request')}`);
    await assert.rejects(alice.run('open', foreign), { code: 'foreign-host' });
    await assert.rejects(alice.run('open', `${other.link}&client_id=twice`), { code: 'bad-link' });
    await assert.rejects(alice.run('open', 'inkling://approve?id=1'), { code: 'bad-link' });
    assert.deepEqual(other.hits, ['GET /.well-known/did.json'], 'which hosts are the shop’s is in there');
  } finally {
    other.close();
  }
});

test('a wrong passphrase is refused', async () => {
  const wrong = join(folder, 'wrong');
  writeFileSync(wrong, 'not the passphrase\n');
  await assert.rejects(alice.runWith(wrong, 'grants', 'list'), { code: 'wrong-passphrase', exit: 1 });
});
