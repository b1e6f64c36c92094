/**
 * A grant as the shop holds it: live, paused by the customer, unconfirmed for now, ended.
 *
 * Invariant: what is paused or has ended keeps no detail and no token, and time alone is enough to end a grant.
 */
import { ensure, InklingError } from "./errors.js";
import { sha256 } from "./encoding.js";
import { sameKey } from "./jose.js";
import { isPlain } from "./plain.js";
import type { VerifiedMessage } from "./presentations.js";
import type { Shop } from "./shop.js";
import { USUAL_TTL_MS } from "./status.js";
import type { Agreement, EndedGrant, GrantRow, LiveGrant, PausedGrant, Versioned } from "./store.js";
import type { Terms } from "./terms.js";
import type { Details } from "./details.js";
import { verifyIssuerPart } from "./verify.js";

/** The browser has this long to come back; a grant nobody completes is forgotten. */
export const COMPLETION_MS = 10 * 60_000;
/** An ended grant is remembered this long, so that a vault that was off still hears the confirmation. */
const REMEMBER_ENDED_MS = 100 * 86_400_000;
/** No grant lasts longer than twelve months, and so no pause. */
export const LONGEST_KEEP_MS = 366 * 86_400_000;
/** No vault's token lives longer than thirty days; what says it does is kept until a renewal would have come. */
const LONGEST_COPY_MS = 31 * 86_400_000;

/** A grant as the shop may use it. Times are milliseconds since 1970. */
export interface LiveGrantView {
  state: "live";
  handle: string;
  version: number;
  /** The customer is in plain mode: show what you show a stranger, and use nothing you know of them yourself. */
  plain: boolean;
  details: Details;
  terms: Terms;
  /** Presentations as received, by group. */
  tokens: { [group: string]: string };
  grantedAt: number;
  updatedAt: number;
  /** The copy is forgotten then unless the vault renews it: at the grant's end, or sooner; never after it, nor after 31 days. */
  keepUntil: number;
}

/** A grant the customer paused: the details are deleted, and come back with the vault's next change. */
export interface PausedGrantView {
  state: "paused";
  handle: string;
  pausedAt: number;
  /** When the customer means to go on, if they said so. Nothing happens by itself then. */
  until?: number;
}

/** A grant that must not be used until `refresh` has read the vault's status list again, or the newer tokens it tells of. */
export interface UnconfirmedGrantView {
  state: "unconfirmed";
  handle: string;
  /** When the last word of the vault ran out; this moment, when it says that there are newer tokens. */
  since: number;
}

/** What is left of a grant that ended. */
export interface EndedGrantView {
  state: "ended";
  handle: string;
  by: "customer" | "shop";
  deletedAt: number;
}

/** A grant in whichever state it is; only a live one has details. */
export type GrantView = LiveGrantView | PausedGrantView | UnconfirmedGrantView | EndedGrantView;

/** A grant by its handle; undefined when it is unknown, its time has passed, or the browser has not come back for it. */
export async function readGrant(shop: Shop, handle: string): Promise<GrantView | undefined> {
  const found = await shop.store.grants.get(handle);
  return found && viewOf(handle, found.value, shop.clock());
}

/** The shop forgets a customer's details of its own accord. The vault hears 410 at its next change. */
export async function closeGrant(shop: Shop, handle: string): Promise<void> {
  for (;;) {
    const found = await shop.store.grants.get(handle);
    if (found === undefined || found.value.state === "ended") return;
    if (await endGrant(shop, handle, found.value, found.revision, "shop")) return;
  }
}

/** Whether a token is the one held now: otherwise `grant_gone` (410), `grant_paused` or `unconfirmed` (403), `superseded` (401). */
export async function checkToken(shop: Shop, token: string): Promise<{ version: number; until: number }> {
  const presented = await verifyIssuerPart(token, shop.clientId, shop.clock());
  const { value: held } = await standingGrant(shop, handleOf(presented.grantId));
  ensure(held.completeBy === undefined, "grant_gone"); // not there yet
  ensure(sameKey(presented.key, held.key), "wrong_grant");
  ensure(held.state === "live", "grant_paused");
  ensure(isConfirmed(held, shop.clock()), "unconfirmed");
  const current = Object.values(held.tokens).some((mine) => mine.startsWith(`${presented.issuerJwt}~`));
  ensure(current, "superseded");
  return { version: held.version, until: held.keepUntil };
}

/** A grant's name on the shop's side: derived from the vault's 128 random bits, so one grant has one row. */
export function handleOf(grantId: string): string {
  return sha256(`inkling grant ${grantId}`).slice(0, 22);
}

/** A grant that neither side nor time has ended. */
export async function standingGrant(shop: Shop, handle: string): Promise<Versioned<LiveGrant | PausedGrant>> {
  const found = await shop.store.grants.get(handle);
  if (found === undefined || !stands(found.value, shop.clock())) throw new InklingError("grant_gone");
  return { value: found.value, revision: found.revision };
}

