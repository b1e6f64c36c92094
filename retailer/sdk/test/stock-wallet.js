/**
 * A wallet of nothing but software that is not ours: `@openid4vc/openid4vp` reads requests and seals answers, `dcql` chooses what
 * fits, `@sd-jwt/sd-jwt-vc` issues and presents. It knows our claims and our terms, as any implementer would from reading.
 */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { Openid4vpClient } from "@openid4vc/openid4vp";
import { digest, ES256 } from "@sd-jwt/crypto-nodejs";
import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";
import { DcqlQuery } from "dcql";
import { CompactEncrypt, compactVerify, exportJWK, importJWK } from "jose";

import { DAY, sha256 } from "./vault.js";

const VCT = "urn:inkling:preferences:1";
const SEALED = {
  encryption: { nonce: "chosen by the wallet" },
  serverMetadata: {
    authorization_signing_alg_values_supported: ["ES256"],
    authorization_encryption_alg_values_supported: ["ECDH-ES"],
    authorization_encryption_enc_values_supported: ["A256GCM"],
  },
};

/** A token library with a grant's key. */
export async function tokenLibrary(vault) {
  const signer = await ES256.getSigner(await exportJWK(vault.privateKey));
  const verifier = await ES256.getVerifier(vault.jwk);
  return new SDJwtVcInstance({
    signer, verifier, kbSigner: signer, kbVerifier: verifier, signAlg: "ES256", kbSignAlg: "ES256",
    hasher: digest, hashAlg: "sha-256", saltGenerator: () => randomBytes(16).toString("base64url"), // its own are of 64 bits
  });
}

/** A wallet that knows one profile, nested as in the vocabulary; `fetch` is its way to the shop. */
export async function openStockWallet({ vault, profile, fetch }) {
  const client = new Openid4vpClient({ callbacks: callbacks(fetch) });
  const tokens = await tokenLibrary(vault);

  /** Reads a link to its end: request object fetched and verified, query and terms parsed. */
  async function read(link) {
    const { params } = client.parseOpenid4vpAuthorizationRequest({ authorizationRequest: link });
    return client.resolveOpenId4vpAuthorizationRequest({ authorizationRequestPayload: params });
  }

  /** What of the profile fits the query: query id to the paths it asks. */
  function match(query) {
    const parsed = DcqlQuery.parse(query);
    DcqlQuery.validate(parsed);
    const result = DcqlQuery.query(parsed, [{ credential_format: "dc+sd-jwt", vct: VCT, claims: profile, cryptographic_holder_binding: true }]);
    assert.equal(result.can_be_satisfied, true);
    const fitting = parsed.credentials.filter(({ id }) => result.credential_matches[id].success);
    return Object.fromEntries(fitting.map(({ id, claims }) => [id, claims.map(({ path }) => path)]));
  }

  /** Presentations of one freshly issued credential, one a query, each with its own details only. */
  async function present(request, matched, { version = 1, nonce = request.nonce } = {}) {
    const now = vault.seconds();
    const terms = sha256(request.transaction_data[0]);
    const grant = { id: vault.grantId, ver: version, to: request.client_id, purposes: [], retention: "P30D", onward: "none", combine: false, terms };
    const claims = { iss: vault.did, vct: VCT, iat: now, exp: now + 30 * DAY, cnf: { jwk: vault.jwk }, grant, ...profile };
    const credential = await tokens.issue(claims, concealed(profile), { header: { kid: "#0" } });
    const kb = { payload: { iat: now, aud: request.client_id, nonce, transaction_data_hashes: [terms], transaction_data_hashes_alg: "sha-256" } };
    const vp_token = {};
    for (const [id, paths] of Object.entries(matched)) vp_token[id] = [await tokens.present(credential, disclosed(paths), { kb })];
    return vp_token;
  }

  /** An answer as the library seals it. */
  function answer(request, vp_token) {
    return client.createOpenid4vpAuthorizationResponse({ authorizationRequestPayload: request, authorizationResponsePayload: { vp_token }, jarm: SEALED });
  }

  /** Posts an answer where the request wants it. */
  async function submit(request, { authorizationResponsePayload, jarm }) {
    const { response } = await client.submitOpenid4vpAuthorizationResponse({ authorizationRequestPayload: request, authorizationResponsePayload, jarm });
    assert.equal(response.status, 200);
    return response.json();
  }

  return { read, match, present, answer, submit };
}

/** Every leaf two or three steps down is concealed, with decoys beside it. */
function concealed(profile) {
  const leaves = Object.entries(profile).filter(([, value]) => Array.isArray(value) || typeof value !== "object").map(([name]) => name);
  const below = Object.entries(profile).filter(([name]) => !leaves.includes(name)).map(([name, value]) => [name, concealed(value)]);
  return { ...Object.fromEntries(below), ...(leaves.length > 0 && { _sd: leaves, _sd_decoy: 2 }) };
}

function disclosed(paths) {
  const frame = {};
  for (const path of paths) {
    const [leaf, ...above] = [...path].reverse();
    above.reduceRight((place, step) => (place[step] ??= {}), frame)[leaf] = true;
  }
  return frame;
}

function callbacks(fetch) {
  return {
    fetch,
    hash: (data, algorithm) => createHash(algorithm.replace("-", "")).update(data).digest(),
    verifyJwt: async ({ didUrl }, { compact }) => {
      const [did] = didUrl.split("#");
      const document = await (await fetch(`https://${decodeURIComponent(did.slice("did:web:".length))}/.well-known/did.json`)).json();
      const { publicKeyJwk } = document.verificationMethod.find(({ id }) => id === didUrl);
      await compactVerify(compact, await importJWK(publicKeyJwk, "ES256"));
      return { verified: true, signerJwk: publicKeyJwk };
    },
    encryptJwe: async ({ publicJwk, enc }, text) => {
      const sealer = new CompactEncrypt(new TextEncoder().encode(text)).setProtectedHeader({ alg: "ECDH-ES", enc, kid: publicJwk.kid });
      return { encryptionJwk: publicJwk, jwe: await sealer.encrypt(await importJWK(publicJwk, "ECDH-ES")) };
    },
    signJwt: () => assert.fail("a sealed answer is not signed"),
    decryptJwe: () => assert.fail("a request is not sealed"),
  };
}
