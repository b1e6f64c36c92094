/**
 * The end of a grant: the customer's signed event and the shop's signed, dated answer (RFC 8417; CAEP 1.0, section 3.3).
 *
 * Invariant: only the key that signed the tokens can end the grant, and the deletion is dated by the shop's clock.
 */
import { ensure } from "./errors.js";
import { isObject } from "./encoding.js";
import { keyOfDidJwk, readJws, sameKey, signJws, verifyJws, type PrivateJwk, type PublicJwk } from "./jose.js";

const CREDENTIAL_CHANGE = "https://schemas.openid.net/secevent/caep/event-type/credential-change";
const MAX_EVENT_BYTES = 8 * 1024;
const SKEW_SECONDS = 60;

/** The grant an event must be about. */
export interface EventSubject {
  clientId: string;
  grantId: string;
  key: PublicJwk;
}

/** Checks a revocation event. It has no age limit: an old revocation is still one. */
export async function verifyRevocation(event: string, subject: EventSubject, now: number): Promise<void> {
  ensure(event.length <= MAX_EVENT_BYTES, "too_large");
  const jws = readJws(event, "secevent+jwt");
  const { iss, aud, iat, jti, sub_id: about, events } = jws.payload;
  ensure(typeof iss === "string" && sameKey(keyOfDidJwk(iss), subject.key), "wrong_issuer");
  await verifyJws(jws, subject.key);
  ensure(aud === subject.clientId, "wrong_audience");
  ensure(typeof jti === "string" && Number.isSafeInteger(iat), "malformed_event");
  ensure(Number(iat) <= Math.floor(now / 1000) + SKEW_SECONDS, "not_yet_valid");
  ensure(isObject(about) && about["format"] === "opaque" && about["id"] === subject.grantId, "wrong_grant");
  const change = isObject(events) ? events[CREDENTIAL_CHANGE] : undefined;
  ensure(isObject(change) && change["change_type"] === "revoke", "malformed_event");
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