/** The shop's copy after a message that came straight from the vault, which confirms itself for as long as a list would. */
export function hold(agreed: Agreement, message: VerifiedMessage, now: number): LiveGrant {
  const heard = { confirmedUntil: message.status && now + USUAL_TTL_MS, failures: undefined, nextAskAt: undefined };
  return { ...copyOf(agreed, message, now), ...heard };
}

/** The shop's copy after a message from the mailbox; what confirms it is the list that was read before. */
export function holdPublished(agreed: Agreement, message: VerifiedMessage, etag: string | undefined, now: number): LiveGrant {
  return { ...copyOf(agreed, message, now), confirmedUntil: agreed.confirmedUntil, etag };
}

/**
 * What is left during a pause, which may last as long as a grant may. `issued` is the highest version the vault had given
 * out before it: whatever lay about then, in a mailbox or on the way, does not end it.
 */
export function paused(grant: LiveGrant | PausedGrant, issued: number, now: number): PausedGrant {
  const { pausedAt, until, resumesAt: before } = grant.state === "paused" ? grant : { pausedAt: now, until: undefined, resumesAt: 0 };
  const resumesAt = Math.max(before, grant.version + 1, issued + 1);
  return { ...agreementOf(grant), state: "paused", pausedAt, until, resumesAt, keepUntil: pausedAt + LONGEST_KEEP_MS };
}

/** Writes a grant back, to be forgotten when its time is over. False when somebody else wrote it first. */
export async function keepGrant(shop: Shop, handle: string, revision: number, grant: LiveGrant | PausedGrant): Promise<boolean> {
  return shop.store.grants.replace(handle, revision, grant, endOf(grant));
}

/** Forgets everything but the date. Undefined when somebody else wrote it first. */
export async function endGrant(shop: Shop, handle: string, grant: Agreement, revision: number, by: EndedGrant["by"]) {
  const deletedAt = shop.clock();
  const ended: EndedGrant = { state: "ended", grantId: grant.grantId, key: grant.key, by, deletedAt };
  const done = await shop.store.grants.replace(handle, revision, ended, deletedAt + REMEMBER_ENDED_MS);
  return done ? ended : undefined;
}

/** When time alone ends a grant: with its tokens, or when no browser came back for it. Sweeping only makes room. */
export function endOf({ keepUntil, completeBy = Infinity }: Agreement): number {
  return Math.min(keepUntil, completeBy);
}

/** A live grant without what only the flow needs. */
export function grantView(handle: string, grant: LiveGrant): LiveGrantView {
  const { state, version, details, tokens, grantedAt, updatedAt, keepUntil, ask } = grant;
  return { state, handle, version, plain: isPlain(details), details, terms: ask.terms, tokens, grantedAt, updatedAt, keepUntil };
}

function viewOf(handle: string, grant: GrantRow, now: number): GrantView | undefined {
  if (grant.state === "ended") {
    const { state, by, deletedAt } = grant;
    return { state, handle, by, deletedAt };
  }
  // Before the browser has come back, nobody knows whose session it is (HAIP 1.0, section 5.1).
  if (!stands(grant, now) || grant.completeBy !== undefined) return undefined;
  if (grant.state === "paused") {
    const { state, pausedAt, until } = grant;
    return { state, handle, pausedAt, ...(until === undefined ? {} : { until }) };
  }
  if (!isConfirmed(grant, now)) return { state: "unconfirmed", handle, since: Math.min(grant.confirmedUntil ?? now, now) };
  return grantView(handle, grant);
}

/** Whether neither side nor time has ended it. */
export function stands(grant: GrantRow, now: number): grant is LiveGrant | PausedGrant {
  return grant.state !== "ended" && endOf(grant) > now;
}

/** Where the vault publishes a status, silence is no consent, and neither is what it has replaced since. */
function isConfirmed({ status, confirmedUntil = 0, issued = 0, version }: LiveGrant, now: number): boolean {
  return status === undefined || (confirmedUntil > now && issued <= version);
}

function copyOf(agreed: Agreement, message: VerifiedMessage, now: number): LiveGrant {
  const { version, tokens, details, status, mailbox, boundAt, expiresAt } = message;
  const keepUntil = Math.min(expiresAt, now + LONGEST_COPY_MS);
  return { ...agreementOf(agreed), state: "live", version, tokens, details, status, mailbox, boundAt, updatedAt: now, keepUntil };
}

function agreementOf(agreed: Agreement): Agreement {
  const { grantId, key, version, ask, termsHash, requestNonce, encryptionKey, encryptionKeyId } = agreed;
  const { nonce, previousNonce, status, mailbox, confirmedUntil, listedAt, issued, failures, nextAskAt, pauseSignedAt } = agreed;
  const { grantedAt, keepUntil, completeBy, code } = agreed;
  return {
    ...{ grantId, key, version, ask, termsHash, requestNonce, encryptionKey, encryptionKeyId },
    ...{ nonce, previousNonce, status, mailbox, confirmedUntil, listedAt, issued, failures, nextAskAt, pauseSignedAt },
    ...{ grantedAt, keepUntil, completeBy, code },
  };
}
