/**
 * The vault's mailbox, read by the shop: a status list that says whether a grant stands, and the newest tokens, sealed.
 *
 * Invariant: nothing read here makes a grant last longer than its vault says, and what cannot be read confirms nothing.
 */
import type { MailboxFetch } from "./address.js";
import { openMessage } from "./changes.js";
import { ensure } from "./errors.js";
import { endGrant, endOf, holdPublished, keepGrant, paused, readGrant, type GrantView } from "./grants.js";
import type { Shop } from "./shop.js";
import { readList, type ListedStatus } from "./status.js";
import type { LiveGrant, PausedGrant, Versioned } from "./store.js";

const MAX_SEALED_BYTES = 64 * 1024;

type Standing = Versioned<LiveGrant | PausedGrant>;

/**
 * Brings a grant up to date from the vault's mailbox, if it has one, and answers what `grant` would. What could not be
 * fetched or does not hold is thrown, and leaves the grant as it was.
 */
export async function refreshGrant(shop: Shop, handle: string, fetch: MailboxFetch): Promise<GrantView | undefined> {
  const held = await standing(shop, handle);
  if (held === undefined) return readGrant(shop, handle);
  if ((held.value.confirmedUntil ?? 0) <= shop.clock()) await readStatus(shop, handle, fetch);
  await readMailbox(shop, handle, fetch);
  return readGrant(shop, handle);
}

/** Reads the status list: gone or invalid ends the grant, suspended pauses it, valid confirms it. */
async function readStatus(shop: Shop, handle: string, fetch: MailboxFetch): Promise<ListedStatus["status"] | undefined> {
  const held = await standing(shop, handle);
  if (held?.value.status === undefined) return undefined;
  const { value: grant, revision } = held;
  const list = await fetch(held.value.status.uri);
  ensure(list.state !== "unchanged", "mailbox_unreachable"); // nothing was asked that could be unchanged
  const { status, goodUntil }: ListedStatus =
    list.state === "found" ? await readList(list.body, held.value.status, grant.key, shop.clock()) : { status: "invalid", goodUntil: 0 };
  // Of two writers at once the first wins; the other's news is read again at the next refresh.
  if (status === "invalid") await endGrant(shop, handle, grant, revision, "customer");
  else {
    // What the vault publishes after a pause is at this version or a higher one.
    const next = status === "suspended" && grant.state === "live" ? paused(grant, grant.version, shop.clock()) : grant;
    await keepGrant(shop, handle, revision, { ...next, confirmedUntil: goodUntil });
  }
  return status;
}

/** Reads the newest tokens. When they are gone, the list says whether that is a pause or the end. */
async function readMailbox(shop: Shop, handle: string, fetch: MailboxFetch): Promise<void> {
  const before = await standing(shop, handle);
  if (before?.value.mailbox === undefined) return;
  const wasPaused = before.value.state === "paused";
  const sealed = await fetch(before.value.mailbox, before.value.state === "live" ? before.value.etag : undefined).catch(async (error: unknown) => {
    if (!wasPaused) await readStatus(shop, handle, fetch); // some stores refuse what others call gone
    throw error;
  });
  // During a pause the mailbox is empty. What lies in it again counts only with the list's word.
  const asks = sealed.state === (wasPaused ? "found" : "gone");
  if (asks && (await readStatus(shop, handle, fetch)) === "suspended") return;
  const held = await standing(shop, handle);
  if (held === undefined) return;
  if (sealed.state === "found") await accept(shop, handle, held, sealed.body, sealed.etag);
  else if (sealed.state === "gone" && !wasPaused) await endGrant(shop, handle, held.value, held.revision, "customer");
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
