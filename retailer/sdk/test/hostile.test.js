import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { SignJWT } from "jose";
import { verifyPresentation } from "inkling-retailer";

import { details, expected, HOSTILE, request, vault } from "./hostile.js";
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

for (const [sentence, [code, bend]] of Object.entries(HOSTILE)) {
  test(`refused because ${sentence}`, async () => {
    const presentation = await present(vault, request, details, { bend });
    await assert.rejects(verifyPresentation(presentation, expected), (error) => {
      assert.equal(error.name, "InklingError", error.stack);
      assert.equal(error.code, code);
      return true;
    });
  });
}

test("an HMAC over the issuer part with the public key is refused", async () => {
  const jwt = await new SignJWT({ iss: vault.did }).setProtectedHeader({ alg: "HS256", typ: "dc+sd-jwt" }).sign(new TextEncoder().encode(vault.jwk.x));
  await assert.rejects(verifyPresentation(`${jwt}~`, expected), { code: "unsupported_algorithm" });
});

for (const noise of ["", "~", "~~", "a.b.c~", ".", "x".repeat(100), "\0~", "eyJ9.e30.AA~~~", "💥"]) {
  test(`noise is refused with a code: ${JSON.stringify(noise.slice(0, 12))}`, async () => {
    await assert.rejects(verifyPresentation(noise, expected), { name: "InklingError" });
  });
}

const SHARED = JSON.parse(await readFile(new URL("../../../tests/interop/hostile.json", import.meta.url), "utf8"));

test("the list shared with the other verifiers is ours: every kind that is not a shop's own affair", () => {
  const own = Object.entries(HOSTILE).filter(([, [code]]) => !["not_requested", "missing_detail", "too_large"].includes(code));
  assert.deepEqual(SHARED.hostile.map(({ kind }) => kind), own.map(([kind]) => kind));
});

test("of the shared list the honest presentation holds and every other is refused", async () => {
  const { client_id: clientId, nonce, transaction_data: data, now, details: asked, honest, hostile } = SHARED;
  const expected = { clientId, nonces: [nonce], termsHash: sha256(data), details: asked, now: now * 1000 };
  await verifyPresentation(honest, expected);
  for (const { kind, presentation } of hostile) {
    await assert.rejects(verifyPresentation(presentation, expected), { name: "InklingError", code: HOSTILE[kind][0] }, kind);
  }
});
