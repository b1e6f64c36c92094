/** A small vault for the tests; every part of what it sends can be bent, and is signed afterwards. */
import { createHash, KeyObject, randomBytes, sign as signBytes } from "node:crypto";
import { base64url, CompactEncrypt, decodeJwt, exportJWK, generateKeyPair, importJWK } from "jose";
import { createRetailer, generateKey, memoryStore } from "inkling-retailer";

export const ORIGIN = "https://shop.example";
export const SESSION = "session-of-the-browser-that-asked";
export const DAY = 86_400;
export const sha256 = (text) => createHash("sha256").update(text).digest("base64url");
export const random = () => randomBytes(16).toString("base64url");

export const ASK = {
  groups: [
    { id: "films", details: ["interests.media.film"], required: true },
    { id: "sizes", details: ["shoes.size"], required: false },
  ],
  terms: {
    purposes: ["dpv:ProvideProductRecommendations"],
    retention: "P30D",
    onward: "none",
    combine: false,
    policy: `${ORIGIN}/privacy`,
  },
};

export const PROFILE = {
  "interests.media.film": [{ id: "thrillers", strength: 3 }, { id: "crime", strength: 2 }],
  "shoes.size": [{ system: "EU", value: "40" }],
};

/** What a vault says in plain mode, as the value of `personalisation.optout`. */
export const WORD = ["history", "profiling", "ads"];

/** A shop with a clock that only moves when told. */
export async function openTestShop(more = {}) {
  const clock = { now: Date.parse("2026-11-23T12:00:30Z") };
  const { store = memoryStore() } = more;
  const retailer = createRetailer({ origin: ORIGIN, signingKey: await generateKey(), clock: () => clock.now, ...more, store });
  return { retailer, store, clock, later: (ms) => (clock.now += ms) };
}

/** A grant's key and the token made with it. */
export async function openTestVault(clock) {
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  const { kty, crv, x, y } = await exportJWK(publicKey);
  const jwk = { crv, kty, x, y };
  const did = `did:jwk:${base64url.encode(JSON.stringify(jwk))}`;
  const vault = { privateKey, jwk, did, grantId: random(), seconds: () => Math.floor(clock.now / 1000) };
  return vault;
}

/** The request as the vault reads it. */
export async function fetchRequest(retailer, id, walletNonce) {
  return decodeJwt(await retailer.requestObject(id, walletNonce));
}

/** An ES256 signature over any header and payload, also over those that no library would sign. */
export function sign(vault, header, payload, dsaEncoding = "ieee-p1363") {
  const text = (value) => base64url.encode(typeof value === "string" ? value : JSON.stringify(value));
  const signed = `${text(header)}.${text(payload)}`;
  const signature = signBytes("sha256", Buffer.from(signed), { key: KeyObject.from(vault.privateKey), dsaEncoding });
  return `${signed}.${base64url.encode(signature)}`;
}

/**
 * One presentation. `bend` may change what is signed (header, payload, payloadText, disclosures, kbHeader, kb, kbText), by whom
 * (kbVault), or what was signed (jwt before the key binding, kbJwt and compact after it).
 */
