/**
 * Asking: a link for the customer, and the signed request object behind it (RFC 9101; OpenID4VP 1.0, section 5).
 *
 * Invariant: the link carries two names and nothing else; a request belongs to the browser session that began it.
 */
import { timingSafeEqual } from "node:crypto";

import { ensure, InklingError } from "./errors.js";
import { randomName, sha256 } from "./encoding.js";
import { generateKey, publicPart, signJws } from "./jose.js";
import type { Shop } from "./shop.js";
import type { RequestRow } from "./store.js";
import { checkAsk, dcqlQuery, transactionData, type Ask } from "./terms.js";

/** How long a request can be answered. */
export const REQUEST_LIFE_MS = 20 * 60_000;
/** A request object is valid this long after it was fetched; vaults refuse more than ten minutes. */
const OBJECT_LIFE_SECONDS = 540;
/** Characters of a request's id: 128 bits in base64url. */
const ID_LENGTH = 22;
/** A session text with fewer characters can be guessed. */
const SHORTEST_SESSION = 16;

/** A request the shop can show. */
export interface CreatedRequest {
  id: string;
  /** `inkling://authorize?..`, for a link or a button. */
  link: string;
  requestUri: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** How a request is getting on. */
export type RequestState = "waiting" | "answered" | "declined" | "expired";

/** Files a request for one browser session. `session` is any text only that browser knows, as its session cookie. */
export async function createRequest(shop: Shop, ask: Ask, session: string): Promise<CreatedRequest> {
  checkAsk(ask, shop.origin);
  // A forgotten cookie ("", undefined) would be the same session in every browser.
  ensure(typeof session === "string" && session.length >= SHORTEST_SESSION, "invalid_configuration", "session");
  const id = randomName();
  const expiresAt = shop.clock() + REQUEST_LIFE_MS;
  const row: RequestRow = {
    state: "waiting",
    nonce: randomName(),
    echo: `${id}${randomName()}`,
    ask,
    transactionData: transactionData(ask),
    encryptionKey: await generateKey(),
    session: sessionHash(session),
    expiresAt,
  };
  ensure(await shop.store.requests.add(id, row, expiresAt), "already_answered");
  const requestUri = `${shop.origin}${shop.paths.request}/${id}`;
  const parameters = new URLSearchParams({ client_id: shop.clientId, request_uri: requestUri });
  return { id, link: `inkling://authorize?${parameters}`, requestUri, expiresAt };
}

/** The signed request object, made when it is fetched. `walletNonce` is echoed when the vault posted one. */
export async function requestObject(shop: Shop, id: string, walletNonce?: string): Promise<string> {
  const row = await waitingRequest(shop, id);
  ensure(row.encryptionKey !== undefined, "already_answered");
  ensure(walletNonce === undefined || /^[\x21-\x7e]{1,256}$/.test(walletNonce), "malformed_response");
  const iat = Math.floor(shop.clock() / 1000);
  const encryption = { ...publicPart(row.encryptionKey), alg: "ECDH-ES", kid: id, use: "enc" };
  const payload = {
    iat,
    exp: iat + OBJECT_LIFE_SECONDS,
    aud: "https://self-issued.me/v2",
    response_type: "vp_token",
    response_mode: "direct_post.jwt",
    client_id: shop.clientId,
    response_uri: `${shop.origin}${shop.paths.response}`,
    nonce: row.nonce,
    state: row.echo,
    ...(walletNonce === undefined ? {} : { wallet_nonce: walletNonce }),
    dcql_query: dcqlQuery(row.ask),
    transaction_data: [row.transactionData],
    client_metadata: {
      jwks: { keys: [encryption] },
      encrypted_response_enc_values_supported: ["A256GCM", "A128GCM"], // both, says HAIP 1.0, section 5
      vp_formats_supported: { "dc+sd-jwt": { "sd-jwt_alg_values": ["ES256"], "kb-jwt_alg_values": ["ES256"] } },
    },
  };
  return signJws(payload, "oauth-authz-req+jwt", shop.signer.kid, shop.signer.key);
}

/** How a request is getting on, for the browser that began it and for no other. */
export async function requestState(shop: Shop, id: string, session: string): Promise<RequestState> {
  const found = await shop.store.requests.get(id);
  if (found === undefined || found.value.expiresAt <= shop.clock()) return "expired";
  ensure(sameSession(found.value.session, session), "wrong_session");
  return found.value.state;
}

/** The id that a `state` begins with; whether it is that request's state is another question. */
export function requestIdOf(state: string): string {
  return state.slice(0, ID_LENGTH);
}

/** A request whose time is not over. */
export async function openRequest(shop: Shop, id: string): Promise<RequestRow> {
  const found = await shop.store.requests.get(id);
  if (found === undefined) throw new InklingError("unknown_request");
  ensure(found.value.expiresAt > shop.clock(), "request_expired");
  return found.value;
}

/** A request that still waits for its answer. */
export async function waitingRequest(shop: Shop, id: string): Promise<RequestRow> {
  const row = await openRequest(shop, id);
  ensure(row.state === "waiting", "already_answered");
  return row;
}

/** Closes a request, with the grant that came of it or declined, and forgets its private key. False when another answer was first. */
export async function closeRequest(shop: Shop, id: string, outcome: { handle: string } | "declined"): Promise<boolean> {
  for (;;) {
    const found = await shop.store.requests.get(id);
    if (found?.value.state !== "waiting") return outcome !== "declined" && found?.value.handle === outcome.handle;
    const { encryptionKey: _, ...rest } = found.value;
    const closed: RequestRow = outcome === "declined" ? { ...rest, state: "declined" } : { ...rest, state: "answered", ...outcome };
    if (await shop.store.requests.replace(id, found.revision, closed, rest.expiresAt)) return true;
  }
}

/** Sessions are stored as hashes: a leaked store opens no browser. */
export function sessionHash(session: string): string {
  return sha256(`inkling session ${session}`);
}

/** Compares a stored session with a browser's, in constant time. */
export function sameSession(stored: string, session: string): boolean {
  return timingSafeEqual(Buffer.from(stored), Buffer.from(sessionHash(session)));
}
