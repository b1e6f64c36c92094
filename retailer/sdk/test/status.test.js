/** Status lists: what they say, how long it is believed, and what happens when they say nothing. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { answer, DAY, granted, groupsOf, openTestVault } from "./vault.js";
import { LIST, openMailbox, statusList } from "./mailbox.js";

const HOUR = 3_600_000;
const refused = (code) => ({ name: "InklingError", code });

/** A live grant whose tokens point to a list, half a day after it was made: the list is due. */
async function listed(idx = 0, uri = LIST) {
  const context = await granted({ prepare: (vault) => (vault.status = { status_list: { idx, uri } }) });
  context.later(12 * HOUR);
  const mailbox = openMailbox();
  const says = async (bytes, change) => {
    mailbox.put(LIST, await statusList(context.vault, bytes, change));
    return context.retailer.refresh(context.handle, mailbox.fetch);
  };
  return { ...context, mailbox, says };
}

/** Every width with every one of its statuses: at an index in the middle of the second byte. */
for (const bits of [1, 2, 4, 8]) {
  const perByte = 8 / bits;
  const idx = perByte + Math.floor(perByte / 2);
  const at = (status) => [0xff, status << ((idx % perByte) * bits), 0xff];

  test(`a list of ${bits} bits upholds a grant`, async () => {
    const { says } = await listed(idx);
    assert.equal((await says(at(0), { bits })).state, "live");
  });

  test(`a list of ${bits} bits ends a grant`, async () => {
    const { says } = await listed(idx);
    const grant = await says(at(1), { bits });
    assert.deepEqual([grant.state, grant.by], ["ended", "customer"]);
  });

  if (bits > 1) {
    test(`a list of ${bits} bits pauses a grant`, async () => {
      const { says } = await listed(idx);
      assert.equal((await says(at(2), { bits })).state, "paused");
    });

    test(`a list of ${bits} bits with a status nobody defined confirms nothing`, async () => {
      const { says, retailer, handle } = await listed(idx);
      await assert.rejects(says(at(3), { bits }), refused("malformed_token"));
      assert.equal((await retailer.grant(handle)).state, "unconfirmed");
    });
  }
}

test("a list is asked again when its time to live is over, and not before", async () => {
  const { says, mailbox, retailer, handle, later } = await listed();
  await says([0], { ttl: 3600 });
  later(HOUR - 1);
  await retailer.refresh(handle, mailbox.fetch);
  assert.equal(mailbox.asked.length, 1);
  later(1);
  assert.equal((await retailer.grant(handle)).state, "unconfirmed");
  assert.equal((await retailer.refresh(handle, mailbox.fetch)).state, "live");
  assert.equal(mailbox.asked.length, 2);
});

test("a list is never believed past its end", async () => {
  const { says, retailer, handle, vault, later } = await listed();
  await says([0], { ttl: 14 * DAY, exp: vault.seconds() + 60 });
  later(60_000);
  assert.equal((await retailer.grant(handle)).state, "unconfirmed");
});

test("a list that cannot be read is asked for again only after a minute, then after two", async () => {
  const { mailbox, retailer, handle, later } = await listed();
  mailbox.down = true;
  for (let second = 0; second < 180; second++) {
    await assert.rejects(retailer.refresh(handle, mailbox.fetch));
    later(1000);
  }
  assert.equal(mailbox.asked.length, 2);
});

test("a list that lives a second is asked for once a minute", async () => {
  const { says, mailbox, retailer, handle, later } = await listed();
  await says([0], { ttl: 1 });
  later(59_000);
  assert.equal((await retailer.refresh(handle, mailbox.fetch)).state, "live");
  assert.equal(mailbox.asked.length, 1);
});

test("a list that is older than one that was read is not believed", async () => {
  const { says, vault, retailer, handle, later } = await listed();
  const before = vault.seconds() - 1;
  await says([0]);
  later(12 * HOUR);
  await says([0]);
  later(12 * HOUR);
  await assert.rejects(says([0], { iat: before }), refused("stale_list"));
  assert.equal((await retailer.grant(handle)).state, "unconfirmed");
});

test("a list without a time to live is believed for half a day", async () => {
  const { says, retailer, handle, later } = await listed();
  await says([0], { ttl: undefined });
  later(12 * HOUR - 1);
  assert.equal((await retailer.grant(handle)).state, "live");
  later(1);
  assert.equal((await retailer.grant(handle)).state, "unconfirmed");
});

