/**
 * What a vault may say about a grant afterwards: changed, paused, over. Each is one route on the grant's own address.
 *
 * Invariant: only the key that signed the first token is heard, and a version never falls.
 */
import { ensure, InklingError } from "./errors.js";
import { parseObject, randomName } from "./encoding.js";
import { signDeletion, verifyPause, verifyRevocation } from "./events.js";
import { endGrant, hold, keepGrant, paused, standingGrant } from "./grants.js";
import { openJwe, recipientKeyId, sameKey } from "./jose.js";
import { verifyMessage, type VerifiedMessage } from "./presentations.js";
import type { Shop } from "./shop.js";
import type { LiveGrant, PausedGrant } from "./store.js";
import type { Expected } from "./verify.js";

/** Handles the form of `PUT /vault/g/<handle>`: the customer changed something or goes on, or the token was renewed. */
export async function updateGrant(shop: Shop, handle: string, form: URLSearchParams): Promise<{ grant_nonce: string }> {
  const { value: held, revision } = await standingGrant(shop, handle);
  const [jwe, ...more] = form.getAll("response");
  ensure(jwe !== undefined && more.length === 0, "malformed_response");
  const { nonce, previousNonce } = held;
  const nonces = previousNonce === undefined ? [nonce] : [nonce, previousNonce];
  const message = await openMessage(shop, held, jwe, { nonces, binding: "handed" });

  const repeated = message.nonce !== nonce; // the last answer got lost: give it again, or a replay would use it up
  const next = repeated ? nonce : randomName();
  const updated = { ...hold(held, message, shop.clock()), nonce: next, previousNonce: message.nonce };
  ensure(await keepGrant(shop, handle, revision, updated), "version_fell");
  return { grant_nonce: next };
}

/** Handles `POST /vault/g/<handle>`: forgets details and tokens, keeps what it takes to go on. Repeating it is harmless. */
export async function pauseGrant(shop: Shop, handle: string, event: string): Promise<void> {
  for (;;) {
    const { value: held, revision } = await standingGrant(shop, handle);
    const { grantId, key } = held;
    const { signedAt, issued, until } = await verifyPause(event, { clientId: shop.clientId, grantId, key }, shop.clock());
    ensure(held.state === "paused" || isNews(held, issued, signedAt), "stale_event");
    const pauseSignedAt = Math.max(signedAt, held.pauseSignedAt ?? 0);
    const row: PausedGrant = { ...paused(held, issued, shop.clock()), until, pauseSignedAt };
    if (await keepGrant(shop, handle, revision, row)) return;
  }
}

/** Handles `DELETE /vault/g/<handle>`: forgets everything and answers with a signed date. Repeating it is harmless. */
export async function revokeGrant(shop: Shop, handle: string, event: string): Promise<{ ack: string }> {
  for (;;) {
    const found = await shop.store.grants.get(handle);
    if (found === undefined) throw new InklingError("grant_gone");
    const { grantId, key } = found.value;
    await verifyRevocation(event, { clientId: shop.clientId, grantId, key });
    const ended = found.value.state === "ended" ? found.value : await endGrant(shop, handle, found.value, found.revision, "customer");
    if (ended === undefined) continue; // a change came in between; read again
    return { ack: await signDeletion(shop.clientId, grantId, ended.deletedAt, shop.signer, shop.clock()) };
  }
}

/**
 * Whether a pause is about what is held. One from before the customer went on, sent once more, is not: its version is lower, and
 * it is no later than what is held, and than the pauses that were taken. Either is enough, for a clock may be set back, and a vault
 * may be an older copy of itself that knows of fewer versions.
 */
function isNews(held: LiveGrant, issued: number, signedAt: number): boolean {
  return issued >= held.version || signedAt > Math.max(held.boundAt, held.pauseSignedAt ?? 0);
}

/** Opens and checks a sealed message about a grant that is held. */
export async function openMessage(
  shop: Shop,
  held: LiveGrant | PausedGrant,
  jwe: string,
  expected: Pick<Expected, "nonces"> & Required<Pick<Expected, "binding">>,
): Promise<VerifiedMessage> {
  ensure(recipientKeyId(jwe) === held.encryptionKeyId, "undecryptable");
  const message = parseObject(await openJwe(jwe, held.encryptionKey), "malformed_response");
  const { clientId, loopback } = shop;
  const verified = await verifyMessage(message, held.ask, { clientId, loopback, termsHash: held.termsHash, now: shop.clock(), ...expected });
  ensure(verified.grantId === held.grantId && sameKey(verified.key, held.key), "wrong_grant");
  ensure(verified.version >= (held.state === "paused" ? held.resumesAt : held.version), "version_fell");
  return verified;
}
