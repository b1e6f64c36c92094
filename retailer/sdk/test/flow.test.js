import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeJwt, decodeProtectedHeader, importJWK, jwtVerify } from "jose";

import { answer, ASK, DAY, fetchRequest, form, granted, groupsOf, openTestShop, openTestVault, present, PROFILE, random, revocation, seal, SESSION } from "./vault.js";

async function asked() {
  const shop = await openTestShop();
  const vault = await openTestVault(shop.clock);
  const { id, link } = await shop.retailer.createRequest(ASK, SESSION);
  return { ...shop, vault, id, link, request: await fetchRequest(shop.retailer, id) };
}
const refused = (code) => ({ name: "InklingError", code });
const codeOf = (reply) => new URL(reply.redirect_uri).searchParams.get("response_code");

test("the link carries two names and nothing else", async () => {
  const { link, id } = await asked();
  const url = new URL(link);
  assert.equal(url.protocol, "inkling:");
  assert.deepEqual([...url.searchParams], [
    ["client_id", "decentralized_identifier:did:web:shop.example"],
    ["request_uri", `https://shop.example/vault/request/${id}`],
  ]);
});

test("the request object is signed by the key in the did document", async () => {
  const { retailer, id } = await asked();
  const [method] = retailer.didDocument().verificationMethod;
  const jar = await retailer.requestObject(id, "wallet-nonce");
  const { payload, protectedHeader } = await jwtVerify(jar, await importJWK(method.publicKeyJwk, "ES256"), {
    typ: "oauth-authz-req+jwt", audience: "https://self-issued.me/v2", currentDate: new Date("2026-11-23T12:01:00Z"),
  });
  assert.equal(protectedHeader.kid, method.id);
  assert.equal(payload.wallet_nonce, "wallet-nonce");
  assert.ok(payload.exp - payload.iat <= 600);
  assert.equal(payload.nonce.length, 22);
});

test("each request has its own nonce and encryption key", async () => {
  const shop = await openTestShop();
  const requests = [];
  for (let i = 0; i < 2; i++) requests.push(await fetchRequest(shop.retailer, (await shop.retailer.createRequest(ASK, SESSION)).id));
  const [a, b] = requests;
  assert.notEqual(a.nonce, b.nonce);
  assert.notEqual(a.client_metadata.jwks.keys[0].x, b.client_metadata.jwks.keys[0].x);
});

test("an approved request becomes a grant with plain details", async () => {
  const { grant } = await granted();
  assert.deepEqual(grant.details, PROFILE);
  assert.equal(grant.version, 1);
  assert.equal(grant.state, "live");
});

test("a partial grant is a full grant", async () => {
  const { grant } = await granted({ groups: groupsOf("films") });
  assert.deepEqual(Object.keys(grant.details), ["interests.media.film"]);
});

test("a message without a required group is refused", async () => {
  const { retailer, vault, request } = await asked();
  await assert.rejects(retailer.receive(await answer(vault, request, groupsOf("sizes"))), refused("missing_required_group"));
});

test("a group nobody asked for is refused", async () => {
  const { retailer, vault, request } = await asked();
  const vp_token = { films: [await present(vault, request, groupsOf("films").films)], extra: ["x"] };
  await assert.rejects(retailer.receive(form(await seal(request, { vp_token, state: request.state }))), refused("unknown_group"));
});

test("presentations of two grants in one message are refused", async () => {
  const { retailer, vault, request, clock } = await asked();
  const other = await openTestVault(clock);
  const groups = groupsOf("films", "sizes");
  const vp_token = { films: [await present(vault, request, groups.films)], sizes: [await present(other, request, groups.sizes)] };
  await assert.rejects(retailer.receive(form(await seal(request, { vp_token, state: request.state }))), refused("mixed_grants"));
});

test("two presentations for one group are refused", async () => {
  const { retailer, vault, request } = await asked();
  const one = await present(vault, request, groupsOf("films").films);
  await assert.rejects(retailer.receive(form(await seal(request, { vp_token: { films: [one, one] }, state: request.state }))), refused("malformed_response"));
});

