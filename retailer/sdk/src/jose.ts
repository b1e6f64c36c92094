/**
 * Compact signatures and sealed bodies: ES256 (RFC 7518, section 3.4) and ECDH-ES with AES-GCM (sections 4.6 and 5.3).
 *
 * Invariant: exactly these algorithms exist; another one is an error and never a fallback.
 */
import { compactDecrypt, CompactSign, compactVerify, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";

import { ensure, InklingError } from "./errors.js";
import { fromBase64url, isObject, parseObject, toBase64url, type JsonObject } from "./encoding.js";

/** A public P-256 key (RFC 7518, section 6.2.1). */
export interface PublicJwk {
  kty: "EC";
  crv: "P-256";
  x: string;
  y: string;
}

/** A private P-256 key. Keep it in a secret store or in a file only the shop can read. */
export interface PrivateJwk extends PublicJwk {
  d: string;
}

/** A compact JWS (RFC 7515, section 7.1) that nobody has checked yet. */
export interface UnverifiedJws {
  compact: string;
  header: JsonObject;
  payload: JsonObject;
}

/** A fresh P-256 key, for signing requests or for one request's encryption. */
export async function generateKey(): Promise<PrivateJwk> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...publicPart(jwk), d: String(jwk.d) };
}

/** The public half of a key. */
export function publicPart(jwk: JWK | PublicJwk): PublicJwk {
  return readPublicJwk({ kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y });
}

/** A public P-256 key out of foreign JSON; a private member is refused. */
export function readPublicJwk(value: unknown): PublicJwk {
  ensure(isObject(value) && value["kty"] === "EC" && value["crv"] === "P-256" && !("d" in value), "wrong_issuer");
  const { x, y } = value;
  ensure(typeof x === "string" && typeof y === "string", "wrong_issuer");
  ensure(fromBase64url(x, "wrong_issuer").length === 32 && fromBase64url(y, "wrong_issuer").length === 32, "wrong_issuer");
  return { kty: "EC", crv: "P-256", x, y };
}

/** Takes a compact JWS apart and insists on its `typ`, on ES256, and on no critical header (RFC 7515, section 4.1.11). */
export function readJws(compact: string, typ: string): UnverifiedJws {
  const parts = compact.split(".");
  ensure(parts.length === 3, "malformed_token");
  const [head, body, signature] = parts as [string, string, string];
  fromBase64url(signature, "malformed_token"); // one spelling, so that equal signatures are equal texts
  const header = parseObject(fromBase64url(head, "malformed_token"), "malformed_token");
  ensure(!("crit" in header) && !("b64" in header), "critical_header");
  ensure(header["alg"] === "ES256", "unsupported_algorithm");
  ensure(header["typ"] === typ, "wrong_type");
  return { compact, header, payload: parseObject(fromBase64url(body, "malformed_token"), "malformed_token") };
}

/** Checks an ES256 signature. */
export async function verifyJws(jws: UnverifiedJws, jwk: PublicJwk): Promise<void> {
  try {
    await compactVerify(jws.compact, await importJWK({ ...jwk }, "ES256"), { algorithms: ["ES256"] });
  } catch {
    throw new InklingError("bad_signature");
  }
}

/** Signs a JSON payload as a compact JWS. */
export async function signJws(payload: JsonObject, typ: string, kid: string, key: PrivateJwk): Promise<string> {
  const signer = new CompactSign(new TextEncoder().encode(JSON.stringify(payload)));
  return signer.setProtectedHeader({ alg: "ES256", kid, typ }).sign(await importJWK({ ...key }, "ES256"));
}

/** The key id a sealed body names, read before opening it (OpenID4VP 1.0, section 8.3). */
export function recipientKeyId(jwe: string): string {
  const [head = ""] = jwe.split(".", 1);
  const header = parseObject(fromBase64url(head, "malformed_response"), "malformed_response");
  const { kid } = header;
  ensure(typeof kid === "string" && !("zip" in header), "malformed_response"); // what unpacks may become any size
  return kid;
}

/** Opens a sealed body of one spelling. Every reason for failing looks the same. */
export async function openJwe(jwe: string, key: PrivateJwk): Promise<Uint8Array> {
  for (const part of jwe.split(".")) fromBase64url(part, "undecryptable");
  try {
    const { plaintext } = await compactDecrypt(jwe, await importJWK({ ...key }, "ECDH-ES"), {
      keyManagementAlgorithms: ["ECDH-ES"],
      contentEncryptionAlgorithms: ["A256GCM", "A128GCM"],
    });
    return plaintext;
  } catch {
    throw new InklingError("undecryptable");
  }
}

/** The key inside a `did:jwk` (did:jwk method, section "Read"). */
export function keyOfDidJwk(did: string): PublicJwk {
  ensure(did.startsWith("did:jwk:"), "wrong_issuer");
  return readPublicJwk(parseObject(fromBase64url(did.slice("did:jwk:".length), "wrong_issuer"), "wrong_issuer"));
}

/** A public key as `did:jwk`, in the one spelling a vault uses: its required members, sorted (RFC 7638, section 3). */
export function didJwk({ crv, kty, x, y }: PublicJwk): string {
  return `did:jwk:${toBase64url(JSON.stringify({ crv, kty, x, y }))}`;
}

/** Whether two public keys are the same point. */
export function sameKey(a: PublicJwk, b: PublicJwk): boolean {
  return a.x === b.x && a.y === b.y;
}
