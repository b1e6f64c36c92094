/**
 * The customer's signed events, "paused" and "over", and the shop's signed, dated answer to the latter (RFC 8417; CAEP 1.0,
 * section 3.3).
 *
 * Invariant: only the key that signed the tokens can pause or end the grant, whatever its owner's clock says, and the deletion is
 * dated by the shop's clock.
 */
import { ensure } from "./errors.js";
import { isObject } from "./encoding.js";
import { LONGEST_KEEP_MS } from "./grants.js";
import { keyOfDidJwk, readJws, sameKey, signJws, verifyJws, type PrivateJwk, type PublicJwk } from "./jose.js";

const CREDENTIAL_CHANGE = "https://schemas.openid.net/secevent/caep/event-type/credential-change";
const GRANT_PAUSED = "urn:inkling:event:grant-paused:1";
const MAX_EVENT_BYTES = 8 * 1024;

/** The grant an event must be about. */
export interface EventSubject {
  clientId: string;
  grantId: string;
  key: PublicJwk;
}

/** Checks a revocation event. Its date is not held against a clock: an old one, and one from the future, is still one. */
export async function verifyRevocation(event: string, subject: EventSubject): Promise<void> {
  const { events } = await verifyEvent(event, subject);
  const change = events[CREDENTIAL_CHANGE];
  ensure(isObject(change) && change["change_type"] === "revoke", "malformed_event");
}

/** A checked pause; times are milliseconds since 1970. */
export interface Pause {
  /** By the vault's clock. */
  signedAt: number;
  /** The highest version the vault had ever given out: only a higher one ends the pause. */
  issued: number;
  /** When the customer means to go on, if they said so and a grant may last as long. */
  until: number | undefined;
}

/** Checks a pause event, which says nothing else, and always up to which version it holds. */
export async function verifyPause(event: string, subject: EventSubject, now: number): Promise<Pause> {
  const { iat, events } = await verifyEvent(event, subject);
  const pause = events[GRANT_PAUSED];
  ensure(isObject(pause) && Object.keys(events).length === 1, "malformed_event");
  const { ver, until } = pause;
  ensure(Number.isSafeInteger(ver) && Number(ver) >= 1, "malformed_event");
  ensure(until === undefined || (Number.isSafeInteger(until) && Number(until) >= 0), "malformed_event");
  const goesOn = until === undefined ? Infinity : Number(until) * 1000;
  return { signedAt: iat * 1000, issued: Number(ver), until: goesOn <= now + LONGEST_KEEP_MS ? goesOn : undefined };
}

async function verifyEvent(event: string, subject: EventSubject) {
  ensure(event.length <= MAX_EVENT_BYTES, "too_large");
  const jws = readJws(event, "secevent+jwt");
  const { iss, aud, iat, jti, sub_id: about, events } = jws.payload;
  ensure(typeof iss === "string" && sameKey(keyOfDidJwk(iss), subject.key), "wrong_issuer");
  await verifyJws(jws, subject.key);
  ensure(aud === subject.clientId, "wrong_audience");
  ensure(typeof jti === "string" && Number.isSafeInteger(iat), "malformed_event");
  ensure(isObject(about) && about["format"] === "opaque" && about["id"] === subject.grantId, "wrong_grant");
  ensure(isObject(events), "malformed_event");
  return { iat: Number(iat), events };
}

/** The shop's signed word that its copy is gone: what the vault files with the receipt. */
export async function signDeletion(
  clientId: string,
  grantId: string,
  deletedAt: number,
  signer: { key: PrivateJwk; kid: string },
  now: number,
): Promise<string> {
  const payload = {
    iss: clientId,
    iat: Math.floor(now / 1000),
    sub: grantId,
    deleted_at: Math.floor(deletedAt / 1000),
  };
  return signJws(payload, "inkling-deletion+jwt", signer.kid, signer.key);
}

