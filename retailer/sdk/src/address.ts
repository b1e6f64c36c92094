/**
 * Addresses in a vault's mailbox: written by a stranger, fetched by the shop.
 *
 * This package's core never fetches; `mailboxFetch` in `inkling-retailer/node` does, and only from the public internet.
 *
 * Invariant: an address has one spelling, is https, and carries no user; plain http exists for loopback names only, and for a shop
 * that is being tried out on this computer itself.
 */
import { ensure } from "./errors.js";

const LONGEST = 1024;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Whether a host name of a URL is this computer. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.has(hostname);
}

/** An address out of foreign JSON. `loopback`: the shop is on this computer, so a mailbox may be too. */
export function readAddress(value: unknown, loopback: boolean): string {
  ensure(typeof value === "string" && value.length <= LONGEST && URL.canParse(value), "malformed_token");
  const { href, protocol, hostname, username, password, hash } = new URL(value);
  ensure(protocol === "https:" || (loopback && protocol === "http:" && isLoopback(hostname)), "malformed_token");
  ensure(href === value && username === "" && password === "" && hash === "", "malformed_token");
  return value;
}

/** What a mailbox answered. `etag` is its name for this content, if it has one. */
export type Fetched =
  | { state: "found"; body: string; etag?: string | undefined }
  | { state: "unchanged" }
  | { state: "gone" };

/**
 * Fetches from a mailbox: 200 is `found`, 304 `unchanged`, 404 and 410 `gone`; everything else, redirects too, is thrown.
 * With an `etag` it asks with `If-None-Match`.
 */
export type MailboxFetch = (url: string, etag?: string) => Promise<Fetched>;
