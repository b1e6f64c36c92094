/**
 * One presentation checked from the outside in: sizes, types, signatures, binding, disclosures (RFC 9901, section 7.3;
 * SD-JWT VC, section 3.4; OpenID4VP 1.0, section 8.6).
 *
 * Invariant: nothing is hashed or opened before its size is bounded, and no unchecked detail leaves this module.
 */
import { readAddress } from "./address.js";
import { ensure } from "./errors.js";
import { isObject, sha256, type JsonObject } from "./encoding.js";
import { openDisclosures } from "./disclosures.js";
import { didJwk, readJws, readPublicJwk, verifyJws, type PublicJwk, type UnverifiedJws } from "./jose.js";
import { isPlain } from "./plain.js";
import { readStatus, type StatusReference } from "./status.js";

/** The type of every preference token. */
export const VCT = "urn:inkling:preferences:1";
/** A presentation longer than this is refused unread. */
export const MAX_BYTES = 32 * 1024;
/** More disclosures than this are refused unread. */
export const MAX_DISCLOSURES = 64;

/** A presentation that is handed over was bound at most this long ago. */
const MAX_AGE_SECONDS = 300;
const SKEW_SECONDS = 60;
/** Everything a key binding may say: one that says more says it to somebody else. */
const BINDING = new Set(["aud", "nonce", "iat", "nbf", "exp", "sd_hash", "transaction_data_hashes", "transaction_data_hashes_alg"]);

/** What the shop knows about the presentation it waits for. */
export interface Expected {
  /** The shop's full `client_id`. */
  clientId: string;
  /** Nonces this presentation may answer: the request's, or the grant's last ones. */
  nonces: string[];
  /** Hash of the `transaction_data` string that was sent. */
  termsHash: string;
  /** Details that were asked for in this group, as `shoes.size`. */
  details: string[];
  /**
   * How it came. `handed` over, it was bound for this moment and is at most five minutes old. `published` in a mailbox, it
   * waits for whoever comes: version, end and status list stand in for its age. `handed` unless said otherwise.
   */
  binding?: "handed" | "published";
  /** Whether the shop is being tried out on this computer: only then may a mailbox be here too, over plain http. */
  loopback?: boolean;
  /** Milliseconds since 1970. */
  now: number;
}

/** A token whose every signature, binding and digest was checked. */
export interface VerifiedToken {
  grantId: string;
  /** Grows with every change the customer makes. */
  version: number;
  /** The vault's key for this grant, and for no other shop. */
  key: PublicJwk;
  /** The nonce it answered. */
  nonce: string;
  /** Milliseconds since 1970; the token is worthless afterwards. */
  expiresAt: number;
  /** Milliseconds since 1970, by the vault's clock: when it was bound to this shop. */
  boundAt: number;
  /** Where to ask whether it still stands, if the vault publishes that. */
  status: StatusReference | undefined;
  /** Where the vault publishes the newest tokens of this grant, if it does. */
  mailbox: string | undefined;
  /** Says nothing but that the customer is in plain mode, whatever was asked. */
  plain: boolean;
  /** Detail key to value, exactly as disclosed. */
  details: Map<string, unknown>;
}

/** Checks a presentation completely, or throws an `InklingError`. */
export async function verifyPresentation(presentation: string, expected: Expected): Promise<VerifiedToken> {
  const { issuer, disclosures, keyBinding, signedPart } = split(presentation);
  const { loopback = false } = expected;
  const now = Math.floor(expected.now / 1000);
  const key = await verifyIssuer(issuer, now);
  const grant = readGrant(issuer.payload);
  ensure(grant["to"] === expected.clientId, "wrong_recipient");
  ensure(grant["terms"] === expected.termsHash, "wrong_terms");

  ensure(keyBinding !== "", "missing_key_binding");
  const binding = readJws(keyBinding, "kb+jwt");
  await verifyJws(binding, key);
  const { nonce, iat } = checkBinding(binding.payload, signedPart, expected, now);

  const details = openDisclosures(issuer.payload, disclosures);
  const plain = isPlain(Object.fromEntries(details));
  if (!plain) {
    for (const key of details.keys()) ensure(expected.details.includes(key), "not_requested");
    for (const key of expected.details) ensure(details.has(key), "missing_detail");
  }
  return {
    grantId: grant["id"] as string,
    version: grant["ver"] as number,
    key,
    nonce,
    expiresAt: Number(issuer.payload["exp"]) * 1000,
    boundAt: iat * 1000,
    status: readStatus(issuer.payload["status"], loopback),
    mailbox: grant["mailbox"] === undefined ? undefined : readAddress(grant["mailbox"], loopback),
    plain,
    details,
  };
}

