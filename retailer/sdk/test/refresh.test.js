/** A shop that reads the vault's mailbox. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { answer, ASK, DAY, granted, groupsOf, openTestVault, pause, random } from "./vault.js";
import { LIST, openMailbox, sealedTokens, statusList, TOKENS, withMailbox } from "./mailbox.js";

const HOUR = 3_600_000;
const [VALID, INVALID, SUSPENDED] = [[0], [1], [2]];
const refused = (code) => ({ name: "InklingError", code });

/** A grant with a mailbox that holds a valid list and version 1. */
async function published() {
  const context = await granted({ prepare: withMailbox });
  const { retailer, vault, request, handle } = context;
  const mailbox = openMailbox();
  const lists = async (bytes) => mailbox.put(LIST, await statusList(vault, bytes));
  const publishes = async (version, groups = groupsOf("films"), more) => mailbox.put(TOKENS, await sealedTokens(vault, request, groups, { version, ...more }));
  await lists(VALID);
  await publishes(1, groupsOf("films", "sizes"));
  return { ...context, mailbox, lists, publishes, refresh: () => retailer.refresh(handle, mailbox.fetch) };
}

test("a change that is only published arrives", async () => {
  const { refresh, publishes } = await published();
  await refresh();
  await publishes(2);
  const grant = await refresh();
  assert.deepEqual([grant.state, grant.version, Object.keys(grant.details)], ["live", 2, ["interests.media.film"]]);
});

test("what did not change is not sent again", async () => {
  const { refresh, mailbox, store, handle } = await published();
  await refresh();
  const { revision } = await store.grants.get(handle);
  assert.equal((await refresh()).version, 1);
  assert.equal((await store.grants.get(handle)).revision, revision, "nothing was written");
  assert.deepEqual(mailbox.asked, [TOKENS, TOKENS]);
});

test("published tokens are not too old, and not from the future", async () => {
  const { refresh, publishes, later, vault } = await published();
  await publishes(2);
  later(5 * HOUR);
  assert.equal((await refresh()).version, 2);
  await publishes(3, groupsOf("films"), { boundAt: vault.seconds() + 3600 });
  await assert.rejects(refresh(), refused("stale_key_binding"));
});

test("a published version never falls", async () => {
  const { refresh, publishes, retailer, handle } = await published();
  await publishes(3);
  await refresh();
  await publishes(2);
  await assert.rejects(refresh(), refused("version_fell"));
  assert.equal((await retailer.grant(handle)).version, 3);
});

const HOSTILE = {
  "answer another nonce": ["wrong_nonce", () => ({ nonce: random() })],
  "have run out": ["expired", ({ vault }) => ({ bend: { payload: (p) => (p.exp = vault.seconds()) } })],
  "are for another shop": ["wrong_recipient", () => ({ bend: { payload: (p) => (p.grant.to = "decentralized_identifier:did:web:other.example") } })],
  "are of another grant": ["wrong_grant", () => ({ bend: { payload: (p) => (p.grant.id = random()) } })],
};
for (const [sentence, [code, bend]] of Object.entries(HOSTILE)) {
  test(`published tokens are refused that ${sentence}`, async () => {
    const context = await published();
    await context.publishes(2, groupsOf("films"), bend(context));
    await assert.rejects(context.refresh(), refused(code));
    assert.equal((await context.retailer.grant(context.handle)).version, 1);
  });
}

test("published tokens of another key, or sealed to another, are refused", async () => {
  const { refresh, mailbox, vault, request, clock, later } = await published();
  const thief = { ...(await openTestVault(clock)), grantId: vault.grantId };
  mailbox.put(TOKENS, await sealedTokens(thief, request, groupsOf("films"), { version: 2 }));
  await assert.rejects(refresh(), refused("wrong_grant"));
  later(60_000);
  mailbox.put(TOKENS, "not even sealed");
  await assert.rejects(refresh(), refused("malformed_response"));
});

