/** Every hostile presentation through this package and through a stock library, and the table that says so. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { digest, ES256 } from "@sd-jwt/crypto-nodejs";
import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";
import { base64url, decodeJwt } from "jose";
import { verifyPresentation } from "inkling-retailer";

import { NoKey, record, table } from "./results.js";
import { sha256 } from "./vault.js";

const versionOf = async (path) => JSON.parse(await readFile(new URL(path, import.meta.url), "utf8")).version;

test("this package refuses every hostile presentation", async () => {
  const about = { version: await versionOf("../package.json"), asked: "key, audience, nonce, time, terms, details" };
  const { honest, hostile } = await record("inkling-retailer", about, (presentation, shared) => verifyPresentation(presentation, {
    clientId: shared.client_id,
    nonces: [shared.nonce],
    termsHash: sha256(shared.transaction_data),
    details: shared.details,
    now: shared.now * 1000,
  }));
  assert.equal(honest, "accepted");
  assert.deepEqual(Object.entries(hostile).filter(([, outcome]) => outcome !== "refused"), []);
});

test("a stock library leaves some to its caller", async () => {
  const about = { version: await versionOf("../node_modules/@sd-jwt/sd-jwt-vc/package.json"), asked: "key of `iss`, key of `cnf`, nonce, time, required claims" };
  const { honest, hostile } = await record("sd-jwt-vc", about, async (presentation, { nonce, now, details }) => {
    const library = new SDJwtVcInstance({
      hasher: digest,
      hashAlg: "sha-256",
      verifier: await ES256.getVerifier(keyOfIssuer(presentation)),
      kbVerifier: async (data, signature, { cnf }) => (await ES256.getVerifier(cnf.jwk))(data, signature),
    });
    const requiredClaimKeys = ["iss", "vct", "iat", "exp", "cnf", "grant", ...details];
    await library.verify(presentation, { keyBindingNonce: nonce, currentDate: now, requiredClaimKeys });
  });
  assert.equal(honest, "accepted");
  assert.ok(Object.values(hostile).includes("accepted"), "or the table may say less");
});

test("the table is as generated", table);

/** What a caller does who knows did:jwk and no more. */
function keyOfIssuer(presentation) {
  try {
    const { iss } = decodeJwt(presentation.split("~")[0]);
    const { kty, crv, x, y } = JSON.parse(new TextDecoder().decode(base64url.decode(iss.replace(/^did:jwk:/, ""))));
    return { kty, crv, x, y };
  } catch {
    throw new NoKey();
  }
}
