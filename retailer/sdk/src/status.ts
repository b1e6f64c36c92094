/**
 * The status list a token may point to (Token Status List, sections 4, 5.1, 7.1 and 8.3), signed by the token's own key.
 *
 * Invariant: a list that cannot be checked says nothing, and above all not "valid".
 */
import { inflateSync } from "node:zlib";

import { readAddress } from "./address.js";
import { ensure } from "./errors.js";
import { fromBase64url, isObject } from "./encoding.js";
import { keyOfDidJwk, readJws, sameKey, verifyJws, type PublicJwk } from "./jose.js";

const MAX_LIST_BYTES = 16 * 1024;
const MAX_TOKEN_BYTES = 64 * 1024;
const SKEW_SECONDS = 60;
/** However short-lived a list says it is, it is not asked for more often. */
export const SHORTEST_TTL_MS = 60_000;
/** How long a list is good that does not say so itself: as long as a vault's usually is. */
export const USUAL_TTL_MS = 12 * 3_600_000;
/** Status by its number; every other number is somebody else's. */
const WORDS = ["valid", "invalid", "suspended"] as const;

/** Where a token's status is. */
export interface StatusReference {
  uri: string;
  index: number;
}

/** What a list says about one token, and until when that may be believed. */
export interface ListedStatus {
  status: (typeof WORDS)[number];
  /** Milliseconds since 1970: the list's `ttl` from now, and never past its end. */
  goodUntil: number;
  /** Seconds since 1970, by the vault's clock: when the list was made. */
  listedAt: number;
  /** The highest version the vault had ever given out by then, if the list says so. */
  issued: number | undefined;
}

/** The reference in an issuer payload, if there is one. `loopback` as for `readAddress`. */
export function readStatus(status: unknown, loopback: boolean): StatusReference | undefined {
  if (status === undefined) return undefined;
  const list = isObject(status) ? status["status_list"] : undefined;
  ensure(isObject(list), "malformed_token");
  const { uri, idx } = list;
  ensure(Number.isSafeInteger(idx) && Number(idx) >= 0, "malformed_token");
  return { uri: readAddress(uri, loopback), index: Number(idx) };
}

/** What a status list token says about the token that points to it. */
export async function readList(token: string, reference: StatusReference, key: PublicJwk, now: number): Promise<ListedStatus> {
  ensure(token.length <= MAX_TOKEN_BYTES, "too_large");
  const jws = readJws(token, "statuslist+jwt");
  const { kid } = jws.header;
  const { iss, sub, iat, exp, ttl, ver, status_list: list } = jws.payload;
  await verifyJws(jws, key);
  ensure(iss === undefined || (typeof iss === "string" && sameKey(keyOfDidJwk(iss), key)), "wrong_issuer");
  ensure(kid === undefined || kid === "#0" || kid === `${iss}#0`, "wrong_issuer");
  ensure(sub === reference.uri, "wrong_grant");
  ensure(Number.isSafeInteger(iat) && Number.isSafeInteger(exp), "malformed_token");
  ensure(ver === undefined || (Number.isSafeInteger(ver) && Number(ver) >= 1), "malformed_token");
  ensure(ttl === undefined || (Number.isSafeInteger(ttl) && Number(ttl) > 0), "malformed_token");
  ensure(Number(iat) * 1000 <= now + SKEW_SECONDS * 1000, "not_yet_valid");
  ensure(Number(exp) * 1000 > now, "expired");
  ensure(isObject(list) && typeof list["lst"] === "string", "malformed_token");
  const status = WORDS[statusAt(list["bits"], inflate(fromBase64url(list["lst"], "malformed_token")), reference.index)];
  ensure(status !== undefined, "malformed_token");
  const cached = ttl === undefined ? USUAL_TTL_MS : Math.max(Number(ttl) * 1000, SHORTEST_TTL_MS);
  const goodUntil = Math.min(now + cached, Number(exp) * 1000);
  return { status, goodUntil, listedAt: Number(iat), issued: ver === undefined ? undefined : Number(ver) };
}

/** The number at an index: statuses of 1, 2, 4 or 8 bits, the first in the lowest bits of the first byte. */
function statusAt(bits: unknown, bytes: Uint8Array, index: number): number {
  ensure(bits === 1 || bits === 2 || bits === 4 || bits === 8, "malformed_token");
  const perByte = 8 / bits;
  const byte = bytes[Math.floor(index / perByte)]; // a shift would wrap at 32 bits
  ensure(byte !== undefined, "malformed_token");
  return (byte >> ((index % perByte) * bits)) & (2 ** bits - 1);
}

function inflate(compressed: Uint8Array): Uint8Array {
  try {
    return inflateSync(compressed, { maxOutputLength: MAX_LIST_BYTES });
  } catch {
    return new Uint8Array();
  }
}