test("tokens that were published are not taken for ones that were handed over", async () => {
  const { retailer, vault, request, handle, later } = await published();
  later(HOUR / 2);
  const replayed = await answer(vault, request, groupsOf("films"), { version: 2, nonce: request.nonce, update: true });
  await assert.rejects(retailer.update(handle, replayed), refused("wrong_nonce"));
});

test("an empty mailbox ends the grant, whatever the list said before", async () => {
  const { refresh, mailbox } = await published();
  await refresh();
  mailbox.remove(TOKENS);
  assert.deepEqual([(await refresh()).state, mailbox.asked.at(-1)], ["ended", LIST]);
});

test("an empty mailbox and a suspended list are a pause", async () => {
  const { refresh, mailbox, lists, store, handle } = await published();
  await refresh();
  await lists(SUSPENDED);
  mailbox.remove(TOKENS);
  assert.equal((await refresh()).state, "paused");
  assert.ok(!JSON.stringify((await store.grants.get(handle)).value).includes("thrillers"));
  assert.equal((await refresh()).state, "paused");
});

test("after a pause the mailbox makes the grant live again, once the list says so", async () => {
  const { refresh, mailbox, lists, publishes } = await published();
  await lists(SUSPENDED);
  mailbox.remove(TOKENS);
  await refresh();
  await publishes(2);
  assert.equal((await refresh()).state, "paused");
  await lists(VALID);
  const grant = await refresh();
  assert.deepEqual([grant.state, grant.version], ["live", 2]);
});

test("a pause that the vault told of ends only with a higher version", async () => {
  const { refresh, retailer, vault, request, handle, publishes } = await published();
  await retailer.pause(handle, await pause(vault, request));
  await assert.rejects(refresh(), refused("version_fell"));
  assert.equal((await retailer.grant(handle)).state, "paused");
  await publishes(2);
  assert.equal((await refresh()).state, "live");
});

test("during a pause an empty mailbox is no end, an invalid list is", async () => {
  const { refresh, mailbox, lists, later, retailer, handle, vault, request } = await published();
  await retailer.pause(handle, await pause(vault, request));
  mailbox.remove(TOKENS);
  assert.equal((await refresh()).state, "paused");
  await lists(INVALID);
  later(12 * HOUR);
  assert.equal((await refresh()).state, "ended");
});

test("a mailbox that refuses to say what is gone is asked for the list", async () => {
  const { refresh, mailbox, lists, retailer, handle } = await published();
  await refresh();
  await lists(INVALID);
  const { fetch } = mailbox;
  const forbidding = (url, etag) => (url === TOKENS ? Promise.reject(new Error("403")) : fetch(url, etag));
  await assert.rejects(retailer.refresh(handle, forbidding), /403/);
  assert.equal((await retailer.grant(handle)).state, "ended");
});

test("a vault that is dead for fourteen days is not believed, and not taken for one that said no", async () => {
  const { refresh, retailer, handle, later } = await published();
  await refresh();
  later(14 * DAY * 1000);
  await assert.rejects(refresh(), refused("expired"));
  assert.equal((await retailer.grant(handle)).state, "unconfirmed");
});

test("a change that is pushed meanwhile is not overwritten by what was fetched", async () => {
  const context = await published();
  const { mailbox, retailer, vault, request, handle, reply } = context;
  const { fetch } = mailbox;
  const slow = async (url, etag) => {
    const found = await fetch(url, etag);
    if (url === TOKENS) await retailer.update(handle, await answer(vault, request, groupsOf("films"), { version: 5, nonce: reply.grant_nonce, update: true }));
    return found;
  };
  await assert.rejects(retailer.refresh(handle, slow), refused("version_fell"));
  assert.equal((await retailer.grant(handle)).version, 5);
});