test("a message with another state is refused", async () => {
  const { retailer, vault, request } = await asked();
  const swapped = { ...request, state: random() };
  await assert.rejects(retailer.receive(await answer(vault, swapped, groupsOf("films"))), refused("wrong_state"));
});

test("a message with a key twice is refused", async () => {
  const { retailer, request } = await asked();
  await assert.rejects(retailer.receive(form(await seal(request, `{"state":"a","state":"${request.state}","vp_token":{}}`))), refused("duplicate_key"));
});

test("a body sealed to another request's key is refused", async () => {
  const { retailer, vault, request } = await asked();
  const other = await fetchRequest(retailer, (await retailer.createRequest(ASK, SESSION)).id);
  const [key] = other.client_metadata.jwks.keys;
  const [own] = request.client_metadata.jwks.keys;
  const mixed = { ...request, client_metadata: { jwks: { keys: [{ ...key, kid: own.kid }] } } };
  await assert.rejects(retailer.receive(await answer(vault, mixed, groupsOf("films"))), refused("undecryptable"));
});

test("a request is answered by one grant", async () => {
  const { retailer, store, vault, request, clock } = await asked();
  await retailer.receive(await answer(vault, request, groupsOf("films")));
  await assert.rejects(retailer.receive(await answer(await openTestVault(clock), request, groupsOf("films"))), refused("already_answered"));
  assert.equal([...store.grants.entries()].length, 1, "nothing of the second is kept");
});

test("of two answers at once one wins", async () => {
  const { retailer, vault, request, clock } = await asked();
  const bodies = await Promise.all([vault, await openTestVault(clock)].map((v) => answer(v, request, groupsOf("films"))));
  const results = await Promise.allSettled(bodies.map((body) => retailer.receive(body)));
  assert.deepEqual(results.map((result) => result.status).sort(), ["fulfilled", "rejected"]);
});

test("a request cannot be answered after its time", async () => {
  const { retailer, vault, request, later } = await asked();
  later(21 * 60_000);
  await assert.rejects(retailer.receive(await answer(vault, request, groupsOf("films"))), refused("request_expired"));
});

test("both ciphers are offered, and an answer in either is opened; no other is", async () => {
  for (const enc of ["A256GCM", "A128GCM"]) {
    const { retailer, vault, request } = await asked();
    assert.deepEqual(request.client_metadata.encrypted_response_enc_values_supported, ["A256GCM", "A128GCM"]);
    const vp_token = { films: [await present(vault, request, groupsOf("films").films)] };
    const reply = await retailer.receive(form(await seal(request, { vp_token, state: request.state }, { enc })));
    const { handle } = await retailer.complete(codeOf(reply), SESSION);
    const next = { films: [await present(vault, request, groupsOf("films").films, { version: 2, nonce: reply.grant_nonce })] };
    await retailer.update(handle, form(await seal(request, { vp_token: next }, { enc })));
    assert.equal((await retailer.grant(handle)).version, 2);
  }
  const { retailer, request } = await asked();
  const other = await seal(request, { vp_token: {}, state: request.state }, { enc: "A192GCM" });
  await assert.rejects(retailer.receive(form(other)), refused("undecryptable"));
});

test("only the browser that asked may watch its request", async () => {
  const { retailer, id } = await asked();
  await assert.rejects(retailer.requestState(id, "someone else"), refused("wrong_session"));
});

test("a response code works once", async () => {
  const { retailer, code } = await granted();
  await assert.rejects(retailer.complete(code, SESSION), refused("unknown_code"));
});

test("a response code that turns up in another session is burnt, and what nobody has seen yet is forgotten", async () => {
  const { retailer, vault, request } = await asked();
  const reply = await retailer.receive(await answer(vault, request, groupsOf("films")));
  const code = new URL(reply.redirect_uri).searchParams.get("response_code");
  const handle = reply.grant_uri.split("/").at(-1);
  await assert.rejects(retailer.complete(code, "the attacker's session"), refused("wrong_session"));
  await assert.rejects(retailer.complete(code, SESSION), refused("unknown_code"));
  assert.equal((await retailer.grant(handle)).by, "shop");
  await assert.rejects(change({ retailer, vault, request, handle }, 2, reply.grant_nonce), refused("grant_gone"));
});

