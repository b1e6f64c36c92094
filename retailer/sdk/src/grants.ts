/**
 * A grant's life at the shop: changed by the vault, ended by either side, forgotten on time.
 *
 * Invariant: a version never falls, and what has ended keeps no detail, no token and no decryption key.
 */
import { ensure, InklingError } from "./errors.js";
import { parseObject, randomName, sha256 } from "./encoding.js";
import { signDeletion, verifyRevocation } from "./events.js";
import { openJwe, recipientKeyId, sameKey } from "./jose.js";
import { verifyMessage } from "./presentations.js";
import type { Shop } from "./shop.js";
import { stands, type FetchedList } from "./status.js";
import type { EndedGrant, LiveGrant, Versioned } from "./store.js";
import type { Terms } from "./terms.js";
import type { Details } from "./details.js";
import { verifyIssuerPart } from "./verify.js";

/** The browser has this long to come back; a grant nobody completes is forgotten. */
export const COMPLETION_MS = 10 * 60_000;
/** An ended grant is remembered this long, so that a vault that was off still hears the confirmation. */
const REMEMBER_ENDED_MS = 100 * 86_400_000;

/** No grant lasts longer than twelve months; a token that says so is kept no longer. */
const LONGEST_KEEP_MS = 366 * 86_400_000;

/** A grant as the shop may use it. Times are milliseconds since 1970. */
export interface LiveGrantView {
  state: "live";
  handle: string;
  version: number;
  details: Details;
  terms: Terms;
  /** Presentations as received, by group. */
  tokens: { [group: string]: string };
  grantedAt: number;
  updatedAt: number;
  /** The copy is forgotten then unless the vault renews it: at the grant's end, or sooner; never after it. */
  keepUntil: number;
}

/** What is left of a grant that ended. */
export interface EndedGrantView {
  state: "ended";
  handle: string;
  by: "customer" | "shop";
  deletedAt: number;
}

/** A grant by its handle; undefined when it is unknown, or its time has passed. */
export async function readGrant(shop: Shop, handle: string): Promise<LiveGrantView | EndedGrantView | undefined> {
  const found = await shop.store.grants.get(handle);
  if (found === undefined) return undefined;
  if (found.value.state === "ended") {
    const { state, by, deletedAt } = found.value;
    return { state, handle, by, deletedAt };
  }
  return lives(found.value, shop.clock()) ? grantView(handle, found.value) : undefined;
}

/** Handles the form of `PUT /vault/g/<handle>`: the customer changed something, or the token was renewed. */
export async function updateGrant(shop: Shop, handle: string, form: URLSearchParams): Promise<{ grant_nonce: string }> {
  const { value: held, revision } = await liveGrant(shop, handle);
  const [jwe, ...more] = form.getAll("response");
  ensure(jwe !== undefined && more.length === 0, "malformed_response");
  ensure(recipientKeyId(jwe) === held.encryptionKeyId, "undecryptable");
  const message = parseObject(await openJwe(jwe, held.encryptionKey), "malformed_response");
  const now = shop.clock();
  const verified = await verifyMessage(message, held.ask, {
    clientId: shop.clientId,
    nonces: [held.nonce, ...(held.previousNonce === undefined ? [] : [held.previousNonce])],
    termsHash: held.termsHash,
    now,
  });
  ensure(verified.grantId === held.grantId && sameKey(verified.key, held.key), "wrong_grant");
  ensure(verified.version >= held.version, "version_fell");
  const repeated = verified.nonce !== held.nonce; // the last answer got lost: give it again, or a replay would use it up

  const updated: LiveGrant = {
    ...held,
    version: verified.version,
    tokens: verified.tokens,
    statuses: verified.statuses,
    details: verified.details,
    nonce: repeated ? held.nonce : randomName(),
    previousNonce: verified.nonce,
    updatedAt: now,
    keepUntil: keepUntil(verified.expiresAt, now),
  };
  const until = held.completed ? updated.keepUntil : Math.min(updated.keepUntil, held.grantedAt + COMPLETION_MS);
  ensure(await shop.store.grants.replace(handle, revision, updated, until), "version_fell");
  return { grant_nonce: updated.nonce };
}

