/** An answer whose answer was lost: the vault says it again. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { answer, ASK, fetchRequest, groupsOf, openTestShop, openTestVault, revocation, SESSION } from "./vault.js";

async function answered(groups = groupsOf("films")) {
  const shop = await openTestShop();
  const vault = await openTestVault(shop.clock);
  const { id } = await shop.retailer.createRequest(ASK, SESSION);
  const request = await fetchRequest(shop.retailer, id);
  const body = await answer(vault, request, groups);
  const first = await shop.retailer.receive(body);
  return { ...shop, vault, id, request, body, first, handle: first.grant_uri.split("/").at(-1) };
}
const codeOf = (reply) => new URL(reply.redirect_uri).searchParams.get("response_code");
const refused = (code) => ({ name: "InklingError", code });

test("an answer that is said again gets the same grant, the current nonce and a fresh code", async () => {
  const { retailer, vault, request, body, first, later } = await answered();
  const again = await retailer.receive(body);
  later(4 * 60_000);
  const anew = await retailer.receive(await answer(vault, request, groupsOf("films")));
  for (const reply of [again, anew]) {
    assert.deepEqual([reply.grant_uri, reply.grant_nonce], [first.grant_uri, first.grant_nonce]);
    assert.notEqual(codeOf(reply), codeOf(first));
  }
  const grant = await retailer.complete(codeOf(anew), SESSION);
  assert.deepEqual(Object.keys(grant.details), ["interests.media.film"]);
});

test("of all the codes for one answer only the last works, and the others are swept", async () => {
  const { retailer, store, body, first, later } = await answered();
  for (let times = 0; times < 20; times++) await retailer.receive(body);
  const last = await retailer.receive(body);
  await assert.rejects(retailer.complete(codeOf(first), SESSION), refused("unknown_code"));
  await retailer.sweep();
  assert.equal(store.codes.entries().length, 1);
  assert.equal((await retailer.complete(codeOf(last), SESSION)).state, "live");
  await assert.rejects(retailer.complete(codeOf(first), SESSION), refused("unknown_code"));
});

test("a completion that was cut short before its code was burnt can be said again", async () => {
  const { retailer, store, first } = await answered();
  const { replace } = store.codes;
  store.codes.replace = async () => { throw new Error("the power went"); };
  await assert.rejects(retailer.complete(codeOf(first), SESSION), /power/);
  store.codes.replace = replace;
  assert.equal((await retailer.complete(codeOf(first), SESSION)).state, "live");
  await assert.rejects(retailer.complete(codeOf(first), SESSION), refused("unknown_code"));
});

for (const swept of [false, true]) {
  test(`a grant that nobody completed is not brought back by saying it again, ${swept ? "swept" : "unswept"}`, async () => {
    const { retailer, vault, request, handle, later } = await answered();
    later(11 * 60_000);
    if (swept) await retailer.sweep();
    await assert.rejects(retailer.receive(await answer(vault, request, groupsOf("films"))), refused("already_answered"));
    assert.equal(await retailer.grant(handle), undefined);
  });
}

test("a store that hides what has run out, and still will not add it, is not asked for ever", async () => {
  const shop = await openTestShop();
  const vault = await openTestVault(shop.clock);
  const request = await fetchRequest(shop.retailer, (await shop.retailer.createRequest(ASK, SESSION)).id);
  Object.assign(shop.store.grants, { add: async () => false, get: async () => undefined });
  await assert.rejects(shop.retailer.receive(await answer(vault, request, groupsOf("films"))), refused("already_answered"));
});

test("the same answer twice at the same time is one grant, and neither is refused", async () => {
  const shop = await openTestShop();
  const vault = await openTestVault(shop.clock);
  const { id } = await shop.retailer.createRequest(ASK, SESSION);
  const body = await answer(vault, await fetchRequest(shop.retailer, id), groupsOf("films"));
  const [a, b] = await Promise.all([shop.retailer.receive(body), shop.retailer.receive(body)]);
  assert.equal(a.grant_uri, b.grant_uri);
  assert.equal(a.grant_nonce, b.grant_nonce);
});

test("an answer that was cut short before the request was closed can be said again", async () => {
  const shop = await openTestShop();
  const vault = await openTestVault(shop.clock);
  const { id } = await shop.retailer.createRequest(ASK, SESSION);
  const request = await fetchRequest(shop.retailer, id);
  const body = await answer(vault, request, groupsOf("films"));
  const { replace } = shop.store.requests;
  shop.store.requests.replace = async () => { throw new Error("the power went"); };
  await assert.rejects(shop.retailer.receive(body), /power/);
  shop.store.requests.replace = replace;
  const reply = await shop.retailer.receive(body);
  assert.equal((await shop.retailer.complete(codeOf(reply), SESSION)).state, "live");
});

test("the browser's ten minutes begin again with the fresh code", async () => {
  const { retailer, vault, request, later } = await answered();
  later(9 * 60_000);
  const again = await retailer.receive(await answer(vault, request, groupsOf("films")));
  later(9 * 60_000);
  assert.equal((await retailer.complete(codeOf(again), SESSION)).state, "live");
});

test("what was changed in between is what is held", async () => {
  const { retailer, vault, request } = await answered();
  const reply = await retailer.receive(await answer(vault, request, groupsOf("films", "sizes"), { version: 2 }));
  await assert.rejects(retailer.receive(await answer(vault, request, groupsOf("films"))), refused("version_fell"));
  assert.equal((await retailer.complete(codeOf(reply), SESSION)).version, 2);
});

test("once the browser has come back the request is answered for good", async () => {
  const { retailer, body, first } = await answered();
  await retailer.complete(codeOf(first), SESSION);
  await assert.rejects(retailer.receive(body), refused("already_answered"));
});

test("what was revoked in between is not brought back", async () => {
  const { retailer, vault, request, body, handle } = await answered();
  await retailer.revoke(handle, await revocation(vault, request));
  await assert.rejects(retailer.receive(body), refused("already_answered"));
  assert.equal((await retailer.grant(handle)).state, "ended");
});

test("another key with the same grant name is refused", async () => {
  const { retailer, vault, request, clock } = await answered();
  const thief = { ...(await openTestVault(clock)), grantId: vault.grantId };
  await assert.rejects(retailer.receive(await answer(thief, request, groupsOf("films"))), refused("wrong_grant"));
});