export async function present(vault, request, details, { version = 1, nonce = request.nonce, boundAt, bend = {} } = {}) {
  const now = vault.seconds();
  const terms = sha256(request.transaction_data[0]);
  const disclosures = [];
  const payload = {
    iss: vault.did,
    vct: "urn:inkling:preferences:1",
    iat: now - (now % 3600),
    exp: now + 30 * DAY,
    cnf: { jwk: vault.jwk },
    grant: {
      id: vault.grantId, ver: version, to: request.client_id,
      purposes: ["dpv:ProvideProductRecommendations"], retention: "P30D", onward: "none", combine: false, terms,
      ...(vault.mailbox && { mailbox: vault.mailbox }),
    },
    ...(vault.status && { status: vault.status }),
    _sd_alg: "sha-256",
  };
  for (const [key, value] of Object.entries(details)) {
    const path = key.split(".");
    const name = path.pop();
    const disclosure = base64url.encode(JSON.stringify([random(), name, value]));
    let parent = payload;
    for (const step of path) parent = parent[step] ??= {};
    (parent._sd ??= []).push(sha256(disclosure));
    disclosures.push(disclosure);
  }
  bend.payload?.(payload, disclosures);
  bend.disclosures?.(disclosures, payload);
  const header = { typ: "dc+sd-jwt", kid: "#0", alg: "ES256", ...bend.header };
  const honest = sign(vault, header, bend.payloadText?.(payload) ?? payload);
  const jwt = bend.jwt?.(honest) ?? honest;
  const signed = [jwt, ...disclosures, ""].join("~");
  const kb = {
    iat: boundAt ?? now, aud: request.client_id, nonce, sd_hash: sha256(signed),
    transaction_data_hashes: [terms], transaction_data_hashes_alg: "sha-256",
  };
  bend.kb?.(kb);
  const kbHeader = { typ: "kb+jwt", alg: "ES256", ...bend.kbHeader };
  const kbJwt = sign(bend.kbVault ?? vault, kbHeader, bend.kbText?.(kb) ?? kb);
  const compact = signed + (bend.kbJwt?.(kbJwt) ?? kbJwt);
  return bend.compact?.(compact) ?? compact;
}

export async function seal(request, message, header = {}) {
  const [key] = request.client_metadata.jwks.keys;
  const text = typeof message === "string" ? message : JSON.stringify(message);
  return new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: "ECDH-ES", enc: "A256GCM", kid: key.kid, ...header })
    .encrypt(await importJWK(key, "ECDH-ES"));
}

export const form = (response) => new URLSearchParams({ response });

/** A whole answer: groups to details. */
export async function answer(vault, request, groups, options) {
  const vp_token = {};
  for (const [id, details] of Object.entries(groups)) vp_token[id] = [await present(vault, request, details, options)];
  return form(await seal(request, { vp_token, ...(options?.update ? {} : { state: request.state }) }));
}

export const groupsOf = (...ids) =>
  Object.fromEntries(ids.map((id) => {
    const [key] = ASK.groups.find((group) => group.id === id).details;
    return [id, { [key]: PROFILE[key] }];
  }));

/** From the question to a completed grant. `prepare` may give the vault a mailbox before it answers. */
export async function granted({ groups = groupsOf("films", "sizes"), ask = ASK, prepare = () => {}, ...more } = {}) {
  const shop = await openTestShop(more);
  const vault = await openTestVault(shop.clock);
  prepare(vault);
  const { id } = await shop.retailer.createRequest(ask, SESSION);
  const request = await fetchRequest(shop.retailer, id);
  const reply = await shop.retailer.receive(await answer(vault, request, groups));
  const code = new URL(reply.redirect_uri).searchParams.get("response_code");
  const grant = await shop.retailer.complete(code, SESSION);
  return { ...shop, vault, request, reply, code, grant, handle: grant.handle };
}

/** The signed end of a grant. */
export function revocation(vault, request, bend) {
  return securityEvent(vault, request, {
    "https://schemas.openid.net/secevent/caep/event-type/credential-change": {
      credential_type: "urn:inkling:preferences:1", change_type: "revoke", event_timestamp: vault.seconds(),
    },
  }, bend);
}

/** The signed pause of a grant whose highest version was `version`; `until` in seconds. */
export function pause(vault, request, { version = 1, until, ...bend } = {}) {
  return securityEvent(vault, request, { "urn:inkling:event:grant-paused:1": { ver: version, ...(until && { until }) } }, bend);
}

async function securityEvent(vault, request, events, bend = {}) {
  const payload = {
    iss: vault.did, jti: random(), iat: vault.seconds(), aud: request.client_id,
    sub_id: { format: "opaque", id: vault.grantId }, events,
  };
  bend.payload?.(payload);
  return sign(bend.vault ?? vault, { typ: "secevent+jwt", alg: "ES256", kid: `${vault.did}#0`, ...bend.header }, payload);
}