test("an answer from the vault itself confirms a grant for half a day", async () => {
  const context = await granted({ prepare: (vault) => (vault.status = { status_list: { idx: 0, uri: LIST } }) });
  const mailbox = openMailbox();
  assert.equal((await context.retailer.refresh(context.handle, mailbox.fetch)).state, "live");
  assert.deepEqual(mailbox.asked, []);
  context.later(12 * HOUR);
  const since = context.clock.now;
  assert.deepEqual(await context.retailer.grant(context.handle), { state: "unconfirmed", handle: context.handle, since });

  const { vault, request, reply } = context;
  await context.retailer.update(context.handle, await answer(vault, request, groupsOf("films"), { version: 2, nonce: reply.grant_nonce, update: true }));
  assert.equal((await context.retailer.grant(context.handle)).state, "live");
});

test("a list that cannot be fetched makes a grant unusable and does not end it", async () => {
  const { says, mailbox, retailer, handle, grant, later } = await listed();
  mailbox.down = true;
  await assert.rejects(retailer.refresh(handle, mailbox.fetch), /unreachable/);
  assert.equal((await retailer.grant(handle)).state, "unconfirmed");
  await assert.rejects(retailer.check(grant.tokens.films), refused("unconfirmed"));
  mailbox.down = false;
  later(60_000);
  assert.equal((await says([0])).state, "live");
  assert.equal((await retailer.check(grant.tokens.films)).version, 1);
});

test("a list that is gone ends the grant", async () => {
  const { mailbox, retailer, handle } = await listed();
  assert.equal((await retailer.refresh(handle, mailbox.fetch)).state, "ended");
});

const BENT = {
  "has run out": ["expired", (vault) => ({ exp: vault.seconds() })],
  "never runs out": ["malformed_token", () => ({ exp: undefined })],
  "has no date": ["malformed_token", () => ({ iat: undefined })],
  "is from tomorrow": ["not_yet_valid", (vault) => ({ iat: vault.seconds() + DAY })],
  "is about another address": ["wrong_grant", () => ({ sub: "https://mailbox.example/s/other" })],
  "names another issuer": ["wrong_issuer", (_, stranger) => ({ iss: stranger.did })],
  "has three bits": ["malformed_token", () => ({ bits: 3 })],
  "has a text for a version": ["malformed_token", () => ({ ver: "1" })],
  "lives a negative time": ["malformed_token", () => ({ ttl: -1 })],
  "is not compressed": ["malformed_token", () => ({ status_list: { bits: 2, lst: "AAAA" } })],
  "holds no list": ["malformed_token", () => ({ status_list: {} })],
};
for (const [sentence, [code, change]] of Object.entries(BENT)) {
  test(`a list confirms nothing that ${sentence}`, async () => {
    const { says, vault, clock, retailer, handle } = await listed();
    await assert.rejects(says([0], change(vault, await openTestVault(clock))), refused(code));
    assert.equal((await retailer.grant(handle)).state, "unconfirmed");
  });
}

test("a list that another key signed, or that is no list, confirms nothing", async () => {
  const { mailbox, retailer, handle, clock, grant, later } = await listed();
  for (const [code, body] of [["bad_signature", await statusList(await openTestVault(clock), [0])], ["wrong_type", grant.tokens.films.split("~")[0]], ["malformed_token", "<html>"]]) {
    mailbox.put(LIST, body);
    await assert.rejects(retailer.refresh(handle, mailbox.fetch), refused(code));
    later(HOUR);
  }
});

test("an index beyond the list is refused, however large", async () => {
  for (const idx of [4, 2 ** 31, 2 ** 35, Number.MAX_SAFE_INTEGER - 7]) {
    const { says } = await listed(idx);
    await assert.rejects(says([0]), refused("malformed_token"));
  }
});

test("a status list bomb is refused", async () => {
  const { says } = await listed();
  await assert.rejects(says(new Uint8Array(10_000_000)), refused("malformed_token"));
});

test("a token whose status points nowhere sensible is refused", async () => {
  const at = (uri, idx = 0) => ({ status_list: { uri, idx } });
  const nowhere = ["http://mailbox.example/s", "https://user@mailbox.example/s", "https://mailbox.example/s#a", "HTTPS://mailbox.example/s", "file:///etc/passwd", 7];
  for (const status of [{}, "revoked", at(LIST, -1), at(LIST, 1.5), ...nowhere.map((uri) => at(uri))]) {
    await assert.rejects(granted({ prepare: (vault) => (vault.status = status) }), refused("malformed_token"));
  }
});
