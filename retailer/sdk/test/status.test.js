import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";

import { answer, ASK, DAY, fetchRequest, groupsOf, openTestShop, openTestVault, SESSION, sign } from "./vault.js";

const URI = "https://mailbox.example/s/abc";

async function grantedWithStatus(status = { status_list: { uri: URI, idx: 3 } }) {
  const shop = await openTestShop();
  const vault = await openTestVault(shop.clock);
  const { id } = await shop.retailer.createRequest(ASK, SESSION);
  const request = await fetchRequest(shop.retailer, id);
  const body = await answer(vault, request, groupsOf("films"), { bend: { payload: (payload) => (payload.status = status) } });
  const reply = await shop.retailer.receive(body);
  const { handle } = await shop.retailer.complete(new URL(reply.redirect_uri).searchParams.get("response_code"), SESSION);
  return { ...shop, vault, handle };
}

async function list(vault, bits, change = {}) {
  const now = vault.seconds();
  const payload = {
    sub: URI, iat: now, exp: now + 14 * DAY, ttl: 43_200,
    status_list: { bits: 1, lst: deflateSync(Buffer.from(bits)).toString("base64url") }, ...change,
  };
  return { found: true, token: await sign(vault, { typ: "statuslist+jwt", alg: "ES256" }, payload) };
}

test("a grant stands while its bit is clear", async () => {
  const { retailer, vault, handle } = await grantedWithStatus();
  const found = await list(vault, [0b11110111]);
  assert.equal(await retailer.checkStatus(handle, async (uri) => (assert.equal(uri, URI), found)), true);
});

test("a set bit ends the grant", async () => {
  const { retailer, vault, handle } = await grantedWithStatus();
  const found = await list(vault, [0b00001000]);
  assert.equal(await retailer.checkStatus(handle, async () => found), false);
  assert.equal((await retailer.grant(handle)).state, "ended");
});

test("a list that is gone, or older than its own end, ends the grant", async () => {
  for (const make of [async () => ({ found: false }), (vault) => list(vault, [0], { exp: vault.seconds() })]) {
    const { retailer, vault, handle } = await grantedWithStatus();
    const found = await make(vault);
    assert.equal(await retailer.checkStatus(handle, async () => found), false);
  }
});

test("a list that another key signed, or that is about another address, is refused", async () => {
  const { retailer, vault, handle, clock } = await grantedWithStatus();
  const forged = await list(await openTestVault(clock), [0]);
  const moved = await list(vault, [0], { sub: "https://mailbox.example/s/other" });
  const short = await list(vault, []);
  await assert.rejects(retailer.checkStatus(handle, async () => forged), { code: "bad_signature" });
  await assert.rejects(retailer.checkStatus(handle, async () => moved), { code: "wrong_grant" });
  await assert.rejects(retailer.checkStatus(handle, async () => short), { code: "malformed_token" });
});

test("an index beyond the list is refused, however large", async () => {
  for (const idx of [8, 2 ** 31, 2 ** 35, Number.MAX_SAFE_INTEGER - 7]) {
    const { retailer, vault, handle } = await grantedWithStatus({ status_list: { uri: URI, idx } });
    const found = await list(vault, [0]);
    await assert.rejects(retailer.checkStatus(handle, async () => found), { code: "malformed_token" });
  }
});

test("a status list bomb is refused", async () => {
  const { retailer, vault, handle } = await grantedWithStatus();
  const bomb = await list(vault, new Uint8Array(10_000_000));
  await assert.rejects(retailer.checkStatus(handle, async () => bomb), { code: "malformed_token" });
});

test("a token whose status points nowhere sensible is refused", async () => {
  for (const status of [{}, { status_list: { uri: "http://mailbox.example/s", idx: 0 } }, { status_list: { uri: URI, idx: -1 } }, "revoked"]) {
    await assert.rejects(grantedWithStatus(status), { code: "malformed_token" });
  }
});
