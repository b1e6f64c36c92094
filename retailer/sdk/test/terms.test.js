/** What may be asked and promised: everything a vault reads, and nothing that none does. */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { createRetailer, generateKey, isPlain, memoryStore } from "inkling-retailer";

import { answer, ASK, fetchRequest, form, groupsOf, openTestShop, openTestVault, present, seal, SESSION } from "./vault.js";

const read = (path) => readFile(new URL(path, import.meta.url), "utf8");
const TABLE = new URL("../src/vocabulary.ts", import.meta.url);
const vocabulary = JSON.parse(await read("../../../crates/token/data/vocabulary.json"));
const [group] = ASK.groups;
const terms = (change) => ({ ...ASK, terms: { ...ASK.terms, ...change } });
const groups = (...all) => ({ ...ASK, groups: all });

async function asks(ask) {
  const { retailer } = await openTestShop();
  return fetchRequest(retailer, (await retailer.createRequest(ask, SESSION)).id);
}

test("the table of details is the vault's", async () => {
  const rows = vocabulary.details.map(({ key, levels }) => `  ${JSON.stringify(key)}: [${levels.map((level) => JSON.stringify(level)).join(", ")}],\n`);
  const kept = await readFile(TABLE, "utf8");
  const text = kept.replace(/( = \{\n)[^}]*\}/, (_, head) => `${head}${rows.join("")}}`);
  if (process.env.UPDATE === "1") return writeFile(TABLE, text);
  assert.equal(kept, text, "src/vocabulary.ts is not what the vault knows: UPDATE=1 npm test");
});

test("every detail of the vocabulary can be asked for, at each of its levels", async () => {
  assert.ok(vocabulary.details.length > 50);
  const all = { id: "all", details: vocabulary.details.map(({ key }) => key), required: true };
  for (const at of [0, 1, 2, 3]) {
    const levels = Object.fromEntries(vocabulary.details.flatMap(({ key, levels }) => (levels[at] ? [[key, levels[at]]] : [])));
    await asks({ ...groups(all), levels });
  }
});

/** Purposes that are refused by a vault, with whatever is below them. */
const REFUSED = ["Advertising", "Marketing", "PersonalisedAdvertising", "TargetedAdvertising", "SellDataToThirdParties", "SellInsightsFromData"];
const dpv = (await read("../../../crates/token/data/purposes.txt")).split("\n").filter((line) => /^\w/.test(line)).map((line) => line.split(" ")[0]);

test("of all the purposes there are, those that a shop may promise are terms that no vault refuses", async () => {
  const accepted = [];
  for (const term of dpv) {
    const fine = await asks(terms({ purposes: [`dpv:${term}`] })).then(() => true, ({ member }) => assert.equal(member, "terms.purposes[0]"));
    if (fine) accepted.push(term);
  }
  assert.equal(accepted.length, 8);
  for (const term of [...REFUSED, "AgeVerification", "IdentityVerification", "FraudPreventionAndDetection"]) assert.ok(!accepted.includes(term), term);
});

test("an ask at the limits is an ask", async () => {
  const ids = Array.from({ length: 16 }, (_, at) => ({ id: `g${at}`, details: [vocabulary.details[at].key], required: false }));
  await asks(groups(...ids));
  for (const retention of ["P0D", "P3660D", "P522W", "P118M"]) await asks(terms({ retention }));
  for (const onward of ["none", "processors", "named"]) await asks(terms({ onward, combine: true }));
});

