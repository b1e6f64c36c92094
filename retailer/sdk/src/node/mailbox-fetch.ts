/**
 * Fetches from a vault's mailbox, an address that a stranger chose: the shop must not become their way into its network.
 *
 * Invariant: https only, to an address on the public internet that was checked before connecting; no redirect is followed,
 * nothing but the address and an `etag` is sent, at most 64 KiB are read, and all of it takes at most ten seconds.
 */
import { lookup as resolve, type LookupAddress } from "node:dns";
import { request as requestPlain, type IncomingMessage } from "node:http";
import { request as requestSecure, type RequestOptions } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";

import { isLoopback, type Fetched, type MailboxFetch } from "../address.js";
import { ensure, InklingError } from "../errors.js";

const MAX_BYTES = 64 * 1024;
const PATIENCE_MS = 10_000;
const LONGEST_ETAG = 256;
const ACCEPT = "application/statuslist+jwt, application/jose";

/** How to fetch, if not as in production. */
export interface MailboxFetchOptions {
  /** For trying out: mailboxes on this computer too, over plain http. Nothing else on the network becomes reachable. */
  loopback?: boolean;
  /** Milliseconds for one fetch altogether; ten seconds. */
  patience?: number;
}

/** A fetch for `retailer.refresh`. */
export function mailboxFetch({ loopback = false, patience = PATIENCE_MS }: MailboxFetchOptions = {}): MailboxFetch {
  return async (address, etag) => {
    ensure(URL.canParse(address), "unsafe_address");
    const url = new URL(address);
    const here = loopback && isLoopback(url.hostname);
    ensure(url.protocol === "https:" || (here && url.protocol === "http:"), "unsafe_address");
    const host = url.hostname.replace(/^\[|\]$/g, "");
    ensure(here || isIP(host) === 0 || isPublic(host), "unsafe_address"); // a number is connected to without looking it up
    try {
      const response = await open(url, here, etag, AbortSignal.timeout(patience));
      return await read(response);
    } catch (error) {
      throw error instanceof InklingError ? error : new InklingError("mailbox_unreachable");
    }
  };
}

function open(url: URL, here: boolean, etag: string | undefined, signal: AbortSignal): Promise<IncomingMessage> {
  const headers = { accept: ACCEPT, "accept-encoding": "identity", ...(etag === undefined ? {} : { "if-none-match": etag }) };
  // No agent: a connection is used once, so an address that was checked is the address that is asked.
  const options: RequestOptions = { headers, signal, agent: false, ...(here ? {} : { lookup: lookupPublic }) };
  return new Promise((answered, failed) => {
    const request = url.protocol === "https:" ? requestSecure(url, options) : requestPlain(url, options);
    request.on("response", answered).on("error", failed).end();
  });
}

async function read(response: IncomingMessage): Promise<Fetched> {
  const { statusCode, headers } = response;
  if (statusCode !== 200) {
    response.destroy();
    if (statusCode === 304) return { state: "unchanged" };
    ensure(statusCode === 404 || statusCode === 410, "mailbox_unreachable");
    return { state: "gone" };
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += (chunk as Buffer).length;
    ensure(size <= MAX_BYTES, "too_large"); // leaving the loop closes the connection
    chunks.push(chunk as Buffer);
  }
  const etag = headers.etag !== undefined && headers.etag.length <= LONGEST_ETAG ? headers.etag : undefined;
  return { state: "found", body: Buffer.concat(chunks).toString("utf8"), etag };
}

/** Resolves a name and refuses it if any of its addresses is not public: which one is taken is not ours to choose. */
const lookupPublic: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return callback(error, "");
    const [first] = addresses;
    if (first === undefined || !addresses.every(({ address }) => isPublic(address))) return callback(new InklingError("unsafe_address"), "");
    if (options.all) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
};

/** Globally reachable unicast, by its number alone (RFC 6890 and the IANA special-purpose registries). */
export function isPublic(address: string): boolean {
  if (isIP(address) === 4) return !INSIDE.check(address, "ipv4");
  return isIP(address) === 6 && UNICAST.check(address, "ipv6") && !INSIDE.check(address, "ipv6");
}

/** Global unicast; everything that is private, local or a v4 address in disguise lies outside of it. */
const UNICAST = new BlockList();
UNICAST.addSubnet("2000::", 3, "ipv6");

const INSIDE = new BlockList();
for (const subnet of [
  "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
  "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
  "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
]) {
  const [network, prefix] = subnet.split("/") as [string, string];
  INSIDE.addSubnet(network, Number(prefix), network.includes(":") ? "ipv6" : "ipv4");
}
