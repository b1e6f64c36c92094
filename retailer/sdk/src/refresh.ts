/**
 * The vault's mailbox, read by the shop: a status list that says whether a grant stands, and the newest tokens, sealed.
 *
 * Invariant: nothing read here makes a grant last longer than its vault says, what cannot be read confirms nothing, and whoever was
 * named as a mailbox and is none is asked less and less.
 */
import type { Fetched, MailboxFetch } from "./address.js";
import { openMessage } from "./changes.js";
import { ensure, InklingError } from "./errors.js";
import { endGrant, endOf, holdPublished, keepGrant, paused, readGrant, type GrantView } from "./grants.js";
import type { Shop } from "./shop.js";
import { readList, type ListedStatus, type StatusReference } from "./status.js";
import type { LiveGrant, PausedGrant, Versioned } from "./store.js";

const MAX_SEALED_BYTES = 64 * 1024;
/** A mailbox that could not be read is left alone this long, and twice as long each time that it cannot be read again. */
const ASK_AGAIN_MS = 60_000;
const LONGEST_REST_MS = 6 * 3_600_000;

type Standing = Versioned<LiveGrant | PausedGrant>;

/**
 * Brings a grant up to date from the vault's mailbox, if it has one, and answers what `grant` would. What could not be
 * fetched or does not hold is thrown, and leaves the grant as it was.
 */
export async function refreshGrant(shop: Shop, handle: string, fetch: MailboxFetch): Promise<GrantView | undefined> {
  const held = await standing(shop, handle);
  if (held === undefined) return readGrant(shop, handle);
  ensure((held.value.nextAskAt ?? 0) <= shop.clock(), "mailbox_unreachable");
  try {
    if ((held.value.confirmedUntil ?? 0) <= shop.clock()) await readStatus(shop, handle, fetch);
    await readMailbox(shop, handle, fetch);
  } catch (error) {
    // Old tokens are the vault's own all the same: it is a mailbox that was asked.
    if (!(error instanceof InklingError && error.code === "version_fell")) await note(shop, handle, (held.value.failures ?? 0) + 1);
    throw error;
  }
  if (held.value.failures !== undefined) await note(shop, handle, 0);
  return readGrant(shop, handle);
}

/** Notes how often in a row the mailbox could not be read. Of two writers at once the first wins; it is noted the next time. */
async function note(shop: Shop, handle: string, failures: number): Promise<void> {
  const held = await standing(shop, handle);
  if (held === undefined) return;
  const rest = Math.min(ASK_AGAIN_MS * 2 ** (failures - 1), LONGEST_REST_MS);
  const noted = failures === 0 ? { failures: undefined, nextAskAt: undefined } : { failures, nextAskAt: shop.clock() + rest };
  await keepGrant(shop, handle, held.revision, { ...held.value, ...noted });
}

/** Reads the status list: gone or invalid ends the grant, suspended pauses it, valid confirms it. */
async function readStatus(shop: Shop, handle: string, fetch: MailboxFetch): Promise<ListedStatus["status"] | undefined> {
  const held = await standing(shop, handle);
  if (held?.value.status === undefined) return undefined;
  const { value: grant, revision } = held;
  const list = await fetchList(shop, grant, held.value.status, fetch);
  // Of two writers at once the first wins; the other's news is read again at the next refresh.
  if (list === "gone" || list.status === "invalid") {
    await endGrant(shop, handle, grant, revision, "customer");
    return "invalid";
  }
  const { status, goodUntil, listedAt, issued } = list;
  const next = status === "suspended" ? paused(grant, issued ?? grant.version, shop.clock()) : { ...grant, issued };
  await keepGrant(shop, handle, revision, { ...next, confirmedUntil: goodUntil, listedAt });
  return status;
}

/** The list as it is now. One from before what is known already is no news, and a store that hands it out is not believed. */
async function fetchList(shop: Shop, grant: Standing["value"], reference: StatusReference, fetch: MailboxFetch): Promise<ListedStatus | "gone"> {
  const fetched = await fetch(reference.uri);
  ensure(fetched.state !== "unchanged", "mailbox_unreachable"); // nothing was asked that could be unchanged
  if (fetched.state === "gone") return "gone";
  const list = await readList(fetched.body, reference, grant.key, shop.clock());
  ensure(list.listedAt >= (grant.listedAt ?? 0), "stale_list");
  ensure(list.status !== "suspended" || (list.issued ?? grant.version) >= grant.version, "stale_list"); // of a pause that is over
  return list;
}

/** Reads the newest tokens. When they are gone, the list says whether that is a pause or the end. */
async function readMailbox(shop: Shop, handle: string, fetch: MailboxFetch): Promise<void> {
  const before = await standing(shop, handle);
  if (before?.value.mailbox === undefined) return;
  const sealed = await fetchTokens(shop, handle, before.value, before.value.mailbox, fetch);
  if (sealed.state === "unchanged") return;
  // During a pause the mailbox is empty. What lies in it again counts only with the list's word.
  const meanwhile = await standing(shop, handle);
  const asks = meanwhile?.value.state === (sealed.state === "found" ? "paused" : "live");
  if (asks && (await readStatus(shop, handle, fetch)) === "suspended") return;
  const held = await standing(shop, handle);
  if (held === undefined) return;
  if (sealed.state === "found") await accept(shop, handle, held, sealed.body, sealed.etag);
  else if (untouched(before.value, held.value)) await endGrant(shop, handle, held.value, held.revision, "customer");
}

async function fetchTokens(shop: Shop, handle: string, held: Standing["value"], mailbox: string, fetch: MailboxFetch): Promise<Fetched> {
  const etag = held.state === "live" ? held.etag : undefined;
  try {
    const fetched = await fetch(mailbox, etag);
    ensure(fetched.state !== "unchanged" || etag !== undefined, "mailbox_unreachable"); // what was never there is not unchanged
    return fetched;
  } catch (error) {
    if (held.state === "live") await readStatus(shop, handle, fetch); // some stores refuse what others call gone
    throw error;
  }
}

/** Whether the vault said nothing while its mailbox was read: an emptiness from before a change or a pause is no end. */
function untouched(before: Standing["value"], held: Standing["value"]): boolean {
  return before.state === "live" && held.state === "live" && held.nonce === before.nonce;
}

async function accept(shop: Shop, handle: string, held: Standing, body: string, etag: string | undefined): Promise<void> {
  ensure(body.length <= MAX_SEALED_BYTES, "too_large");
  const message = await openMessage(shop, held.value, body, { nonces: [held.value.requestNonce], binding: "published" });
  await keepGrant(shop, handle, held.revision, holdPublished(held.value, message, etag, shop.clock()));
}

async function standing(shop: Shop, handle: string): Promise<Standing | undefined> {
  const found = await shop.store.grants.get(handle);
  if (found === undefined || found.value.state === "ended" || endOf(found.value) <= shop.clock()) return undefined;
  return { value: found.value, revision: found.revision };
}