test("whoever is named as a mailbox and is none is asked less and less, down to once in six hours", async () => {
  const { retailer, handle, later, clock } = await published();
  const asked = new Set();
  const stranger = async () => {
    asked.add(clock.now);
    throw new Error("not a mailbox");
  };
  for (let minute = 0; minute < 24 * 60; minute++) {
    await assert.rejects(retailer.refresh(handle, stranger));
    later(60_000);
  }
  const minutes = [...asked].map((at, n, all) => (n === 0 ? 0 : (at - all[n - 1]) / 60_000));
  assert.deepEqual(minutes, [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]);
});

test("a mailbox that is back is read as often as before, and so is one whose vault was heard meanwhile", async () => {
  const { retailer, handle, later, mailbox, refresh, vault, request, reply } = await published();
  mailbox.down = true;
  for (const minutes of [1, 2, 4]) {
    await assert.rejects(refresh(), /unreachable/);
    later(minutes * 60_000);
  }
  mailbox.down = false;
  assert.equal((await refresh()).state, "live");
  mailbox.down = true;
  await assert.rejects(refresh(), /unreachable/);
  await assert.rejects(refresh(), refused("mailbox_unreachable"));
  await retailer.update(handle, await answer(vault, request, groupsOf("films"), { version: 2, nonce: reply.grant_nonce, update: true }));
  assert.equal((await retailer.refresh(handle, async () => ({ state: "gone" }))).state, "ended");
});

test("what nobody ever gave is not unchanged", async () => {
  const { retailer, handle } = await published();
  const stranger = async () => ({ state: "unchanged" });
  await assert.rejects(retailer.refresh(handle, stranger), refused("mailbox_unreachable"));
  await assert.rejects(retailer.refresh(handle, () => assert.fail("asked again at once")), refused("mailbox_unreachable"));
});

test("tokens that were replaced are not used: not by a shop that knows of newer ones", async () => {
  const { retailer, handle, later, mailbox, vault, refresh, publishes, grant, clock } = await published();
  later(13 * HOUR);
  mailbox.put(LIST, await statusList(vault, VALID, { ver: 5 }));
  assert.deepEqual(await refresh(), { state: "unconfirmed", handle, since: clock.now });
  await assert.rejects(retailer.check(grant.tokens.films), refused("unconfirmed"));
  await publishes(4);
  assert.equal((await refresh()).state, "unconfirmed");
  await publishes(5);
  const live = await refresh();
  assert.deepEqual([live.state, live.version], ["live", 5]);
});

test("newer tokens that come with their list are used at once", async () => {
  const { later, mailbox, vault, refresh, publishes } = await published();
  later(13 * HOUR);
  mailbox.put(LIST, await statusList(vault, VALID, { ver: 2 }));
  await publishes(2);
  assert.deepEqual((({ state, version }) => [state, version])(await refresh()), ["live", 2]);
});

test("a mailbox on this computer is for a shop on this computer", async () => {
  const here = (vault) => Object.assign(vault, { mailbox: "http://localhost:8000/m/1", status: { status_list: { idx: 0, uri: "http://localhost:8000/s/1" } } });
  await assert.rejects(granted({ prepare: here }), refused("malformed_token"));
  const origin = "http://localhost:8443";
  const ask = { ...ASK, terms: { ...ASK.terms, policy: `${origin}/privacy` } };
  assert.equal((await granted({ prepare: here, origin, ask })).grant.state, "live");
});

test("a grant without a mailbox, an ended one and an unknown one are not asked for", async () => {
  const { retailer, handle } = await granted();
  const fetch = () => assert.fail("nothing to fetch");
  assert.equal((await retailer.refresh(handle, fetch)).state, "live");
  await retailer.close(handle);
  assert.equal((await retailer.refresh(handle, fetch)).state, "ended");
  assert.equal(await retailer.refresh("A".repeat(22), fetch), undefined);
});

test("a token whose mailbox is nowhere sensible is refused", async () => {
  for (const mailbox of ["http://mailbox.example/m/1", "https://a:b@mailbox.example/m", "ftp://mailbox.example/m", 7, {}]) {
    await assert.rejects(granted({ prepare: (vault) => (vault.mailbox = mailbox) }), refused("malformed_token"));
  }
});
