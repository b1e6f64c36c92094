/** A customer who stops sharing for a while. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { answer, ASK, fetchRequest, granted, groupsOf, openTestShop, openTestVault, pause, random, revocation, SESSION } from "./vault.js";

const refused = (code) => ({ name: "InklingError", code });
const change = async ({ retailer, vault, request, handle }, version, nonce) =>
  retailer.update(handle, await answer(vault, request, groupsOf("films"), { version, nonce, update: true }));

async function pausedGrant(more) {
  const context = await granted();
  await context.retailer.pause(context.handle, await pause(context.vault, context.request, more));
  return context;
}

test("a paused grant keeps no detail and no token", async () => {
  const { retailer, store, handle, clock } = await pausedGrant();
  assert.deepEqual(await retailer.grant(handle), { state: "paused", handle, pausedAt: clock.now });
  const { value } = await store.grants.get(handle);
  assert.deepEqual([value.details, value.tokens], [undefined, undefined]);
  for (const word of ["thrillers", "eyJ"]) assert.ok(!JSON.stringify(value).includes(word), word);
});

test("the shop may say until when, if the customer did", async () => {
  const until = Math.floor(Date.parse("2026-12-24T00:00:00Z") / 1000);
  const { retailer, handle } = await pausedGrant({ until });
  assert.equal((await retailer.grant(handle)).until, until * 1000);
});

test("the next change with a higher version makes it live again", async () => {
  const context = await pausedGrant();
  await assert.rejects(change(context, 1, context.reply.grant_nonce), refused("version_fell"));
  const { grant_nonce } = await change(context, 2, context.reply.grant_nonce);
  const grant = await context.retailer.grant(context.handle);
  assert.deepEqual([grant.state, grant.version, Object.keys(grant.details)], ["live", 2, ["interests.media.film"]]);
  await change(context, 3, grant_nonce);
});

test("what was captured before the pause does not end it", async () => {
  const context = await granted();
  const body = await answer(context.vault, context.request, groupsOf("films"), { version: 2, nonce: context.reply.grant_nonce, update: true });
  await context.retailer.update(context.handle, body);
  await context.retailer.pause(context.handle, await pause(context.vault, context.request, { version: 2 }));
  await assert.rejects(context.retailer.update(context.handle, body), refused("version_fell"));
});

test("pausing twice is harmless and keeps the first date", async () => {
  const { retailer, vault, request, handle, later } = await pausedGrant();
  const { pausedAt } = await retailer.grant(handle);
  later(60_000);
  await retailer.pause(handle, await pause(vault, request));
  assert.equal((await retailer.grant(handle)).pausedAt, pausedAt);
});

test("a pause that is replayed after the customer went on is refused", async () => {
  const context = await granted();
  const event = await pause(context.vault, context.request);
  await context.retailer.pause(context.handle, event);
  context.later(3_600_000);
  await change(context, 2, context.reply.grant_nonce);
  await assert.rejects(context.retailer.pause(context.handle, event), refused("stale_event"));
  assert.equal((await context.retailer.grant(context.handle)).state, "live");
});

test("a pause of a version that is older than what is held is over", async () => {
  const context = await pausedGrant();
  await change(context, 2, context.reply.grant_nonce);
  await assert.rejects(context.retailer.pause(context.handle, await pause(context.vault, context.request)), refused("stale_event"));
  assert.equal((await context.retailer.grant(context.handle)).state, "live");
});

for (const [sentence, seconds] of [["an hour slow", -3600], ["ninety seconds fast", 90], ["a day fast", 86_400]]) {
  test(`a pause is a pause though the vault's clock is ${sentence}, and no pause again when it is replayed`, async () => {
    const context = await granted();
    const event = await pause(context.vault, context.request, { payload: (p) => (p.iat += seconds) });
    await context.retailer.pause(context.handle, event);
    assert.equal((await context.retailer.grant(context.handle)).state, "paused");
    context.later(60_000);
    await change(context, 2, context.reply.grant_nonce);
    await assert.rejects(context.retailer.pause(context.handle, event), refused("stale_event"));
    assert.equal((await context.retailer.grant(context.handle)).state, "live");
  });
}

test("a vault that is an older copy of itself, and knows of fewer versions, can pause", async () => {
  const context = await granted();
  await change(context, 5, context.reply.grant_nonce);
  context.later(86_400_000);
  await context.retailer.pause(context.handle, await pause(context.vault, context.request, { version: 3 }));
  assert.equal((await context.retailer.grant(context.handle)).state, "paused");
  await context.retailer.pause(context.handle, await pause(context.vault, context.request, { version: 2 }));
  assert.equal((await context.retailer.grant(context.handle)).state, "paused");
});

test("an end of a pause that no grant could reach says nothing", async () => {
  for (const until of [Number.MAX_SAFE_INTEGER, Math.floor(Date.parse("2027-11-25T00:00:00Z") / 1000)]) {
    const { retailer, handle } = await pausedGrant({ until });
    const grant = await retailer.grant(handle);
    assert.deepEqual([grant.state, grant.until], ["paused", undefined]);
  }
});

test("a pause ends only above the highest version there ever was, and no later word lowers that", async () => {
  const context = await pausedGrant({ version: 4 });
  await context.retailer.pause(context.handle, await pause(context.vault, context.request, { version: 2 }));
  for (const version of [2, 3, 4]) await assert.rejects(change(context, version, context.reply.grant_nonce), refused("version_fell"));
  await change(context, 5, context.reply.grant_nonce);
  assert.equal((await context.retailer.grant(context.handle)).version, 5);
});

test("a pause outlasts the tokens, and twelve months end it", async () => {
  const context = await pausedGrant();
  context.later(200 * 86_400_000);
  assert.equal((await context.retailer.grant(context.handle)).state, "paused");
  await change(context, 2, context.reply.grant_nonce);
  await context.retailer.pause(context.handle, await pause(context.vault, context.request, { version: 2 }));
  context.later(367 * 86_400_000);
  assert.equal(await context.retailer.grant(context.handle), undefined);
});

test("a paused grant can be revoked, and closed", async () => {
  const { retailer, vault, request, handle } = await pausedGrant();
  assert.ok((await retailer.revoke(handle, await revocation(vault, request))).ack);
  assert.equal((await retailer.grant(handle)).by, "customer");
  await assert.rejects(retailer.pause(handle, await pause(vault, request)), refused("grant_gone"));

  const other = await pausedGrant();
  await other.retailer.close(other.handle);
  assert.equal((await other.retailer.grant(other.handle)).by, "shop");
});

test("a token of a paused grant is not current, and says why", async () => {
  const { retailer, grant } = await pausedGrant();
  await assert.rejects(retailer.check(grant.tokens.films), refused("grant_paused"));
});

test("a pause before the browser came back waits with it", async () => {
  const shop = await openTestShop();
  const { id } = await shop.retailer.createRequest(ASK, SESSION);
  const request = await fetchRequest(shop.retailer, id);
  const vault = await openTestVault(shop.clock);
  const reply = await shop.retailer.receive(await answer(vault, request, groupsOf("films")));
  const handle = reply.grant_uri.split("/").at(-1);
  const code = new URL(reply.redirect_uri).searchParams.get("response_code");
  await shop.retailer.pause(handle, await pause(vault, request));
  await assert.rejects(shop.retailer.complete(code, SESSION), refused("grant_paused"));
  await change({ ...shop, vault, request, handle }, 2, reply.grant_nonce);
  assert.equal((await shop.retailer.complete(code, SESSION)).version, 2);
});

const BENT = {
  "is signed by another key": ["bad_signature", (c) => ({ vault: { ...c.vault, privateKey: c.stranger.privateKey } })],
  "names another issuer": ["wrong_issuer", (c) => ({ payload: (p) => (p.iss = c.stranger.did) })],
  "is for another shop": ["wrong_audience", () => ({ payload: (p) => (p.aud = "decentralized_identifier:did:web:other.example") })],
  "is about another grant": ["wrong_grant", () => ({ payload: (p) => (p.sub_id.id = random()) })],
  "is an end": ["malformed_event", () => ({ payload: (p) => (p.events = { "https://schemas.openid.net/secevent/caep/event-type/credential-change": { change_type: "revoke" } }) })],
  "says more than one thing": ["malformed_event", () => ({ payload: (p) => (p.events.more = {}) })],
  "has a text for a date": ["malformed_event", () => ({ payload: (p) => (p.events["urn:inkling:event:grant-paused:1"].until = "soon") })],
  "does not say up to which version": ["malformed_event", () => ({ payload: (p) => delete p.events["urn:inkling:event:grant-paused:1"].ver })],
  "is of version zero": ["malformed_event", () => ({ payload: (p) => (p.events["urn:inkling:event:grant-paused:1"].ver = 0) })],
  "has a text for a version": ["malformed_event", () => ({ payload: (p) => (p.events["urn:inkling:event:grant-paused:1"].ver = "2") })],
  "has a foreign typ": ["wrong_type", () => ({ header: { typ: "JWT" } })],
};
for (const [sentence, [code, bend]] of Object.entries(BENT)) {
  test(`a pause is refused that ${sentence}`, async () => {
    const context = await granted();
    const stranger = await openTestVault(context.clock);
    const event = await pause(context.vault, context.request, bend({ ...context, stranger }));
    await assert.rejects(context.retailer.pause(context.handle, event), refused(code));
    assert.equal((await context.retailer.grant(context.handle)).state, "live");
  });
}

test("a pause does not end a grant, and an end does not pause it", async () => {
  const { retailer, vault, request, handle } = await granted();
  await assert.rejects(retailer.revoke(handle, await pause(vault, request)), refused("malformed_event"));
  await assert.rejects(retailer.pause(handle, await revocation(vault, request)), refused("malformed_event"));
});
