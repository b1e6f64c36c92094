/** Independent peers: `@sd-jwt/sd-jwt-vc` issues for us and verifies our test vault; `@openid4vc/openid4vp` is the wallet. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { Openid4vpClient } from "@openid4vc/openid4vp";
import { digest, ES256, generateSalt } from "@sd-jwt/crypto-nodejs";
import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";
import { CompactEncrypt, compactVerify, exportJWK, importJWK } from "jose";
import { createRetailer, generateKey, memoryStore, verifyPresentation } from "inkling-retailer";

import { ASK, DAY, fetchRequest, ORIGIN, openTestVault, present, PROFILE, SESSION, sha256 } from "./vault.js";

const clock = { get now() { return Date.now(); } };

async function peer(vault) {
  const key = await exportJWK(vault.privateKey);
  const signer = await ES256.getSigner(key);
  const verifier = await ES256.getVerifier(vault.jwk);
  return new SDJwtVcInstance({
    signer, verifier, kbSigner: signer, kbVerifier: verifier, signAlg: "ES256", kbSignAlg: "ES256",
    hasher: digest, hashAlg: "sha-256", saltGenerator: generateSalt,
  });
}

async function asked() {
  const retailer = createRetailer({ origin: ORIGIN, signingKey: await generateKey(), store: memoryStore() });
  const { id, link } = await retailer.createRequest(ASK, SESSION);
  const vault = await openTestVault(clock);
  return { retailer, link, id, vault, request: await fetchRequest(retailer, id) };
}

test("a token issued and presented by @sd-jwt/sd-jwt-vc is accepted here", async () => {
  const { retailer, vault, request } = await asked();
  const other = await peer(vault);
  const terms = sha256(request.transaction_data[0]);
  const now = vault.seconds();
  const claims = {
    iss: vault.did, vct: "urn:inkling:preferences:1", iat: now, exp: now + DAY, cnf: { jwk: vault.jwk },
    grant: { id: vault.grantId, ver: 1, to: request.client_id, purposes: [], retention: "P30D", onward: "none", combine: false, terms },
    shoes: { size: PROFILE["shoes.size"] },
  };
  const credential = await other.issue(claims, { shoes: { _sd: ["size"], _sd_decoy: 2 } }, { header: { kid: "#0" } });
  const presentation = await other.present(credential, { shoes: { size: true } }, {
    kb: { payload: { iat: now, aud: request.client_id, nonce: request.nonce, transaction_data_hashes: [terms], transaction_data_hashes_alg: "sha-256" } },
  });
  const token = await verifyPresentation(presentation, {
    clientId: retailer.clientId, nonces: [request.nonce], termsHash: terms, details: ["shoes.size"], now: Date.now(),
  });
  assert.deepEqual(Object.fromEntries(token.details), { "shoes.size": PROFILE["shoes.size"] });
});

test("what is accepted here is accepted by @sd-jwt/sd-jwt-vc", async () => {
  const { vault, request } = await asked();
  const presentation = await present(vault, request, { "shoes.size": PROFILE["shoes.size"] });
  const { payload, kb } = await (await peer(vault)).verify(presentation, { keyBindingNonce: request.nonce });
  assert.deepEqual(payload.shoes, { size: PROFILE["shoes.size"] });
  assert.equal(kb.payload.aud, request.client_id);
});

test("@openid4vc/openid4vp as the wallet reads our request, seals an answer, and is given a grant", async () => {
  const { retailer, link, id, vault } = await asked();
  const [method] = retailer.didDocument().verificationMethod;
  const client = new Openid4vpClient({ callbacks: walletCallbacks(retailer, id, method) });
  const parsed = client.parseOpenid4vpAuthorizationRequest({ authorizationRequest: link });
  const { authorizationRequestPayload, client: who, dcql, transactionData } = await client.resolveOpenId4vpAuthorizationRequest({
    authorizationRequestPayload: parsed.params,
  });
  assert.equal(who.prefix, "decentralized_identifier");
  assert.deepEqual(dcql.query.credentials.map((query) => query.id), ["films", "sizes"]);
  assert.equal(transactionData[0].transactionData.type, "urn:inkling:terms:1");

  const vp_token = { films: [await present(vault, authorizationRequestPayload, { "interests.media.film": PROFILE["interests.media.film"] })] };
  const { jarm } = await client.createOpenid4vpAuthorizationResponse({
    authorizationRequestPayload,
    authorizationResponsePayload: { vp_token },
    jarm: {
      encryption: { nonce: "wallet-side" },
      serverMetadata: {
        authorization_signing_alg_values_supported: ["ES256"],
        authorization_encryption_alg_values_supported: ["ECDH-ES"],
        authorization_encryption_enc_values_supported: ["A256GCM"],
      },
    },
  });
  const reply = await retailer.receive(new URLSearchParams({ response: jarm.responseJwt }));
  const grant = await retailer.complete(new URL(reply.redirect_uri).searchParams.get("response_code"), SESSION);
  assert.deepEqual(grant.details, { "interests.media.film": PROFILE["interests.media.film"] });
});

function walletCallbacks(retailer, id, method) {
  return {
    hash: (data, algorithm) => createHash(algorithm.replace("-", "")).update(data).digest(),
    fetch: async () => new Response(await retailer.requestObject(id), { headers: { "content-type": "application/oauth-authz-req+jwt" } }),
    verifyJwt: async (signer, { compact }) => {
      assert.equal(signer.didUrl, method.id);
      await compactVerify(compact, await importJWK(method.publicKeyJwk, "ES256"));
      return { verified: true, signerJwk: method.publicKeyJwk };
    },
    encryptJwe: async ({ publicJwk, enc }, text) => {
      const sealer = new CompactEncrypt(new TextEncoder().encode(text)).setProtectedHeader({ alg: "ECDH-ES", enc, kid: publicJwk.kid });
      return { encryptionJwk: publicJwk, jwe: await sealer.encrypt(await importJWK(publicJwk, "ECDH-ES")) };
    },
    signJwt: () => assert.fail("a sealed answer is not signed"),
    decryptJwe: () => assert.fail("a request is not sealed"),
  };
}