test("a grant that was completed outlives its code in another session", async () => {
  const { retailer, code, handle } = await granted();
  await assert.rejects(retailer.complete(code, "the attacker's session"), refused("unknown_code"));
  assert.equal((await retailer.grant(handle)).state, "live");
});

test("sessions that differ only beyond ASCII are two sessions", async () => {
  const { retailer } = await asked();
  const { id } = await retailer.createRequest(ASK, "\u0100".repeat(20));
  await assert.rejects(retailer.requestState(id, "\u0200".repeat(20)), refused("wrong_session"));
});

test("a sealed body that would unpack to any size is refused", async () => {
  const { retailer, request } = await asked();
  await assert.rejects(retailer.receive(form(await seal(request, { vp_token: {} }, { zip: "DEF" }))), refused("malformed_response"));
});

test("a grant nobody completes is forgotten", async () => {
  const { retailer, vault, request, later } = await asked();
  const reply = await retailer.receive(await answer(vault, request, groupsOf("films")));
  later(11 * 60_000);
  await retailer.sweep();
  const handle = reply.grant_uri.split("/").at(-1);
  assert.equal(await retailer.grant(handle), undefined);
});

async function change(context, version, nonce, groups = groupsOf("films")) {
  const { vault, request, retailer, handle } = context;
  return retailer.update(handle, await answer(vault, request, groups, { version, nonce, update: true }));
}

test("a change replaces the details and answers the next nonce", async () => {
  const context = await granted();
  const next = await change(context, 2, context.reply.grant_nonce);
  assert.notEqual(next.grant_nonce, context.reply.grant_nonce);
  const grant = await context.retailer.grant(context.handle);
  assert.equal(grant.version, 2);
  assert.deepEqual(Object.keys(grant.details), ["interests.media.film"]);
});

test("a change whose answer was lost can be sent again", async () => {
  const context = await granted();
  await change(context, 2, context.reply.grant_nonce);
  const { grant_nonce } = await change(context, 2, context.reply.grant_nonce);
  await change(context, 3, grant_nonce);
  assert.equal((await context.retailer.grant(context.handle)).version, 3);
});

test("a version never falls", async () => {
  const context = await granted();
  const { grant_nonce } = await change(context, 3, context.reply.grant_nonce);
  await assert.rejects(change(context, 2, grant_nonce), refused("version_fell"));
});

test("a change with an old nonce is refused", async () => {
  const context = await granted();
  const second = await change(context, 2, context.reply.grant_nonce);
  await change(context, 3, second.grant_nonce);
  await assert.rejects(change(context, 4, context.reply.grant_nonce), refused("wrong_nonce"));
});

test("another vault cannot change a grant", async () => {
  const context = await granted();
  const other = { ...(await openTestVault(context.clock)), grantId: context.vault.grantId };
  await assert.rejects(change({ ...context, vault: other }, 2, context.reply.grant_nonce), refused("wrong_grant"));
});

test("a revoked grant answers with a signed date and keeps nothing", async () => {
  const { retailer, store, vault, request, handle, later, clock } = await granted();
  later(60_000);
  const { ack } = await retailer.revoke(handle, await revocation(vault, request));
  const [method] = retailer.didDocument().verificationMethod;
  const { payload, protectedHeader } = await jwtVerify(ack, await importJWK(method.publicKeyJwk, "ES256"), { currentDate: new Date(clock.now) });
  assert.deepEqual(protectedHeader, { alg: "ES256", kid: method.id, typ: "inkling-deletion+jwt" });
  assert.deepEqual(payload, { iss: retailer.clientId, iat: vault.seconds(), sub: vault.grantId, deleted_at: vault.seconds() });
  assert.deepEqual(Object.keys((await store.grants.get(handle)).value).sort(), ["by", "deletedAt", "grantId", "key", "state"]);
});

test("revoking twice is harmless and keeps the first date", async () => {
  const { retailer, vault, request, handle, later } = await granted();
  const first = await retailer.revoke(handle, await revocation(vault, request));
  later(DAY * 1000);
  const second = await retailer.revoke(handle, await revocation(vault, request));
  assert.equal(decodeJwt(first.ack).deleted_at, decodeJwt(second.ack).deleted_at);
});

