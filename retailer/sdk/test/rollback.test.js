/** A mailbox that hands out what was true once: after a pause nothing old makes a grant live again. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { answer, granted, groupsOf, pause } from "./vault.js";
import { LIST, openMailbox, sealedTokens, statusList, TOKENS, withMailbox } from "./mailbox.js";

const HOUR = 3_600_000;
const [VALID, SUSPENDED] = [[0], [2]];
const refused = (code) => ({ name: "InklingError", code });

/** A grant with an empty mailbox, and what its vault would put there. */
async function withVault() {
  const context = await granted({ prepare: withMailbox });
  const { retailer, vault, request, handle } = context;
  const mailbox = openMailbox();
  return {
    ...context,
    mailbox,
    list: (bytes, ver) => statusList(vault, bytes, { ver }),
    tokens: (version) => sealedTokens(vault, request, groupsOf("films"), { version }),
    lies: (list, tokens) => { mailbox.put(LIST, list); mailbox.put(TOKENS, tokens); },
    refresh: () => retailer.refresh(handle, mailbox.fetch),
    state: async () => (await retailer.grant(handle)).state,
  };
}

test("a pause that was pushed is not undone by a version the shop never saw", async () => {
  const { retailer, vault, request, handle, later, list, tokens, lies, refresh, state } = await withVault();
  const [valid, unseen] = [await list(VALID, 2), await tokens(2)];
  later(60_000);
  await retailer.pause(handle, await pause(vault, request, { version: 2 }));
  lies(valid, unseen);
  await assert.rejects(refresh(), refused("version_fell"));
  assert.equal(await state(), "paused");
  lies(await list(VALID, 3), await tokens(3));
  assert.equal((await refresh()).state, "live");
});

test("a pause that was listed is not undone by the last change, sent once more", async () => {
  const { retailer, vault, request, reply, handle, later, list, mailbox, refresh, state } = await withVault();
  later(13 * HOUR);
  const put = await answer(vault, request, groupsOf("films"), { version: 2, nonce: reply.grant_nonce, update: true });
  await retailer.update(handle, put);
  mailbox.put(LIST, await list(SUSPENDED, 2));
  assert.equal((await refresh()).state, "paused");
  await assert.rejects(retailer.update(handle, put), refused("version_fell"));
  assert.equal(await state(), "paused");
});

test("a pause that was listed is not undone days later by the list and the tokens of before", async () => {
  const { later, list, tokens, lies, mailbox, refresh, state } = await withVault();
  const [valid, old] = [await list(VALID), await tokens(1)];
  later(13 * HOUR);
  mailbox.put(LIST, await list(SUSPENDED));
  assert.equal((await refresh()).state, "paused");
  later(12 * 24 * HOUR);
  lies(valid, old);
  await assert.rejects(refresh(), refused("stale_list"));
  assert.equal(await state(), "paused");
});

test("within the hour, where lists bear the same date, the version decides", async () => {
  const { later, list, tokens, lies, refresh, state } = await withVault();
  later(13 * HOUR);
  const [valid, unseen] = [await list(VALID, 3), await tokens(3)];
  lies(await list(SUSPENDED, 3), unseen);
  assert.equal((await refresh()).state, "paused");
  lies(valid, unseen);
  later(13 * HOUR);
  await assert.rejects(refresh(), refused("version_fell"));
  assert.equal(await state(), "paused");
});

test("after a pause its list does not pause the grant again", async () => {
  const { retailer, vault, request, reply, handle, later, list, mailbox, refresh, state } = await withVault();
  later(13 * HOUR);
  mailbox.put(LIST, await list(SUSPENDED, 1));
  await refresh();
  await retailer.update(handle, await answer(vault, request, groupsOf("films"), { version: 2, nonce: reply.grant_nonce, update: true }));
  later(12 * HOUR);
  await assert.rejects(refresh(), refused("stale_list"));
  assert.equal(await state(), "unconfirmed");
});

test("a pause that arrives while the mailbox is read is a pause, and not the end", async () => {
  const { retailer, vault, request, handle, list, mailbox } = await withVault();
  mailbox.put(LIST, await list(VALID));
  const fetch = async (url, etag) => {
    if (url === TOKENS) await retailer.pause(handle, await pause(vault, request));
    return mailbox.fetch(url, etag);
  };
  assert.equal((await retailer.refresh(handle, fetch)).state, "paused");
});

test("a customer who goes on while the empty mailbox is read does not lose the grant", async () => {
  const { retailer, vault, request, reply, handle, list, mailbox } = await withVault();
  mailbox.put(LIST, await list(VALID));
  await retailer.pause(handle, await pause(vault, request));
  const fetch = async (url, etag) => {
    const found = await mailbox.fetch(url, etag);
    if (url === TOKENS) await retailer.update(handle, await answer(vault, request, groupsOf("films"), { version: 2, nonce: reply.grant_nonce, update: true }));
    return found;
  };
  assert.equal((await retailer.refresh(handle, fetch)).state, "live");
});
