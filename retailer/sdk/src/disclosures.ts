/**
 * Disclosures of an SD-JWT and the claims they open (RFC 9901, sections 4.2 and 7.1).
 *
 * Preferences are the leaves of plain objects: `shoes.size` is a disclosure named `size` under `shoes._sd`. Nested and
 * array disclosures do not exist in this profile.
 *
 * Invariant: a claim can be read only if exactly one digest points to exactly one disclosure, and what was not disclosed
 * cannot be guessed from its digest.
 */
import { ensure } from "./errors.js";
import { fromBase64url, isObject, parseJson, sha256, type JsonObject } from "./encoding.js";

/** What one disclosure says. */
interface Disclosure {
  name: string;
  value: unknown;
}

/** Names that mean something to SD-JWT, and the one that means something to JavaScript. */
const RESERVED = new Set(["_sd", "...", "_sd_alg", "__proto__"]);
/** Registered claims, which are never disclosures and never details (SD-JWT VC, section 2.2.2.2). */
const REGISTERED = new Set(["iss", "sub", "aud", "iat", "nbf", "exp", "jti", "vct", "cnf", "status", "grant", "_sd", "_sd_alg", "..."]);
const VISIBLE = new Set(["iss", "iat", "nbf", "exp", "vct", "cnf", "status", "grant", "_sd", "_sd_alg"]);
/** A SHA-256 in base64url. */
const DIGEST = /^[A-Za-z0-9_-]{43}$/;
/** A salt holds 128 bits at least, or the details that were kept back could be tried out (RFC 9901, section 9.3). */
const SHORTEST_SALT = 16;

/** Opens the disclosures of an issuer payload: detail key (`shoes.size`) to value. */
export function openDisclosures(payload: JsonObject, encoded: string[]): Map<string, unknown> {
  ensure(payload["_sd_alg"] === undefined || payload["_sd_alg"] === "sha-256", "unsupported_algorithm");
  const waiting = readDisclosures(encoded);
  const details = new Map<string, unknown>();
  const seen = new Set<string>();

  const visit = (object: JsonObject, path: string[]): void => {
    for (const digest of digestsOf(object)) {
      ensure(!seen.has(digest), "duplicate_digest");
      seen.add(digest);
      const disclosure = waiting.get(digest);
      if (disclosure === undefined) continue; // a decoy, or a detail that was not shared
      waiting.delete(digest);
      const { name, value } = disclosure;
      ensure(path.length > 0 || !REGISTERED.has(name), "reserved_name");
      const key = [...path, name].join(".");
      ensure(!Object.hasOwn(object, name) && !details.has(key), "overridden_claim");
      details.set(key, value);
    }
    for (const [name, child] of Object.entries(object)) {
      if (name === "_sd" || (path.length === 0 && VISIBLE.has(name))) continue;
      ensure(!RESERVED.has(name), "reserved_name");
      ensure(isObject(child), "unexpected_claim");
      visit(child, [...path, name]);
    }
  };
  visit(payload, []);
  refuseReserved(["cnf", "status", "grant"].map((name) => payload[name]));
  ensure(waiting.size === 0, "unreferenced_disclosure");
  return details;
}

function readDisclosures(encoded: string[]): Map<string, Disclosure> {
  const byDigest = new Map<string, Disclosure>();
  for (const text of encoded) {
    const parts = parseJson(fromBase64url(text, "malformed_disclosure"), "malformed_disclosure");
    ensure(Array.isArray(parts) && parts.length === 3, "malformed_disclosure");
    const [salt, name, value] = parts as [unknown, unknown, unknown];
    ensure(typeof salt === "string" && typeof name === "string", "malformed_disclosure");
    ensure(fromBase64url(salt, "malformed_disclosure").length >= SHORTEST_SALT, "malformed_disclosure");
    ensure(!RESERVED.has(name), "reserved_name");
    ensure(!name.includes("."), "malformed_disclosure");
    refuseReserved(value);
    const digest = sha256(text);
    ensure(!byDigest.has(digest), "duplicate_digest");
    byDigest.set(digest, { name, value });
  }
  return byDigest;
}

function digestsOf(object: JsonObject): string[] {
  const digests = object["_sd"];
  if (digests === undefined) return [];
  ensure(Array.isArray(digests) && digests.every((digest) => typeof digest === "string" && DIGEST.test(digest)), "malformed_token");
  return digests as string[];
}

/** A value never holds digests of its own. */
function refuseReserved(value: unknown): void {
  if (Array.isArray(value)) return value.forEach(refuseReserved);
  if (!isObject(value)) return;
  for (const [name, child] of Object.entries(value)) {
    ensure(!RESERVED.has(name), "reserved_name");
    refuseReserved(child);
  }
}
