// Two shops put everything together that they heard from one person (threat: two shops compare). What they find in common may
// only be what the protocol says to everybody, and the details themselves, which are the same because they are the same.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import * as jose from 'jose';

import { BareShop, fresh, keyPair, USUAL } from '../lib/bare-shop.js';
import { inCommon, Pieces, sameMoments } from '../lib/compare.js';
import { readPresentation, sha256 } from '../lib/presentation.js';
import { eventually, Vault } from '../lib/vault.js';

const MINUTES = 60;

/** What every vault says to every shop. */
const PROTOCOL = `
  GET POST PUT DELETE 1 well-known did json request response g error access_denied wallet_nonce
  accept accept-encoding identity host content-length content-type sec-gpc
  application did oauth-authz-req jwt x-www-form-urlencoded secevent
  alg enc epk kid typ ECDH-ES A256GCM ES256 dc sd-jwt kb kty EC crv P-256 x y jwk 0 vp_token state size colours
  iss vct iat exp cnf grant _sd _sd_alg sha-256 urn inkling preferences
  id ver to purposes retention onward combine terms decentralized_identifier web
  aud nonce sd_hash transaction_data_hashes transaction_data_hashes_alg
  jti sub_id format opaque events https schemas openid net secevent caep event-type credential-change
  credential_type change_type revoke event_timestamp event grant-paused ver until
  status status_list idx uri mailbox http s m
`.split(/\s+/).filter(Boolean);
/** What the shops said themselves, both alike here so that it hides nothing: terms, the name of the key to seal to. */
const OFFERED = ['dpv', 'ProvideProductRecommendations', 'P30D', 'none', 'false', 'enc-1'];
/** The details, which both are given, and how the vocabulary names them. */
const SHARED = ['shoes', 'style', 'liked', 'system', 'EU', 'value', '42', '43', 'navy', 'green'];
/** Versions count from 1 for everybody. */
const VERSIONS = ['2', '3', '4', '5'];

let folder;
let vault;
let shops;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-colluding-'));
});

after(async () => {
  await vault?.stop();
  shops?.forEach((shop) => shop.close());
  rmSync(folder, { recursive: true });
});

/** A person with two details, and two shops on hosts of equal length that ask for the same in the same words. */
async function twoShops(name, mailbox) {
  await vault?.stop();
  shops?.forEach((shop) => shop.close());
  vault = await Vault.create(join(folder, name));
  await vault.state('shoes.size', [{ system: 'EU', value: '42', weight: 1 }]);
  await vault.state('style.colours.liked', ['navy', 'green']);
  if (mailbox) await vault.call('set_mailbox', { settings: mailbox });
  shops = await Promise.all(['localhost', '127.0.0.1'].map((host) => BareShop.open(host)));
  const grants = [];
  for (const shop of shops) {
    const asked = shop.asks(USUAL);
    asked.link.request_uri_method = 'post';
    const { id } = await vault.open(shop.serve(asked));
    grants.push((await vault.approve(id)).grant);
  }
  return grants;
}

/** Starts the vault again later, until both shops have heard so many messages of a kind: two are never told in one burst. */
async function later(heard) {
  for (let ahead = 11 * MINUTES; shops.some((shop) => !heard(shop)); ahead += 11 * MINUTES) {
    assert.ok(ahead < 99 * MINUTES, 'both are told within an hour and a half');
    await vault.stop();
    await vault.start({ ahead });
    for (const shop of shops) shop.ahead ??= [];
    shops.forEach((shop) => shop.ahead.push({ from: Date.now(), seconds: ahead }));
    const before = shops.map((shop) => shop.heard.length);
    await vault.call('sync');
    await eventually(() => shops.some((shop, at) => shop.heard.length > before[at]), 'a shop to be told');
  }
}

/** Everything that a shop heard, and everything that it opens with its key. */
async function pieces(shop) {
  const all = new Pieces();
  for (const [at, one] of shop.heard.entries()) {
    const place = `message ${at} (${one.method})`;
    // An address in a path is the shop's own; the length of a body follows from what is in it, and is compared below.
    const lines = one.headers.map((text, line) => (one.headers[line - 1] === 'content-length' ? '' : text));
    all.add([one.method, one.url, one.httpVersion.replace('.', ' '), lines, one.body], place);
    if (!one.body.startsWith('response=')) continue;
    const { header, message } = await shop.open(one);
    all.add([header, message], `${place}, opened`);
  }
  return all;
}

