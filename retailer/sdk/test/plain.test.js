/** A customer in plain mode: the word in the place of the details, whatever was asked, and nothing beside it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { choices, isPlain } from "inkling-retailer";

import { answer, ASK, granted, groupsOf, PROFILE, WORD } from "./vault.js";

const refused = (code) => ({ name: "InklingError", code });
const plainOf = (...ids) => Object.fromEntries(ids.map((id) => [id, { "personalisation.optout": WORD }]));
const change = async ({ retailer, vault, request, handle }, groups, version, nonce) =>
  retailer.update(handle, await answer(vault, request, groups, { version, nonce, update: true }));

test("the word takes the place of the details, and the details come back", async () => {
  const context = await granted();
  assert.equal(context.grant.plain, false);

  const { grant_nonce } = await change(context, plainOf("films", "sizes"), 2, context.reply.grant_nonce);

  const grant = await context.retailer.grant(context.handle);
  assert.deepEqual([grant.state, grant.version, grant.plain], ["live", 2, true]);
  assert.deepEqual(grant.details, { "personalisation.optout": WORD });
  assert.deepEqual(choices(grant.details, "personalisation.optout"), ["history", "profiling", "ads"]);
  const { value } = await context.store.grants.get(context.handle);
  assert.ok(!JSON.stringify(value).includes("thrillers"), "what was held before is gone");

  await change(context, groupsOf("films", "sizes"), 3, grant_nonce);
  const again = await context.retailer.grant(context.handle);
  assert.deepEqual([again.plain, again.details], [false, PROFILE]);
});

test("a first answer may be plain", async () => {
  const { grant } = await granted({ groups: plainOf("films") });
  assert.deepEqual([grant.state, grant.plain, Object.keys(grant.details)], ["live", true, ["personalisation.optout"]]);
});

test("a message is plain as a whole or not at all", async () => {
  const context = await granted();
  const mixtures = [
    { ...groupsOf("films"), ...plainOf("sizes") },
    { ...plainOf("films"), ...groupsOf("sizes") },
  ];
  for (const mixed of mixtures) {
    await assert.rejects(change(context, mixed, 2, context.reply.grant_nonce), refused("missing_detail"));
  }
  assert.deepEqual((await context.retailer.grant(context.handle)).details, PROFILE, "and leaves what there is");
});

test("a smaller word that a group asked for does not pass beside the whole one, whichever comes first", async () => {
  const privacy = { id: "privacy", details: ["personalisation.optout"], required: false };
  for (const groups of [[...ASK.groups, privacy], [privacy, ...ASK.groups]]) {
    const context = await granted({ ask: { ...ASK, groups } });
    const mixed = { ...plainOf("films"), privacy: { "personalisation.optout": ["history"] } };
    await assert.rejects(change(context, mixed, 2, context.reply.grant_nonce), refused("missing_detail"));
  }
});

test("a required group cannot be left out because the rest is plain", async () => {
  const context = await granted();
  await assert.rejects(change(context, plainOf("sizes"), 2, context.reply.grant_nonce), refused("missing_required_group"));
});

test("a shop that asks for the word itself gets it beside other details, and is not plain", async () => {
  const ask = { ...ASK, groups: [...ASK.groups, { id: "privacy", details: ["personalisation.optout"], required: false }] };
  const { grant } = await granted({ ask, groups: { ...groupsOf("films"), ...plainOf("privacy") } });
  assert.equal(grant.plain, false);
  assert.deepEqual(Object.keys(grant.details).sort(), ["interests.media.film", "personalisation.optout"]);
});

test("only the whole word alone is plain", () => {
  assert.equal(isPlain({ "personalisation.optout": WORD }), true);
  for (const value of [true, [], ["history"], [...WORD].reverse(), [...WORD, "ads"], "history", null]) {
    assert.equal(isPlain({ "personalisation.optout": value }), false, JSON.stringify(value));
  }
  assert.equal(isPlain({ "personalisation.optout": WORD, "shoes.size": true }), false);
  assert.equal(isPlain({}), false);
});
