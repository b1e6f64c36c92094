import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { verifyPresentation } from "inkling-retailer";

import { details, expected, HOSTILE, OWN_AFFAIR, request, vault } from "./hostile.js";
import { present, sha256 } from "./vault.js";

test("an honest presentation is accepted", async () => {
  const token = await verifyPresentation(await present(vault, request, details), expected);
  assert.deepEqual(Object.fromEntries(token.details), details);
  assert.equal(token.grantId, vault.grantId);
});

test("a presentation with decoy digests is accepted", async () => {
  const bend = { payload: (payload) => payload.shoes._sd.push(sha256("decoy"), sha256("another")) };
  await verifyPresentation(await present(vault, request, details, { bend }), expected);
});

const own = Object.entries(OWN_AFFAIR).map(([kind, [code, bend]]) => ({ kind, code, bend }));
for (const { kind, code, bend } of [...HOSTILE, ...own]) {
  test(`refused because ${kind}`, async () => {
    const presentation = await present(vault, request, details, { bend });
    await assert.rejects(verifyPresentation(presentation, expected), (error) => {
      assert.equal(error.name, "InklingError", error.stack);
      assert.equal(error.code, code);
      return true;
    });
  });
}

test("there are more than a hundred kinds, each with its own name", () => {
  assert.equal(new Set(HOSTILE.map(({ kind }) => kind)).size, HOSTILE.length);
  assert.ok(HOSTILE.length > 100);
});

for (const noise of ["", "~", "~~", "a.b.c~", ".", "x".repeat(100), "\0~", "eyJ9.e30.AA~~~", "💥"]) {
  test(`noise is refused with a code: ${JSON.stringify(noise.slice(0, 12))}`, async () => {
    await assert.rejects(verifyPresentation(noise, expected), { name: "InklingError" });
  });
}

const SHARED = JSON.parse(await readFile(new URL("../../../tests/interop/hostile.json", import.meta.url), "utf8"));

test("the list shared with the other verifiers is ours", () => {
  const named = ({ kind, source }) => ({ kind, source });
  assert.deepEqual(SHARED.hostile.map(named), HOSTILE.map(named), "write it anew: node tests/lib/hostile.js > tests/interop/hostile.json");
});

test("of the shared list the honest presentation holds and every other is refused", async () => {
  const { client_id: clientId, nonce, transaction_data: data, now, details: asked, honest, hostile } = SHARED;
  const expected = { clientId, nonces: [nonce], termsHash: sha256(data), details: asked, now: now * 1000 };
  await verifyPresentation(honest, expected);
  for (const [at, { kind, presentation }] of hostile.entries()) {
    await assert.rejects(verifyPresentation(presentation, expected), { name: "InklingError", code: HOSTILE[at].code }, kind);
  }
});