/** Handles `DELETE /vault/g/<handle>`: forgets everything and answers with a signed date. Repeating it is harmless. */
export async function revokeGrant(shop: Shop, handle: string, event: string): Promise<{ ack: string }> {
  for (;;) {
    const found = await shop.store.grants.get(handle);
    if (found === undefined) throw new InklingError("grant_gone");
    const { grantId, key } = found.value;
    await verifyRevocation(event, { clientId: shop.clientId, grantId, key }, shop.clock());
    const ended = found.value.state === "ended" ? found.value : await end(shop, handle, found.value, found.revision, "customer");
    if (ended === undefined) continue; // a change came in between; read again
    return { ack: await signDeletion(shop.clientId, grantId, ended.deletedAt, shop.signer, shop.clock()) };
  }
}

/** The shop forgets a customer's details of its own accord. The vault hears 410 at its next change. */
export async function closeGrant(shop: Shop, handle: string): Promise<void> {
  for (;;) {
    const found = await shop.store.grants.get(handle);
    if (found === undefined || found.value.state === "ended") return;
    if (await end(shop, handle, found.value, found.revision, "shop")) return;
  }
}

/** Whether a token is the one held now: otherwise `grant_gone` (410) or `superseded` (401). Never answers details. */
export async function checkToken(shop: Shop, token: string): Promise<{ version: number; until: number }> {
  const presented = await verifyIssuerPart(token, shop.clientId, shop.clock());
  const { value: held } = await liveGrant(shop, handleOf(presented.grantId));
  ensure(sameKey(presented.key, held.key), "wrong_grant");
  const current = Object.values(held.tokens).some((mine) => mine.startsWith(`${presented.issuerJwt}~`));
  ensure(current, "superseded");
  return { version: held.version, until: held.keepUntil };
}

/** A grant's name on the shop's side: derived from the vault's 128 random bits, so one grant has one row. */
export function handleOf(grantId: string): string {
  return sha256(`inkling grant ${grantId}`).slice(0, 22);
}

/** Asks the vault's status lists, through the shop's own fetch, and ends a grant that no longer stands. */
export async function checkStatus(shop: Shop, handle: string, fetchList: (uri: string) => Promise<FetchedList>): Promise<boolean> {
  const { value: grant, revision } = await liveGrant(shop, handle);
  for (const reference of grant.statuses) {
    const list = await fetchList(reference.uri);
    if (await stands(reference, list, grant.key, shop.clock())) continue;
    ensure((await end(shop, handle, grant, revision, "customer")) !== undefined, "version_fell");
    return false;
  }
  return true;
}

/** Until when a copy is kept: the end of its tokens. */
export function keepUntil(expiresAt: number, now: number): number {
  return Math.min(expiresAt, now + LONGEST_KEEP_MS);
}

/** A live grant without what only the flow needs. */
export function grantView(handle: string, grant: LiveGrant): LiveGrantView {
  const { state, version, details, tokens, grantedAt, updatedAt, keepUntil, ask } = grant;
  return { state, handle, version, details, terms: ask.terms, tokens, grantedAt, updatedAt, keepUntil };
}

async function liveGrant(shop: Shop, handle: string): Promise<Versioned<LiveGrant>> {
  const found = await shop.store.grants.get(handle);
  if (found?.value.state !== "live" || !lives(found.value, shop.clock())) throw new InklingError("grant_gone");
  return { value: found.value, revision: found.revision };
}

/** Time alone ends a grant; sweeping only makes room. */
function lives(grant: LiveGrant, now: number): boolean {
  return grant.keepUntil > now && (grant.completed || grant.grantedAt + COMPLETION_MS > now);
}

async function end(shop: Shop, handle: string, grant: LiveGrant, revision: number, by: EndedGrant["by"]) {
  const deletedAt = shop.clock();
  const ended: EndedGrant = { state: "ended", grantId: grant.grantId, key: grant.key, by, deletedAt };
  const done = await shop.store.grants.replace(handle, revision, ended, deletedAt + REMEMBER_ENDED_MS);
  return done ? ended : undefined;
}
