/** A customer who says no, and a vault that cannot: sealed as an answer is, or in clear. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { answer, ASK, fetchRequest, form, groupsOf, openTestShop, openTestVault, random, seal, SESSION } from "./vault.js";

async function asked() {
  const shop = await openTestShop();
  const { id } = await shop.retailer.createRequest(ASK, SESSION);
  return { ...shop, id, vault: await openTestVault(shop.clock), request: await fetchRequest(shop.retailer, id) };
}
const refused = (code) => ({ name: "InklingError", code });

const DECLINED = {
  "declined in clear": (request) => new URLSearchParams({ error: "access_denied", state: request.state }),
  "not possible for the vault": (request) => new URLSearchParams({ error: "vp_formats_not_supported", state: request.state, error_description: "x" }),
  "declined as an answer is sealed": async (request) => form(await seal(request, { error: "access_denied", state: request.state })),
};
for (const [sentence, said] of Object.entries(DECLINED)) {
  test(`a request that was ${sentence} is closed and holds nothing`, async () => {
    const { retailer, store, id, request, vault } = await asked();
    assert.equal(await retailer.receive(await said(request)), undefined);
    assert.equal(await retailer.requestState(id, SESSION), "declined");
    assert.equal((await store.requests.get(id)).value.encryptionKey, undefined);
    await assert.rejects(retailer.receive(await answer(vault, request, groupsOf("films"))), refused("already_answered"));
  });
}

const NOT_DECLINED = {
  "knows only the link": ["wrong_state", async (_, id) => new URLSearchParams({ error: "access_denied", state: id })],
  "guesses the state": ["wrong_state", async (_, id) => new URLSearchParams({ error: "access_denied", state: id + random() })],
  "seals a guessed state": ["wrong_state", async (request, id) => form(await seal(request, { error: "access_denied", state: id }))],
  "calls it by no registered word": ["malformed_response", async ({ state }) => new URLSearchParams({ error: "because", state })],
  "says two words": ["malformed_response", async ({ state }) => new URLSearchParams([["error", "access_denied"], ["error", "server_error"], ["state", state]])],
  "declines and answers": ["malformed_response", async (request) => form(await seal(request, { error: "access_denied", vp_token: {}, state: request.state }))],
  "declines without a word": ["malformed_response", async (request) => form(await seal(request, { error: {}, state: request.state }))],
};
for (const [sentence, [code, said]] of Object.entries(NOT_DECLINED)) {
  test(`a request goes on waiting when somebody ${sentence}`, async () => {
    const { retailer, id, request } = await asked();
    await assert.rejects(retailer.receive(await said(request, id)), refused(code));
    assert.equal(await retailer.requestState(id, SESSION), "waiting");
  });
}
