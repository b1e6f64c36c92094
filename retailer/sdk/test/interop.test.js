/** Independent peers over our routes: whole flows with a wallet that is not ours, and tokens in both directions. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { createRetailer, generateKey, memoryStore, verifyPresentation } from "inkling-retailer";
import { vaultRoutes } from "inkling-retailer/node";

import { openStockWallet, tokenLibrary } from "./stock-wallet.js";
import { ASK, fetchRequest, ORIGIN, openTestVault, present, PROFILE, SESSION, sha256 } from "./vault.js";

const clock = { get now() { return Date.now(); } };
const FILMS = { interests: { media: { film: PROFILE["interests.media.film"] } } };
const SIZES = { shoes: { size: PROFILE["shoes.size"] } };
let server, retailer, address;

before(async () => {
  retailer = createRetailer({ origin: ORIGIN, signingKey: await generateKey(), store: memoryStore() });
  const routes = vaultRoutes(retailer);
  server = createServer(async (request, response) => (await routes(request, response)) || response.writeHead(404).end());
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${server.address().port}`;
});
after(() => server.close());

/** The way to the shop: its https host is this server. */
const toShop = (url, options) => {
  assert.ok(String(url).startsWith(`${ORIGIN}/`), "every URL is on the shop's host");
  return fetch(String(url).replace(ORIGIN, address), options);
};

async function visited(profile) {
  const vault = await openTestVault(clock);
  const wallet = await openStockWallet({ vault, profile, fetch: toShop });
  const { link } = await retailer.createRequest(ASK, SESSION);
  const resolved = await wallet.read(link);
  return { vault, wallet, resolved, request: resolved.authorizationRequestPayload };
}

async function shared(profile) {
  const visit = await visited(profile);
  const { wallet, resolved, request } = visit;
  const matched = wallet.match(resolved.dcql.query);
  const reply = await wallet.submit(request, await wallet.answer(request, await wallet.present(request, matched)));
  const grant = await retailer.complete(new URL(reply.redirect_uri).searchParams.get("response_code"), SESSION);
  return { ...visit, matched, reply, grant };
}

test("a stock wallet reads our request: who asks, what, and on which terms", async () => {
  const { resolved } = await visited({ ...FILMS, ...SIZES });
  assert.equal(resolved.client.prefix, "decentralized_identifier");
  assert.equal(resolved.client.identifier, retailer.clientId.replace("decentralized_identifier:", ""));
  assert.deepEqual(resolved.dcql.query.credentials.map((query) => query.id), ["films", "sizes"]);
  const [{ transactionData }] = resolved.transactionData;
  assert.equal(transactionData.type, "urn:inkling:terms:1");
  assert.deepEqual(transactionData.credential_ids, ["films", "sizes"]);
});

test("a whole answer of a stock wallet becomes a grant", async () => {
  const { matched, reply, grant } = await shared({ ...FILMS, ...SIZES });
  assert.deepEqual(Object.keys(matched), ["films", "sizes"]);
  assert.deepEqual(Object.keys(reply).sort(), ["grant_nonce", "grant_uri", "redirect_uri"]);
  assert.deepEqual(grant.details, PROFILE);
});

test("a stock wallet that has only what is required gives a partial answer, and a full grant", async () => {
  const { matched, grant } = await shared(FILMS);
  assert.deepEqual(Object.keys(matched), ["films"]);
  assert.deepEqual(grant.details, { "interests.media.film": PROFILE["interests.media.film"] });
});

test("a stock wallet's change arrives with the next version and the nonce it was given", async () => {
  const { vault, request, matched, reply, grant } = await shared(FILMS);
  const changed = { interests: { media: { film: [{ id: "romance", strength: 3 }] } } };
  const wallet = await openStockWallet({ vault, profile: changed, fetch: toShop });
  const vp_token = await wallet.present(request, matched, { version: 2, nonce: reply.grant_nonce });
  const { jarm } = await wallet.answer(request, vp_token);

  const put = await toShop(reply.grant_uri, { method: "PUT", body: new URLSearchParams({ response: jarm.responseJwt }) });

  assert.deepEqual([put.status, Object.keys(await put.json())], [200, ["grant_nonce"]]);
  const { version, details } = await retailer.grant(grant.handle);
  assert.deepEqual([version, details], [2, { "interests.media.film": [{ id: "romance", strength: 3 }] }]);
});

test("a stock wallet that did not hear the answer says it again and is given the same grant", async () => {
  const { wallet, resolved, request } = await visited(FILMS);
  const answer = await wallet.answer(request, await wallet.present(request, wallet.match(resolved.dcql.query)));
  const [first, again] = [await wallet.submit(request, answer), await wallet.submit(request, answer)];
  assert.equal(again.grant_uri, first.grant_uri);
  assert.equal(again.grant_nonce, first.grant_nonce);
});

test("what is accepted here is accepted by @sd-jwt/sd-jwt-vc", async () => {
  const vault = await openTestVault(clock);
  const { id } = await retailer.createRequest(ASK, SESSION);
  const request = await fetchRequest(retailer, id);
  const presentation = await present(vault, request, { "shoes.size": PROFILE["shoes.size"] });
  const { payload, kb } = await (await tokenLibrary(vault)).verify(presentation, { keyBindingNonce: request.nonce });
  assert.deepEqual(payload.shoes, { size: PROFILE["shoes.size"] });
  assert.equal(kb.payload.aud, request.client_id);
});

test("a token of @sd-jwt/sd-jwt-vc is accepted by the verifier alone", async () => {
  const { wallet, request } = await visited(SIZES);
  const [presentation] = (await wallet.present(request, { sizes: [["shoes", "size"]] })).sizes;
  const termsHash = sha256(request.transaction_data[0]);
  const token = await verifyPresentation(presentation, { clientId: retailer.clientId, nonces: [request.nonce], termsHash, details: ["shoes.size"], now: Date.now() });
  assert.deepEqual(Object.fromEntries(token.details), { "shoes.size": PROFILE["shoes.size"] });
});