test("after a revocation every path is closed", async () => {
  const context = await granted();
  const { retailer, vault, request, handle, grant } = context;
  assert.equal((await retailer.check(grant.tokens.films)).version, 1);
  await retailer.revoke(handle, await revocation(vault, request));
  assert.equal((await retailer.grant(handle)).state, "ended");
  await assert.rejects(retailer.check(grant.tokens.films), refused("grant_gone"));
  await assert.rejects(change(context, 2, context.reply.grant_nonce), refused("grant_gone"));
});

test("a token that was replaced is no longer current", async () => {
  const context = await granted();
  await change(context, 2, context.reply.grant_nonce);
  await assert.rejects(context.retailer.check(context.grant.tokens.films), refused("superseded"));
});

test("a shop that closed a grant answers changes with gone and still confirms a revocation", async () => {
  const context = await granted();
  await context.retailer.close(context.handle);
  assert.equal((await context.retailer.grant(context.handle)).by, "shop");
  await assert.rejects(change(context, 2, context.reply.grant_nonce), refused("grant_gone"));
  const { ack } = await context.retailer.revoke(context.handle, await revocation(context.vault, context.request));
  assert.equal(decodeProtectedHeader(ack).typ, "inkling-deletion+jwt");
});

const BENT_EVENTS = {
  "is signed by another key": ["bad_signature", (c) => ({ vault: { ...c.vault, privateKey: c.stranger.privateKey } })],
  "names another issuer": ["wrong_issuer", (c) => ({ payload: (p) => (p.iss = c.stranger.did) })],
  "is for another shop": ["wrong_audience", () => ({ payload: (p) => (p.aud = "decentralized_identifier:did:web:other.example") })],
  "is about another grant": ["wrong_grant", () => ({ payload: (p) => (p.sub_id.id = random()) })],
  "is another event": ["malformed_event", () => ({ payload: (p) => (p.events = {}) })],
  "has a foreign typ": ["wrong_type", () => ({ header: { typ: "JWT" } })],
};
for (const [sentence, [code, bend]] of Object.entries(BENT_EVENTS)) {
  test(`a revocation is refused that ${sentence}`, async () => {
    const context = await granted();
    const stranger = await openTestVault(context.clock);
    const event = await revocation(context.vault, context.request, bend({ ...context, stranger }));
    await assert.rejects(context.retailer.revoke(context.handle, event), refused(code));
    assert.equal((await context.retailer.grant(context.handle)).state, "live");
  });
}

for (const [sentence, seconds] of [["set back a year", -366 * DAY], ["ninety seconds fast", 90], ["a day fast", DAY]]) {
  test(`a stop is a stop though the vault's clock is ${sentence}`, async () => {
    const { retailer, vault, request, handle } = await granted();
    const event = await revocation(vault, request, { payload: (p) => (p.iat += seconds) });
    assert.ok((await retailer.revoke(handle, event)).ack);
    assert.equal((await retailer.grant(handle)).by, "customer");
  });
}

for (const retention of ["P0D", "P7D", "P12M"]) {
  test(`with ${retention} of retention after the end, the copy still lives until the end and no longer`, async () => {
    const ask = { ...ASK, terms: { ...ASK.terms, retention } };
    const { retailer, handle, grant, clock, later, store } = await granted({ ask });
    assert.equal(grant.keepUntil, decodeJwt(grant.tokens.films.split("~")[0]).exp * 1000);
    later(grant.keepUntil - clock.now - 1);
    assert.equal((await retailer.grant(handle)).state, "live");
    later(1);
    assert.equal(await retailer.grant(handle), undefined);
    await retailer.sweep();
    assert.equal(await store.grants.get(handle), undefined);
  });
}

test("a token that lives longer than any vault's is kept 31 days at most, and a renewal begins anew", async () => {
  const { retailer, vault, request, clock, later } = await asked();
  const bend = { payload: (payload) => (payload.exp = Number.MAX_SAFE_INTEGER) };
  const reply = await retailer.receive(await answer(vault, request, groupsOf("films"), { bend }));
  const { handle, keepUntil } = await retailer.complete(codeOf(reply), SESSION);
  assert.equal(keepUntil, clock.now + 31 * DAY * 1000);
  later(30 * DAY * 1000);
  await change({ retailer, vault, request, handle }, 2, reply.grant_nonce);
  later(30 * DAY * 1000 - 1);
  assert.equal((await retailer.grant(handle)).state, "live");
});

