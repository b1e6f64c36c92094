/**
 * Strict base64url (RFC 4648, section 5) and strict JSON (RFC 8259 without duplicate keys), SHA-256, random names.
 *
 * Invariant: nothing here repairs its input; a text that has two readings, or holds half a character, is refused.
 */
import { createHash, randomBytes } from "node:crypto";

import { ensure, InklingError, type ErrorCode } from "./errors.js";

/** The deepest nesting of objects and arrays in anything a vault sends. */
export const MAX_DEPTH = 4;

/** A JSON object whose members are still unknown. */
export type JsonObject = { [name: string]: unknown };

/** Bytes or text as base64url without padding. */
export function toBase64url(bytes: Uint8Array | string): string {
  return Buffer.from(bytes as Uint8Array).toString("base64url");
}

/** The bytes of a canonical base64url text; padding, foreign characters and stray bits are refused. */
export function fromBase64url(text: string, code: ErrorCode): Buffer {
  ensure(/^[A-Za-z0-9_-]*$/.test(text), code);
  const bytes = Buffer.from(text, "base64url");
  ensure(bytes.toString("base64url") === text, code);
  return bytes;
}

/** base64url of the SHA-256 of a text's UTF-8; what is signed is ASCII, a session may be anything. */
export function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("base64url");
}

/** A fresh unguessable name of 128 bits. */
export function randomName(): string {
  return randomBytes(16).toString("base64url");
}

/** Whether a value is a JSON object, and not an array or null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Parses bytes that must be UTF-8 JSON without duplicate keys or `__proto__`, nested at most `MAX_DEPTH` deep. */
export function parseJson(bytes: Uint8Array, code: ErrorCode): unknown {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    value = JSON.parse(text);
  } catch {
    throw new InklingError(code);
  }
  refuseAmbiguity(text, code);
  return value;
}

/** Parses a JSON object, as `parseJson`. */
export function parseObject(bytes: Uint8Array, code: ErrorCode): JsonObject {
  const value = parseJson(bytes, code);
  ensure(isObject(value), code);
  return value;
}

/** Walks a text that is known to be valid JSON: `JSON.parse` keeps the last of two equal keys, a verifier must not. */
function refuseAmbiguity(text: string, code: ErrorCode): void {
  const open: Array<Set<string> | undefined> = [];
  const tokens = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/gs;
  for (const [token, colon] of text.matchAll(tokens)) {
    if (token === "{" || token === "[") {
      open.push(token === "{" ? new Set() : undefined);
      ensure(open.length <= MAX_DEPTH, "too_deep");
    } else if (token === "}" || token === "]") {
      open.pop();
    } else {
      const said: string = JSON.parse(colon === undefined ? token : token.slice(0, -colon.length));
      ensure(!/\p{Surrogate}/u.test(said), code); // half a character: each program makes another one of it
      if (colon === undefined) continue;
      const seen = open.at(-1);
      ensure(seen !== undefined && !seen.has(said), "duplicate_key");
      ensure(said !== "__proto__", "reserved_name"); // harmless here, not in every program that copies it on
      seen.add(said);
    }
  }
}
