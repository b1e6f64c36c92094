/**
 * Fetches from a vault's mailbox, an address that a stranger chose: the shop must not become their way into its network.
 *
 * Names are asked of the DNS alone, and by this module itself: not of the hosts file, and not through `dns.lookup`, whose few
 * threads the whole process shares and whose questions nobody can take back.
 *
 * Invariant: https only, to an address on the public internet that was checked before connecting; no redirect is followed,
 * nothing but the address and an `etag` is sent, at most 64 KiB are read, all of it takes at most ten seconds, and nothing of it goes
 * on afterwards.
 */
import type { LookupAddress, LookupOptions } from "node:dns";
import { Resolver } from "node:dns/promises";
import { request as requestPlain, type IncomingMessage } from "node:http";
import { request as requestSecure, type RequestOptions } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";

import { isLoopback, type Fetched, type MailboxFetch } from "../address.js";
import { ensure, InklingError } from "../errors.js";

const MAX_BYTES = 64 * 1024;
const PATIENCE_MS = 10_000;
/** A name server has this long, and once: a mailbox that was not found is asked for again a minute later. */
const DNS_PATIENCE_MS = 3000;
const LONGEST_ETAG = 256;
const ACCEPT = "application/statuslist+jwt, application/jose";

/** How to fetch, if not as in production. */
export interface MailboxFetchOptions {
  /** For trying out: mailboxes on this computer too, over plain http. Nothing else on the network becomes reachable. */
  loopback?: boolean;
  /** Milliseconds for one fetch altogether; ten seconds. */
  patience?: number;
  /** Ends every fetch that is made with it: for a refresh altogether, which makes three at most. */
  signal?: AbortSignal;
  /** Name servers to ask, as `192.0.2.1` or `192.0.2.1:5353`; the system's unless said otherwise. */
  nameServers?: string[];
}

/** A fetch for `retailer.refresh`. */
export function mailboxFetch({ loopback = false, patience = PATIENCE_MS, signal, nameServers }: MailboxFetchOptions = {}): MailboxFetch {
  return async (address, etag) => {
    ensure(URL.canParse(address), "unsafe_address");
    const url = new URL(address);
    const here = loopback && isLoopback(url.hostname);
    ensure(url.protocol === "https:" || (here && url.protocol === "http:"), "unsafe_address");
    const host = url.hostname.replace(/^\[|\]$/g, "");
    ensure(here || (isIP(host) === 0 ? !isLocalName(host) : isPublic(host)), "unsafe_address"); // a number is connected to as it is
    const end = AbortSignal.timeout(patience);
    const by = signal === undefined ? end : AbortSignal.any([signal, end]);
    try {
      const lookup = here ? lookupHere : lookupPublic(by, Math.min(DNS_PATIENCE_MS, patience / 2), nameServers);
      const response = await open(url, etag, lookup, by);
      return await read(response);
    } catch (error) {
      throw error instanceof InklingError ? error : new InklingError("mailbox_unreachable");
    }
  };
}

function open(url: URL, etag: string | undefined, lookup: LookupFunction, signal: AbortSignal): Promise<IncomingMessage> {
  const headers = { accept: ACCEPT, "accept-encoding": "identity", ...(etag === undefined ? {} : { "if-none-match": etag }) };
  // No agent: a connection is used once, so an address that was checked is the address that is asked.
  const options: RequestOptions = { headers, signal, lookup, agent: false };
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

/** `localhost` is this computer without asking anybody (RFC 6761, section 6.3). */
const lookupHere: LookupFunction = (_hostname, options, callback) => answer([{ address: "127.0.0.1", family: 4 }, { address: "::1", family: 6 }], options, callback);

function isLocalName(host: string): boolean {
  return /(^|\.)localhost\.?$/.test(host);
}

/** Resolves a name and refuses it if any of its addresses is not public: which one is taken is not ours to choose. */
function lookupPublic(signal: AbortSignal, timeout: number, nameServers: string[] | undefined): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, signal, timeout, nameServers).then(
      (addresses) => {
        if (!addresses.every(({ address }) => isPublic(address))) return callback(new InklingError("unsafe_address"), "");
        answer(addresses, options, callback);
      },
      (error: Error) => callback(error, ""),
    );
  };
}

/** Every address of a name. A resolver of its own, so that ending this fetch ends its questions and no other's. */
async function resolve(hostname: string, signal: AbortSignal, timeout: number, nameServers: string[] | undefined): Promise<LookupAddress[]> {
  const resolver = new Resolver({ timeout, tries: 1 });
  if (nameServers !== undefined) resolver.setServers(nameServers);
  const cancel = () => resolver.cancel();
  signal.addEventListener("abort", cancel);
  try {
    const [four, six] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    const found = [...listed(four, 4), ...listed(six, 6)];
    ensure(found.length > 0 && !signal.aborted, "mailbox_unreachable");
    return found;
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

function listed(result: PromiseSettledResult<string[]>, family: number): LookupAddress[] {
  return result.status === "fulfilled" ? result.value.map((address) => ({ address, family })) : [];
}

/** Answers as whoever asked wants it: with all of them, or with the first. */
function answer(addresses: LookupAddress[], options: LookupOptions, callback: Parameters<LookupFunction>[2]): void {
  const [first] = addresses;
  if (options.all || first === undefined) return callback(null, addresses);
  callback(null, first.address, first.family);
}

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
