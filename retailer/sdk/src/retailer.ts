/**
 * Everything a shop does with a vault, on one object; each method takes plain values and works with any web framework.
 *
 * Invariant: this object keeps no state of its own; all of it is in the store.
 */
import type { MailboxFetch } from "./address.js";
import { pauseGrant, revokeGrant, updateGrant } from "./changes.js";
import { checkToken, closeGrant, readGrant, type GrantView, type LiveGrantView } from "./grants.js";
import { refreshGrant } from "./refresh.js";
import { createRequest, requestObject, requestState, type CreatedRequest, type RequestState } from "./requests.js";
import { completeResponse, receiveResponse, type Answer } from "./responses.js";
import { didDocument, openShop, type Paths, type ShopConfiguration } from "./shop.js";
import type { Ask } from "./terms.js";

/** A shop that can ask, receive, and forget. */
export interface Retailer {
  readonly origin: string;
  /** `decentralized_identifier:did:web:shop.example`. */
  readonly clientId: string;
  readonly paths: Readonly<Paths>;
  /** The JSON for `/.well-known/did.json`. */
  didDocument(): object;
  /**
   * A new request for one browser session, and its link (OpenID4VP 1.0, section 5). Each call makes a key and a row that lives for
   * twenty minutes: call it when somebody has pressed your button, and limit how often one visitor may. An ask that no vault could
   * read is refused with `invalid_configuration` and the `member` that is wrong.
   */
  createRequest(ask: Ask, session: string): Promise<CreatedRequest>;
  /** The signed request object (RFC 9101); `walletNonce` when the vault posted one (OpenID4VP 1.0, section 5.10). */
  requestObject(id: string, walletNonce?: string): Promise<string>;
  /** How a request is getting on; only for the browser session that began it. */
  requestState(id: string, session: string): Promise<RequestState>;
  /** The vault's answer (OpenID4VP 1.0, section 8.3.1); undefined when the customer declined, or the vault could not. */
  receive(form: URLSearchParams): Promise<Answer | undefined>;
  /**
   * The browser came back: exchanges its one-time code for the grant. Keep `handle` with the customer's account. In another
   * session than the one that asked, the code is burnt and the grant, which nobody has seen, is closed (`wrong_session`).
   */
  complete(code: string, session: string): Promise<LiveGrantView>;
  /**
   * What the shop holds for a customer, once their browser has come back. Ask each time: the answer changes when the customer
   * does.
   */
  grant(handle: string): Promise<GrantView | undefined>;
  /**
   * Reads the vault's mailbox, if the grant has one: status list (Token Status List) and newest tokens. Call it for every grant
   * you use, every few minutes. Every call asks for the tokens, by their `ETag`; the list is asked for when its `ttl` is over, or
   * when the tokens alone could mean a pause or its end. Answers what `grant` would. Throws when the mailbox cannot be read: the
   * grant then stands as it did, until its last confirmation has run out, and the mailbox is left alone for a minute, then two,
   * then four, up to six hours, or until the vault itself is heard. Such a call throws at once. `fetch`: `mailboxFetch` of
   * `inkling-retailer/node`, or your own with the same care.
   */
  refresh(handle: string, fetch: MailboxFetch): Promise<GrantView | undefined>;
  /** A change pushed by the vault, or the end of a pause. */
  update(handle: string, form: URLSearchParams): Promise<{ grant_nonce: string }>;
  /** A signed pause (RFC 8417): details and tokens are deleted until the next change. */
  pause(handle: string, event: string): Promise<void>;
  /** A signed end (RFC 8417), answered with a signed and dated confirmation. */
  revoke(handle: string, event: string): Promise<{ ack: string }>;
  /** The shop forgets of its own accord. */
  close(handle: string): Promise<void>;
  /** Whether a token is the one held now. */
  check(token: string): Promise<{ version: number; until: number }>;
  /** Forgets what has run out. Call it every few minutes. */
  sweep(): Promise<void>;
}

/** Makes a `Retailer` of a configuration. */
export function createRetailer(configuration: ShopConfiguration): Retailer {
  const shop = openShop(configuration);
  const { requests, codes, grants } = shop.store;
  return {
    origin: shop.origin,
    clientId: shop.clientId,
    paths: shop.paths,
    didDocument: () => didDocument(shop),
    createRequest: (ask, session) => createRequest(shop, ask, session),
    requestObject: (id, walletNonce) => requestObject(shop, id, walletNonce),
    requestState: (id, session) => requestState(shop, id, session),
    receive: (form) => receiveResponse(shop, form),
    complete: (code, session) => completeResponse(shop, code, session),
    grant: (handle) => readGrant(shop, handle),
    refresh: (handle, fetch) => refreshGrant(shop, handle, fetch),
    update: (handle, form) => updateGrant(shop, handle, form),
    pause: (handle, event) => pauseGrant(shop, handle, event),
    revoke: (handle, event) => revokeGrant(shop, handle, event),
    close: (handle) => closeGrant(shop, handle),
    check: (token) => checkToken(shop, token),
    sweep: async () => {
      const now = shop.clock();
      await Promise.all([requests.sweep(now), codes.sweep(now), grants.sweep(now)]);
    },
  };
}