const words = (...lists) => new Set(lists.flat());
const length = ({ headers }) => Number(headers[headers.indexOf('content-length') + 1]);

/** No word, no run of bytes and no moment finer than an hour in common, except what is allowed. */
async function nothingInCommon(allowed) {
  const [one, other] = await Promise.all(shops.map(pieces));
  assert.ok(one.words.size > 60 && one.times.size >= 3, 'there is something to compare');
  assert.deepEqual(inCommon(one, other, allowed), []);
  return [one, other];
}

/** Whatever was presented, with the message that brought it. */
async function presented(shop) {
  const found = [];
  for (const message of shop.told.filter(({ body }) => body.startsWith('response='))) {
    const { message: { vp_token: groups } } = await shop.open(message);
    for (const [presentation] of Object.values(groups)) found.push({ at: message.at, presentation, ...await readPresentation(presentation) });
  }
  return found;
}

/** The vault's clock at a moment of ours. */
const vaultTime = (shop, at) => at / 1000 + ((shop.ahead ?? []).findLast(({ from }) => from <= at)?.seconds ?? 0);

/**
 * Tokens say the hour. A key binding and an event say the second in which they were sent: the shop that gets one has a clock and
 * knows that second anyway, so it learns nothing as long as the second is that of its own arrival and no other moment.
 */
async function momentsAreTheHourOrTheArrival(shop) {
  for (const { at, claims, kb } of await presented(shop)) {
    for (const time of [claims.iat, claims.exp]) assert.equal(time % 3600, 0, 'tokens say the hour');
    assert.ok(Math.abs(kb.iat - vaultTime(shop, at)) <= 3, 'a binding says when it arrived');
  }
  for (const { at, body } of shop.told.filter((message) => message.body.startsWith('ey'))) {
    const { iat, events } = jose.decodeJwt(body);
    assert.ok(Math.abs(iat - vaultTime(shop, at)) <= 3, 'an event says when it arrived');
    for (const event of Object.values(events)) {
      assert.equal(event.event_timestamp ?? iat, iat, 'and no other moment');
      assert.equal((event.until ?? 0) % 3600, 0, 'an end that the person chose for several shops says the hour');
    }
  }
}

/** Digests are sorted, disclosures follow the vocabulary's order of their keys: no order is left to say something. */
async function ordersSayNothing() {
  const [one, other] = await Promise.all(shops.map(presented));
  const names = (all) => all.map(({ disclosures }) => disclosures.map((text) => JSON.parse(Buffer.from(text, 'base64url'))[1]));
  assert.deepEqual(names(one), names(other));
  for (const { claims } of [...one, ...other]) {
    const lists = [];
    JSON.stringify(claims, (name, value) => { if (name === '_sd') lists.push(value); return value; });
    assert.ok(lists.length > 0);
    for (const digests of lists) assert.deepEqual(digests, [...digests].sort());
  }
  const form = (shop) => shop.heard.map(({ method, headers }) => [method, headers.filter((_, at) => at % 2 === 0)]);
  assert.deepEqual(form(shops[0]), form(shops[1]), 'the same headers in the same order');
  assert.deepEqual(shops[0].heard.map(length), shops[1].heard.map(length), 'lengths follow from the details alone');
}

const allowed = () => words(PROTOCOL, OFFERED, SHARED, VERSIONS, sha256(terms()));
const terms = () => Buffer.from(JSON.stringify(shops[0].asks(USUAL).terms)).toString('base64url');

test('two shops that were given the same find nothing else in common: granted, changed, revoked', async () => {
  const grants = await twoShops('story');
  await vault.state('shoes.size', [{ system: 'EU', value: '43', weight: 1 }]);
  await vault.call('sync');
  const updated = (shop) => shop.told.some(({ method }) => method === 'PUT');
  await eventually(() => shops.some(updated), 'one shop to be told at once');
  assert.ok(!shops.every(updated), 'the other is told later');
  await later(updated);
  for (const id of grants) await vault.call('revoke', { id });
  await eventually(() => shops.every((shop) => shop.told.at(-1).method === 'DELETE'), 'both shops to be told of the end');
  for (const shop of shops) assert.deepEqual(shop.told.map(({ method }) => method), ['POST', 'PUT', 'DELETE']);

  const [one, other] = await nothingInCommon(allowed());
  await Promise.all(shops.map(momentsAreTheHourOrTheArrival));
  await ordersSayNothing();
  // When updates go out is the vault's choice, so their moments must not be alike; a click may reach both in one second.
  const updates = (places) => places.some((place) => place.includes('(PUT)'));
  assert.deepEqual(sameMoments(one, other).filter(({ places, and }) => updates(places) && updates(and)), []);
});