const UNREADABLE = {
  "asks for nothing": ["groups", groups()],
  "asks in too many groups": ["groups", groups(...Array.from({ length: 17 }, (_, at) => ({ id: `g${at}`, details: [vocabulary.details[at].key], required: false })))],
  "asks for too many details": ["groups", groups({ id: "all", details: Array.from({ length: 65 }, (_, at) => `made.up-${at}`), required: true })],
  "names a group twice": ["groups[1].id", groups(group, { ...group, details: ["shoes.size"] })],
  "names a group after a prototype": ["groups[0].id", groups({ ...group, id: "__proto__" })],
  "has an empty group": ["groups[0].details", groups({ ...group, details: [] })],
  "asks for a detail that does not exist": ["groups[0].details[1]", groups({ ...group, details: ["shoes.size", "shoe.size"] })],
  "asks for what every object has": ["groups[0].details[0]", groups({ ...group, details: ["constructor"] })],
  "asks for a detail twice": ["groups[1].details[0]", groups(group, { ...group, id: "again" })],
  "does not say what is required": ["groups[0].required", groups({ id: "films", details: ["shoes.size"] })],
  "names the level of what it does not ask": ['levels["never.asked"]', { ...ASK, levels: { "never.asked": "list" } }],
  "wants a level that the detail does not have": ['levels["shoes.size"]', { ...ASK, levels: { "shoes.size": "exact" } }],
  "wants a level that no detail has": ['levels["shoes.size"]', { ...ASK, levels: { "shoes.size": "precise" } }],
  "has no purpose": ["terms.purposes", terms({ purposes: [] })],
  "says a purpose twice": ["terms.purposes", terms({ purposes: ["dpv:DeliveryOfGoods", "dpv:DeliveryOfGoods"] })],
  "bundles advertising": ["terms.purposes[1]", terms({ purposes: ["dpv:DeliveryOfGoods", "dpv:PersonalisedAdvertising"] })],
  "keeps for ever": ["terms.retention", terms({ retention: "forever" })],
  "keeps for a period of two spellings": ["terms.retention", terms({ retention: "P030D" })],
  "keeps too long by days": ["terms.retention", terms({ retention: "P3661D" })],
  "keeps too long by months": ["terms.retention", terms({ retention: "P119M" })],
  "does not say how long it keeps": ["terms.retention", terms({ retention: undefined })],
  "passes on to partners": ["terms.onward", terms({ onward: "partners" })],
  "does not say whether it combines": ["terms.combine", terms({ combine: undefined })],
  "has its policy elsewhere": ["terms.policy", terms({ policy: "https://elsewhere.example/privacy" })],
  "has its policy on a host that begins like its own": ["terms.policy", terms({ policy: "https://shop.example.evil.example/" })],
  "has no policy": ["terms.policy", terms({ policy: undefined })],
};
for (const [sentence, [member, ask]] of Object.entries(UNREADABLE)) {
  test(`an ask is refused before it is sent that ${sentence}`, async () => {
    const wrong = { name: "InklingError", code: "invalid_configuration", member, message: `invalid_configuration: ${member}` };
    await assert.rejects(asks(ask), wrong);
  });
}

test("plain http and ports are for loopback names only", async () => {
  const signingKey = await generateKey();
  const open = (origin) => createRetailer({ origin, signingKey, store: memoryStore() });
  assert.equal(open("http://localhost:8443").clientId, "decentralized_identifier:did:web:localhost%3A8443");
  assert.equal(open("http://[::1]:8443").clientId, "decentralized_identifier:did:web:%5B%3A%3A1%5D%3A8443");
  assert.throws(() => open("http://shop.example"), { code: "invalid_configuration", member: "origin" });
  assert.throws(() => open("https://shop.example/path"), { code: "invalid_configuration", member: "origin" });
  assert.throws(() => open("https://shop.example:8443"), { code: "invalid_configuration", member: "origin" });
});

/** Every block of JSON in the protocol, as it stands there. */
const protocol = await read("../../PROTOCOL.md");
const [promised, answered, granted, word, ...more] = [...protocol.matchAll(/```json\n([^]*?)```/g)].map(([, text]) => text);

test("the terms in the protocol are terms that a shop can send", async () => {
  const { type, credential_ids: ids, levels, ...rest } = JSON.parse(promised);
  const details = { sizes: "shoes.size", interests: "interests.shop" };
  const request = await asks({ groups: ids.map((id) => ({ id, details: [details[id]], required: false })), terms: rest, levels });
  assert.deepEqual(JSON.parse(Buffer.from(request.transaction_data[0], "base64url")), { type, credential_ids: ids, ...rest, levels });
});

test("the answer and the grant in the protocol have the members that are sent", async () => {
  assert.deepEqual(more, []);
  const { retailer, clock } = await openTestShop();
  const vault = Object.assign(await openTestVault(clock), { mailbox: "https://shelf.example/box/m/AAAA", status: { status_list: { idx: 0, uri: "https://shelf.example/box/s/AAAA" } } });
  const request = await fetchRequest(retailer, (await retailer.createRequest(ASK, SESSION)).id);
  const reply = await retailer.receive(await answer(vault, request, groupsOf("films")));
  assert.deepEqual(Object.keys(JSON.parse(answered)).sort(), Object.keys(reply).sort());
  const token = await present(vault, request, groupsOf("films").films);
  const { grant } = JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
  assert.deepEqual(Object.keys(JSON.parse(`{${granted}}`).grant).sort(), Object.keys(grant).sort());
});

test("the word of plain mode in the protocol is plain mode", () => {
  const [, name, value] = JSON.parse(word);
  assert.equal(isPlain({ [`personalisation.${name}`]: value }), true);
});

test("the refusal in the protocol, sealed and in clear, is a refusal", async () => {
  assert.ok(protocol.includes('`{"error":"access_denied","state":".."}`') && protocol.includes("`error=access_denied&state=..`"));
  for (const sealed of [true, false]) {
    const { retailer } = await openTestShop();
    const { id } = await retailer.createRequest(ASK, SESSION);
    const request = await fetchRequest(retailer, id);
    const says = { error: "access_denied", state: request.state };
    await retailer.receive(sealed ? form(await seal(request, says)) : new URLSearchParams(says));
    assert.equal(await retailer.requestState(id, SESSION), "declined");
  }
});