/** Whose token this is, without its key binding: enough to look its grant up, never enough to learn a detail. */
export async function verifyIssuerPart(presentation: string, clientId: string, now: number) {
  const { issuer } = split(presentation);
  const key = await verifyIssuer(issuer, Math.floor(now / 1000));
  const grant = readGrant(issuer.payload);
  ensure(grant["to"] === clientId, "wrong_recipient");
  return { grantId: grant["id"] as string, version: grant["ver"] as number, key, issuerJwt: issuer.compact };
}

function split(presentation: string) {
  ensure(presentation.length <= MAX_BYTES, "too_large");
  ensure(/^[A-Za-z0-9_.~-]+$/.test(presentation), "malformed_token");
  const parts = presentation.split("~");
  ensure(parts.length >= 2, "malformed_token");
  ensure(parts.length - 2 <= MAX_DISCLOSURES, "too_many_disclosures");
  const [jwt, ...rest] = parts as [string, ...string[]];
  const keyBinding = rest.pop() ?? "";
  return {
    issuer: readJws(jwt, "dc+sd-jwt"),
    disclosures: rest,
    keyBinding,
    signedPart: presentation.slice(0, presentation.length - keyBinding.length),
  };
}

async function verifyIssuer(issuer: UnverifiedJws, now: number): Promise<PublicJwk> {
  const { iss, cnf, vct, iat, nbf, exp } = issuer.payload;
  const { kid } = issuer.header;
  ensure(isObject(cnf), "wrong_issuer");
  const key = readPublicJwk(cnf["jwk"]);
  ensure(iss === didJwk(key), "wrong_issuer");
  await verifyJws(issuer, key);
  ensure(kid === "#0", "wrong_issuer");
  ensure(vct === VCT, "wrong_vct");
  ensure(isTime(exp) && isTime(iat) && (nbf === undefined || isTime(nbf)), "malformed_token");
  ensure(exp > now, "expired");
  ensure(iat <= now + SKEW_SECONDS && (nbf ?? 0) <= now + SKEW_SECONDS, "not_yet_valid");
  return key;
}

function readGrant(payload: JsonObject): JsonObject {
  const grant = payload["grant"];
  ensure(isObject(grant), "malformed_token");
  ensure(typeof grant["id"] === "string" && /^[A-Za-z0-9_-]{22,86}$/.test(grant["id"]), "malformed_token");
  ensure(Number.isSafeInteger(grant["ver"]) && Number(grant["ver"]) >= 1, "malformed_token");
  return grant;
}

function checkBinding(kb: JsonObject, signedPart: string, expected: Expected, now: number) {
  const { aud, nonce, iat, nbf, exp, sd_hash: sdHash, transaction_data_hashes: hashes, transaction_data_hashes_alg: alg } = kb;
  for (const name of Object.keys(kb)) ensure(BINDING.has(name), "unexpected_claim");
  ensure(aud === expected.clientId, "wrong_audience");
  ensure(typeof nonce === "string" && expected.nonces.includes(nonce), "wrong_nonce");
  ensure(isTime(iat) && iat <= now + SKEW_SECONDS, "stale_key_binding");
  ensure(iat >= now - MAX_AGE_SECONDS || expected.binding === "published", "stale_key_binding");
  ensure(exp === undefined || (isTime(exp) && exp > now), "stale_key_binding");
  ensure(nbf === undefined || (isTime(nbf) && nbf <= now + SKEW_SECONDS), "stale_key_binding");
  ensure(sdHash === sha256(signedPart), "wrong_sd_hash");
  ensure(alg === "sha-256", "unsupported_algorithm");
  ensure(Array.isArray(hashes) && hashes.length === 1 && hashes[0] === expected.termsHash, "wrong_terms");
  return { nonce, iat };
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
