/**
 * Who the shop is: one host, one signing key, one did document (did:web; OpenID4VP 1.0, section 5.9.3).
 *
 * Invariant: every URL of the flow is on exactly this host, over https; plain http and ports exist for loopback names only.
 */
import { isLoopback } from "./address.js";
import { ensure } from "./errors.js";
import { publicPart, type PrivateJwk } from "./jose.js";
import type { Store } from "./store.js";

/** Where the routes live on the shop's host. */
export interface Paths {
  /** Request objects: `<request>/<id>`. */
  request: string;
  /** The vault's answer. */
  response: string;
  /** Living grants: `<grant>/<handle>`. */
  grant: string;
  /** The page the browser comes back to, with `?response_code=`. */
  back: string;
}

/** What a shop configures once. */
export interface ShopConfiguration {
  /** `https://shop.example`, without a port; `http://localhost:8443` works for trying out, with the vault in developer mode. */
  origin: string;
  /** Signs requests and deletions. See `generateKey` and `keyFile`. */
  signingKey: PrivateJwk;
  store: Store;
  paths?: Partial<Paths>;
  /** Milliseconds since 1970; the system clock unless a test says otherwise. */
  clock?: () => number;
}

/** A configured shop. */
export interface Shop {
  origin: string;
  /** Whether it is being tried out: on this computer, with vaults and mailboxes beside it. */
  loopback: boolean;
  did: string;
  clientId: string;
  signer: { key: PrivateJwk; kid: string };
  store: Store;
  paths: Paths;
  clock: () => number;
}

const PATHS: Paths = { request: "/vault/request", response: "/vault/response", grant: "/vault/g", back: "/vault/return" };

/** Checks a configuration and works out the shop's names. */
export function openShop(configuration: ShopConfiguration): Shop {
  const url = URL.canParse(configuration.origin) ? new URL(configuration.origin) : undefined;
  ensure(url !== undefined && url.origin === configuration.origin, "invalid_configuration", "origin");
  const loopback = isLoopback(url.hostname);
  ensure(loopback || (url.protocol === "https:" && url.port === ""), "invalid_configuration", "origin"); // vaults knock at no other port
  const did = `did:web:${url.host.replace(/[:[\]]/g, encodeURIComponent)}`;
  return {
    origin: url.origin,
    loopback,
    did,
    clientId: `decentralized_identifier:${did}`,
    signer: { key: configuration.signingKey, kid: `${did}#sig-1` },
    store: configuration.store,
    paths: { ...PATHS, ...configuration.paths },
    clock: configuration.clock ?? Date.now,
  };
}

/** The document for `/.well-known/did.json` (DID Core 1.0, section 5). */
export function didDocument(shop: Shop) {
  const { kid, key } = shop.signer;
  return {
    "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"],
    id: shop.did,
    verificationMethod: [
      { id: kid, type: "JsonWebKey2020", controller: shop.did, publicKeyJwk: publicPart(key) },
    ],
    authentication: [kid],
    assertionMethod: [kid],
  };
}