test('pausing, going on and sharing less say nothing either', async () => {
  const grants = await twoShops('pauses');
  const until = Date.now() + 5_000_001; // chosen once, for both
  for (const id of grants) {
    await vault.call('pause', { id, until });
    await vault.reaches(id, 'paused');
  }
  for (const id of grants) {
    await vault.call('resume', { id });
    await vault.amend(id, { groups: ['size'], levels: {} });
  }
  await later((shop) => shop.told.filter(({ method }) => method === 'PUT').length > 0);
  await nothingInCommon(allowed());
  await Promise.all(shops.map(momentsAreTheHourOrTheArrival));
});

test('a mailbox is one address for all, which its screen says, and nothing more', async () => {
  const shelf = join(folder, 'box');
  mkdirSync(shelf);
  await twoShops('mailbox', { store: { folder: { path: shelf } }, public_url: 'http://localhost:9/box' });
  const naming = async (shop) => (await presented(shop)).some(({ claims }) => claims.status);
  await eventually(async () => (await Promise.all(shops.map(naming))).every(Boolean), 'both to be told of it');
  await nothingInCommon(words([...allowed()], ['localhost', '9', 'box']));
  await Promise.all(shops.map(momentsAreTheHourOrTheArrival));
});

test('declining says nothing at all', async () => {
  await twoShops('no');
  shops.forEach((shop) => shop.heard.splice(0));
  for (const shop of shops) await vault.call('decline', { id: (await vault.open(shop.serve(shop.asks()))).id });
  for (const shop of shops) assert.equal((await shop.open(shop.told.at(-1))).message.error, 'access_denied');
  const [one, other] = await Promise.all(shops.map(pieces));
  assert.deepEqual(inCommon(one, other, allowed()), []);
  assert.deepEqual([...one.times, ...other.times], []);
});

test('the comparison finds what is planted', async () => {
  const pack = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const disclosure = (salt) => `response=${pack({ alg: 'ES256' })}.AAAA~${pack([salt, 'size', '42'])}~`;
  const compare = (one, other) => inCommon(new Pieces().add(one, 'one'), new Pieces().add(other, 'other'), words(PROTOCOL, SHARED, ['AAAA']));
  const salt = fresh();
  assert.deepEqual(compare(disclosure(fresh()), disclosure(fresh())), [], 'nothing where nothing is');

  assert.equal(compare(disclosure(salt), disclosure(salt))[0].word, salt);
  const { jwk } = keyPair();
  const holder = { iss: `did:jwk:${pack(jwk)}` };
  assert.deepEqual(compare(`${pack(holder)}.x`, { cnf: { jwk } }).map(({ word }) => word).sort(), [jwk.x, jwk.y].sort());
  assert.equal(compare(`https://shop.example/g/${encodeURIComponent('alice@home')}`, { id: 'alice' })[0].word, 'alice');
  // A common piece of eight bytes inside random ones, each time at another place.
  const [inside, random] = [Buffer.from(fresh(), 'base64url').subarray(0, 8), () => Buffer.from(fresh(), 'base64url')];
  const around = (before, after) => Buffer.concat([random().subarray(0, before), inside, random().subarray(0, after)]).toString('base64url');
  assert.ok(compare(disclosure(around(1, 7)), disclosure(around(6, 2))).length > 0);

  const moments = (one, other) => sameMoments(new Pieces().add(one, 'one'), new Pieces().add(other, 'other'));
  assert.equal(moments({ exp: 1_795_431_602 }, { exp: 1_795_431_602_000 }).length, 1, 'whatever its unit');
  assert.deepEqual(moments({ exp: 1_795_431_600 }, { exp: 1_795_431_600 }), [], 'the hour may be the same');
  assert.throws(() => new Pieces().add('{"a": 1}', 'spaces'), /something between its words/);
});
