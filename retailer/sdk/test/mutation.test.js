/** Whoever can change one bit on the way changes nothing: every single-bit mutation of what a vault signs is refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { InklingError, verifyPresentation } from "inkling-retailer";

import { details, expected, request, vault } from "./hostile.js";
import { forgive, LIST, openMailbox, sealedTokens, statusList, TOKENS, withMailbox } from "./mailbox.js";
import { granted, groupsOf, pause, present, revocation } from "./vault.js";

/** Every text that differs from this one in a single bit of one of these places. */
function* mutations(text, places) {
  const bytes = Buffer.from(text, "latin1");
  for (const at of places) {
    for (let bit = 0; bit < 8; bit++) {
      bytes[at] ^= 1 << bit;
      yield bytes.toString("latin1");
      bytes[at] ^= 1 << bit;
    }
  }
}

/** Tries every mutation; `attempt` must throw a code for each. */
async function allRefused(text, attempt, places = [...text].keys()) {
  let tried = 0;
  for (const mutated of mutations(text, places)) {
    await attempt(mutated).then(
      () => assert.fail(`accepted mutation ${tried}`),
      (error) => assert.ok(error instanceof InklingError, error.stack),
    );
    tried += 1;
  }
  assert.ok(tried > 1000);
}

test("of a presentation", async () => {
  const honest = await present(vault, request, details);
  await verifyPresentation(honest, expected);
  await allRefused(honest, (mutated) => verifyPresentation(mutated, expected));
});

test("of a status list", async () => {
  const context = await granted({ prepare: (vault) => (vault.status = { status_list: { idx: 0, uri: LIST } }) });
  const { retailer, handle, later } = context;
  later(86_400_000);
  const mailbox = openMailbox();
  const honest = await statusList(context.vault, [0]);
  await allRefused(honest, async (mutated) => {
    await forgive(context);
    mailbox.put(LIST, mutated);
    return retailer.refresh(handle, mailbox.fetch);
  });
  assert.equal(mailbox.asked.length, honest.length * 8, "each was read");
  assert.equal((await retailer.grant(handle)).state, "unconfirmed");
  await forgive(context);
  mailbox.put(LIST, await statusList(context.vault, [0]));
  assert.equal((await retailer.refresh(handle, mailbox.fetch)).state, "live");
});

test("of the tokens in a mailbox: its ends, and a sample of what is sealed between", async () => {
  const context = await granted({ prepare: withMailbox });
  const { retailer, handle } = context;
  const mailbox = openMailbox();
  const honest = await sealedTokens(context.vault, context.request, groupsOf("films"), { version: 2 });
  const places = [...honest].map((_, at) => at).filter((at) => at < 40 || at > honest.length - 40 || at % 23 === 0);
  const attempt = async (mutated) => {
    await forgive(context);
    mailbox.put(TOKENS, mutated);
    return retailer.refresh(handle, mailbox.fetch);
  };
  await allRefused(honest, attempt, places);
  assert.equal(mailbox.asked.length, places.length * 8, "each was read");
  await forgive(context);
  mailbox.put(TOKENS, honest);
  assert.equal((await retailer.refresh(handle, mailbox.fetch)).version, 2);
});

test("of a pause", async () => {
  const { retailer, handle, vault, request } = await granted();
  const honest = await pause(vault, request);
  await allRefused(honest, (mutated) => retailer.pause(handle, mutated));
  await retailer.pause(handle, honest);
  assert.equal((await retailer.grant(handle)).state, "paused");
});

test("of a revocation", async () => {
  const { retailer, handle, vault, request } = await granted();
  const honest = await revocation(vault, request);
  await allRefused(honest, (mutated) => retailer.revoke(handle, mutated));
  assert.equal((await retailer.grant(handle)).state, "live");
  assert.ok((await retailer.revoke(handle, honest)).ack);
});