test("what was given is nobody's before the browser has come back", async () => {
  const { retailer, vault, request } = await asked();
  const token = await present(vault, request, groupsOf("films").films);
  const reply = await retailer.receive(form(await seal(request, { vp_token: { films: [token] }, state: request.state })));
  const handle = reply.grant_uri.split("/").at(-1);
  assert.equal(await retailer.grant(handle), undefined);
  await assert.rejects(retailer.check(token), refused("grant_gone"));
  await retailer.complete(codeOf(reply), SESSION);
  assert.equal((await retailer.grant(handle)).state, "live");
  assert.equal((await retailer.check(token)).version, 1);
});

test("a change that is replayed does not use up the vault's next nonce", async () => {
  const { retailer, vault, request, handle, reply } = await granted();
  const body = await answer(vault, request, groupsOf("films"), { version: 2, nonce: reply.grant_nonce, update: true });
  const { grant_nonce } = await retailer.update(handle, body);
  assert.deepEqual(await retailer.update(handle, body), { grant_nonce });
  await change({ retailer, vault, request, handle }, 3, grant_nonce);
});

test("time alone ends a code and a grant that nobody completed, swept or not", async () => {
  const { retailer, vault, request, later } = await asked();
  const reply = await retailer.receive(await answer(vault, request, groupsOf("films")));
  const handle = reply.grant_uri.split("/").at(-1);
  later(10 * 60_000);
  assert.equal(await retailer.grant(handle), undefined);
  await assert.rejects(retailer.complete(new URL(reply.redirect_uri).searchParams.get("response_code"), SESSION), refused("unknown_code"));
  await assert.rejects(change({ retailer, vault, request, handle }, 2, reply.grant_nonce), refused("grant_gone"));
});

test("a change that arrives while the browser comes back does not cost the grant", async () => {
  const { retailer, store, vault, request } = await asked();
  const reply = await retailer.receive(await answer(vault, request, groupsOf("films")));
  const handle = reply.grant_uri.split("/").at(-1);
  const { get } = store.grants;
  store.grants.get = async (id) => {
    const found = await get.call(store.grants, id);
    store.grants.get = get;
    await change({ retailer, vault, request, handle }, 2, reply.grant_nonce);
    return found;
  };
  const grant = await retailer.complete(new URL(reply.redirect_uri).searchParams.get("response_code"), SESSION);
  assert.equal(grant.version, 2);
});

test("a revocation before the browser comes back leaves nothing to complete", async () => {
  const { retailer, vault, request } = await asked();
  const reply = await retailer.receive(await answer(vault, request, groupsOf("films")));
  await retailer.revoke(reply.grant_uri.split("/").at(-1), await revocation(vault, request));
  await assert.rejects(retailer.complete(new URL(reply.redirect_uri).searchParams.get("response_code"), SESSION), refused("grant_gone"));
});

test("an ended grant is not brought back by a new request that reuses its name", async () => {
  const { retailer, vault, request, handle } = await granted();
  await retailer.revoke(handle, await revocation(vault, request));
  const again = await fetchRequest(retailer, (await retailer.createRequest(ASK, SESSION)).id);
  await assert.rejects(retailer.receive(await answer(vault, again, groupsOf("films"))), refused("wrong_grant"));
  assert.equal((await retailer.grant(handle)).state, "ended");
});

test("a request without a browser's session is refused: no cookie is the same in every browser", async () => {
  const { retailer } = await openTestShop();
  for (const session of [undefined, null, "", "short", 42]) {
    await assert.rejects(retailer.createRequest(ASK, session), refused("invalid_configuration"));
  }
});

test("errors say a code and nothing else", async () => {
  const { retailer, vault, request } = await asked();
  const error = await retailer.receive(await answer(vault, request, groupsOf("sizes"))).catch((e) => e);
  assert.equal(error.message, "missing_required_group");
  assert.ok(!JSON.stringify(error).includes("EU"));
});
