/**
 * The status list a token may point to (Token Status List, sections 5 and 8.3): one bit a token, signed by the token's own key.
 *
 * This module never fetches: the address was chosen by a stranger, so the shop decides how and through which proxy.
 *
 * Invariant: a list that cannot be checked, or is too old, revokes.
 */
import { inflateSync } from "node:zlib";

import { ensure } from "./errors.js";
import { fromBase64url, isObject } from "./encoding.js";
import { readJws, verifyJws, type PublicJwk } from "./jose.js";

const MAX_LIST_BYTES = 16 * 1024;
const MAX_TOKEN_BYTES = 64 * 1024;

/** Where a token's bit is. */
export interface StatusReference {
  uri: string;
  index: number;
}

/** What a shop's own fetch found: the status list token, or that it is gone (404 or 410). Throw for anything else. */
export type FetchedList = { found: true; token: string } | { found: false };

/** The reference in an issuer payload, if there is one. */
export function readStatus(status: unknown): StatusReference | undefined {
  if (status === undefined) return undefined;
  const list = isObject(status) ? status["status_list"] : undefined;
  ensure(isObject(list), "malformed_token");
  const { uri, idx } = list;
  ensure(typeof uri === "string" && uri.length <= 1024 && URL.canParse(uri), "malformed_token");
  ensure(new URL(uri).protocol === "https:" && Number.isSafeInteger(idx) && Number(idx) >= 0, "malformed_token");
  return { uri, index: Number(idx) };
}

/** Whether a list says that a token still stands. */
export async function stands(reference: StatusReference, list: FetchedList, key: PublicJwk, now: number): Promise<boolean> {
  if (!list.found) return false;
  ensure(list.token.length <= MAX_TOKEN_BYTES, "too_large");
  const jws = readJws(list.token, "statuslist+jwt");
  await verifyJws(jws, key);
  const { sub, exp, status_list: statusList } = jws.payload;
  ensure(sub === reference.uri, "wrong_grant");
  ensure(isObject(statusList) && statusList["bits"] === 1 && typeof statusList["lst"] === "string", "malformed_token");
  if (!Number.isSafeInteger(exp) || Number(exp) * 1000 <= now) return false;
  const bits = inflate(fromBase64url(statusList["lst"], "malformed_token"));
  const byte = bits[Math.floor(reference.index / 8)]; // a shift would wrap at 32 bits
  ensure(byte !== undefined, "malformed_token");
  return ((byte >> (reference.index % 8)) & 1) === 0;
}

function inflate(compressed: Uint8Array): Uint8Array {
  try {
    return inflateSync(compressed, { maxOutputLength: MAX_LIST_BYTES });
  } catch {
    return new Uint8Array();
  }
}
