/** Every hostile presentation we know, by where it is forbidden. The forger holds the grant's key: the signatures hold. */
import { createHmac, createPublicKey } from "node:crypto";
import { base64url } from "jose";

import { ASK, DAY, fetchRequest, openTestShop, openTestVault, present, PROFILE, random, SESSION, sha256, sign, WORD } from "./vault.js";

export const shop = await openTestShop();
export const vault = await openTestVault(shop.clock);
const stranger = await openTestVault(shop.clock);
const { id } = await shop.retailer.createRequest(ASK, SESSION);
export const request = await fetchRequest(shop.retailer, id);
export const details = { "shoes.size": PROFILE["shoes.size"] };
const now = vault.seconds();
export const expected = {
  clientId: shop.retailer.clientId,
  nonces: [request.nonce],
  termsHash: sha256(request.transaction_data[0]),
  details: ["shoes.size"],
  now: shop.clock.now,
};
const elsewhere = "decentralized_identifier:did:web:other.example";
const encode = (value) => base64url.encode(typeof value === "string" ? value : JSON.stringify(value));
const decode = (text) => JSON.parse(new TextDecoder().decode(base64url.decode(text)));
/** Adds a disclosure and its digest. */
const add = (disclosures, parent, value) => {
  const text = encode(value);
  disclosures.push(text);
  (parent._sd ??= []).push(sha256(text));
};
/** The same for what a customer in plain mode says. */
const addWord = (disclosures, payload, value) => add(disclosures, (payload.personalisation = {}), [random(), "optout", value]);
/** The same bytes in another text: the last character's four spare bits, set. */
const respelled = (compact) => {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return compact.slice(0, -1) + letters[letters.indexOf(compact.at(-1)) | 1];
};
const reheader = (jwt, change) => {
  const [head, ...others] = jwt.split(".");
  return [encode({ ...decode(head), ...change }), ...others].join(".");
};
const resigned = (jwt, signature) => jwt.replace(/[^.]*$/, typeof signature === "function" ? signature : () => signature);
/** Signed with the public key as if it were a secret: what a verifier believes that lets the token choose the algorithm. */
const withPublicKey = (jwt) => {
  const secret = createPublicKey({ key: vault.jwk, format: "jwk" }).export({ type: "spki", format: "pem" });
  return resigned(jwt, createHmac("sha256", secret).update(jwt.slice(0, jwt.lastIndexOf("."))).digest("base64url"));
};
const twice = (member) => ({ payloadText: (p) => JSON.stringify(p).replace("{", `{${member},`) });

/** Where it is forbidden, what is wrong, the code it is refused with, and how to make it. */
const BY_SOURCE = {
  "RFC 9901, 7.1, step 2": {
    "alg says none over a good signature": ["unsupported_algorithm", { header: { alg: "none" } }],
    "alg is none and nothing is signed": ["unsupported_algorithm", { header: { alg: "none" }, jwt: (jwt) => resigned(jwt, "") }],
    "the digest algorithm is foreign": ["unsupported_algorithm", { payload: (p) => (p._sd_alg = "sha-512") }],
    "the signed header changed": ["bad_signature", { jwt: (jwt) => reheader(jwt, { kid: `${vault.did}#0` }) }],
    "the signature is all zeros": ["bad_signature", { jwt: (jwt) => resigned(jwt, base64url.encode(new Uint8Array(64))) }],
    "both keys are another's": ["bad_signature", { payload: (p) => { p.iss = stranger.did; p.cnf.jwk = stranger.jwk; } }],
    "the header brings its own key": ["bad_signature", { jwt: (jwt) => sign(stranger, { ...decode(jwt.split(".")[0]), jwk: stranger.jwk }, decode(jwt.split(".")[1])) }],
  },
  "RFC 9901, 7.1, step 3": {
    "a disclosure is named _sd": ["reserved_name", { payload: (p, d) => add(d, p.shoes, [random(), "_sd", []]) }],
    "a disclosure is named ...": ["reserved_name", { payload: (p, d) => add(d, p.shoes, [random(), "...", "x"]) }],
    "a disclosure overrides a visible claim": ["overridden_claim", { payload: (p) => (p.shoes.size = {}) }],
    "two disclosures have one name": ["overridden_claim", { payload: (p, d) => add(d, p.shoes, [random(), "size", []]) }],
    "a disclosure has two elements": ["malformed_disclosure", { payload: (p, d) => add(d, p.shoes, [random(), "size"]) }],
    "a disclosure has four elements": ["malformed_disclosure", { payload: (p, d) => add(d, p.shoes, [random(), "a", 1, 2]) }],
    "a disclosure is an object": ["malformed_disclosure", { payload: (p, d) => add(d, p.shoes, { a: 1 }) }],
    "a disclosure's name is a number": ["malformed_disclosure", { payload: (p, d) => add(d, p.shoes, [random(), 7, 1]) }],
    "a disclosure is not JSON": ["malformed_disclosure", { payload: (p, d) => add(d, p.shoes, "[\"a\",") }],
    "a disclosure is not UTF-8": ["malformed_disclosure", { disclosures: (d) => d.push(base64url.encode(new Uint8Array([0x5b, 0xff, 0x5d]))) }],
    "a disclosure is empty": ["malformed_disclosure", { disclosures: (d) => d.push("") }],
  },
  "RFC 9901, 7.1, step 4": {
    "two digests are equal": ["duplicate_digest", { payload: (p) => p.shoes._sd.push(p.shoes._sd[0]) }],
    "two digests are equal in different places": ["duplicate_digest", { payload: (p) => (p._sd = [p.shoes._sd[0]]) }],
    "two digests of nothing are equal": ["duplicate_digest", { payload: (p) => p.shoes._sd.push(sha256("decoy"), sha256("decoy")) }],
  },
  "RFC 9901, 7.1, step 5": {
    "a disclosure comes twice": ["duplicate_digest", { disclosures: (d) => d.push(d[0]) }],
    "no digest points to a disclosure": ["unreferenced_disclosure", { disclosures: (d) => d.push(encode([random(), "x", 1])) }],
  },
  "RFC 9901, 7.1, step 6": {
    "the token expires this second": ["expired", { payload: (p) => (p.exp = now) }],
    "the token expired yesterday": ["expired", { payload: (p) => { p.iat = now - 2 * DAY; p.exp = now - DAY; } }],
    "exp is a text": ["malformed_token", { payload: (p) => (p.exp = "9999999999") }],
    "exp is beyond all numbers": ["malformed_token", { payloadText: (p) => JSON.stringify(p).replace(/"exp":\d+/, '"exp":1e999') }],
    "the token begins tomorrow": ["not_yet_valid", { payload: (p) => (p.nbf = now + DAY) }],
    "nbf is a text": ["malformed_token", { payload: (p) => (p.nbf = String(now + DAY)) }],
    "the token was issued tomorrow": ["not_yet_valid", { payload: (p) => (p.iat = now + DAY) }],
  },
  "RFC 9901, 7.3": {
    "the key binding is missing": ["missing_key_binding", { compact: (c) => c.slice(0, c.lastIndexOf("~") + 1) }],
    "the key binding typ is foreign": ["wrong_type", { kbHeader: { typ: "JWT" } }],
    "the key binding typ is missing": ["wrong_type", { kbHeader: { typ: undefined } }],
    "the key binding's alg is none": ["unsupported_algorithm", { kbHeader: { alg: "none" }, kbJwt: (jwt) => resigned(jwt, "") }],
    "the key binding is another key's": ["bad_signature", { kbVault: stranger }],
    "the audience is another shop": ["wrong_audience", { kb: (kb) => (kb.aud = elsewhere) }],
    "the audience is a list": ["wrong_audience", { kb: (kb) => (kb.aud = [kb.aud]) }],
    "the audience is missing": ["wrong_audience", { kb: (kb) => delete kb.aud }],
    "the nonce is another": ["wrong_nonce", { kb: (kb) => (kb.nonce = random()) }],
    "the nonce is missing": ["wrong_nonce", { kb: (kb) => delete kb.nonce }],
    "the key binding is 301 seconds old": ["stale_key_binding", { kb: (kb) => (kb.iat = now - 301) }],
    "the key binding is a year old": ["stale_key_binding", { kb: (kb) => (kb.iat = now - 365 * DAY) }],
    "the key binding is from the future": ["stale_key_binding", { kb: (kb) => (kb.iat = now + 120) }],
    "the key binding has no date": ["stale_key_binding", { kb: (kb) => delete kb.iat }],
    "the key binding has ended": ["stale_key_binding", { kb: (kb) => (kb.exp = now) }],
    "the key binding begins tomorrow": ["stale_key_binding", { kb: (kb) => (kb.nbf = now + DAY) }],
    "the key binding's date is a text": ["stale_key_binding", { kb: (kb) => (kb.iat = String(now)) }],
    "sd_hash is another's": ["wrong_sd_hash", { kb: (kb) => (kb.sd_hash = sha256("other")) }],
    "sd_hash is missing": ["wrong_sd_hash", { kb: (kb) => delete kb.sd_hash }],
    "a disclosure was taken out after binding": ["wrong_sd_hash", { compact: (c) => [c.split("~")[0], c.split("~").at(-1)].join("~") }],
    "the key binding comes twice": ["wrong_sd_hash", { compact: (c) => `${c}~${c.split("~").at(-1)}` }],
  },
  "SD-JWT VC, 2.2": {
    "the issuer typ is foreign": ["wrong_type", { header: { typ: "vc+sd-jwt" } }],
    "the issuer typ is missing": ["wrong_type", { header: { typ: undefined } }],
    "a disclosure replaces exp": ["reserved_name", { payload: (p, d) => add(d, p, [random(), "exp", now * 2]) }],
    "a disclosure holds the only exp": ["malformed_token", { payload: (p, d) => { delete p.exp; add(d, p, [random(), "exp", now * 2]); } }],
    "a disclosure holds nbf": ["reserved_name", { payload: (p, d) => add(d, p, [random(), "nbf", now - DAY]) }],
    "a disclosure replaces cnf": ["reserved_name", { payload: (p, d) => add(d, p, [random(), "cnf", { jwk: stranger.jwk }]) }],
    "a disclosure holds the status": ["reserved_name", { payload: (p, d) => add(d, p, [random(), "status", {}]) }],
    "the token's type is missing": ["wrong_vct", { payload: (p) => delete p.vct }],
    "the token's type is another": ["wrong_vct", { payload: (p) => (p.vct = "urn:eudi:pid:1") }],
  },
  "RFC 7515, 4.1.11": {
    "an unknown critical header is named": ["critical_header", { header: { crit: ["x"], x: 1 } }],
    "a critical header is named that is not there": ["critical_header", { header: { crit: ["x"] } }],
    "a known critical header is named": ["critical_header", { header: { crit: ["b64"], b64: true } }],
    "the key binding names a critical header": ["critical_header", { kbHeader: { crit: ["x"], x: 1 } }],
  },
  "RFC 8725, 3.1": {
    "alg is HS256 with the public key": ["unsupported_algorithm", { header: { alg: "HS256" }, jwt: withPublicKey }],
    "alg says ES384 over a good signature": ["unsupported_algorithm", { header: { alg: "ES384" } }],
    "alg is missing": ["unsupported_algorithm", { header: { alg: undefined } }],
    "the key binding's alg is HS256 with the public key": ["unsupported_algorithm", { kbHeader: { alg: "HS256" }, kbJwt: withPublicKey }],
  },
  "RFC 7518, 3.4": {
    "the signature is in another form": ["bad_signature", { jwt: (jwt) => sign(vault, decode(jwt.split(".")[0]), decode(jwt.split(".")[1]), "der") }],
  },
  "RFC 7515, 2": {
    "the last signature has another spelling": ["malformed_token", { compact: respelled }],
    "a disclosure is padded": ["malformed_token", { compact: (c) => c.replace("~", "=~") }],
    "a disclosure is padded before binding": ["malformed_token", { disclosures: (d) => d.push(`${d.pop()}=`) }],
    "a line break follows": ["malformed_token", { compact: (c) => `${c}\n` }],
  },
  "RFC 7519, 4": {
    "the payload has a key twice": ["duplicate_key", twice('"exp":1')],
    "the payload has a key twice in disguise": ["duplicate_key", twice('"\\u0065xp":1')],
    "the grant has a key twice": ["duplicate_key", { payloadText: (p) => JSON.stringify(p).replace('"ver":', '"ver":9,"ver":') }],
    "the header has a key twice": ["duplicate_key", { jwt: (jwt) => sign(vault, `{"alg":"none",${JSON.stringify(decode(jwt.split(".")[0])).slice(1)}`, decode(jwt.split(".")[1])) }],
    "the key binding has a key twice": ["duplicate_key", { kbText: (kb) => JSON.stringify(kb).replace("{", '{"nonce":"x",') }],
    "the payload is a list": ["malformed_token", { payloadText: (p) => JSON.stringify([p]) }],
  },
  "RFC 8259, 4, 8": {
    "a value has a key twice": ["duplicate_key", { payload: (p, d) => add(d, p.shoes, `["${random()}","width",{"a":1,"a":2}]`) }],
    "a value holds half a character": ["malformed_disclosure", { payload: (p, d) => add(d, p.shoes, `["${random()}","width","\\ud83d"]`) }],
    "the payload begins with a byte order mark": ["malformed_token", { payloadText: (p) => `\ufeff${JSON.stringify(p)}` }],
  },
  "OpenID4VP 1.0, B.3.3.1": {
    "the terms' digest algorithm is foreign": ["unsupported_algorithm", { kb: (kb) => (kb.transaction_data_hashes_alg = "md5") }],
    "the signed terms are others": ["wrong_terms", { kb: (kb) => (kb.transaction_data_hashes = [sha256("other terms")]) }],
    "the terms are not signed": ["wrong_terms", { kb: (kb) => delete kb.transaction_data_hashes }],
    "the signed terms are a text": ["wrong_terms", { kb: (kb) => ([kb.transaction_data_hashes] = kb.transaction_data_hashes) }],
    "two terms are signed": ["wrong_terms", { kb: (kb) => kb.transaction_data_hashes.push(sha256("more")) }],
    "the terms are signed twice": ["wrong_terms", { kb: (kb) => kb.transaction_data_hashes.push(kb.transaction_data_hashes[0]) }],
  },
  "this profile": {
    "the issuer's signature is another key's": ["wrong_issuer", { payload: (p) => (p.iss = stranger.did) }],
    "cnf is another key": ["wrong_issuer", { payload: (p) => (p.cnf.jwk = stranger.jwk) }],
    "cnf is missing": ["wrong_issuer", { payload: (p) => delete p.cnf }],
    "cnf holds a private key": ["wrong_issuer", { payload: (p) => (p.cnf.jwk = { ...vault.jwk, d: vault.jwk.x }) }],
    "the key is not on the curve": ["wrong_issuer", { payload: (p) => (p.cnf.jwk = { ...vault.jwk, y: vault.jwk.x }) }],
    "iss is missing": ["wrong_issuer", { payload: (p) => delete p.iss }],
    "iss is a web address": ["wrong_issuer", { payload: (p) => (p.iss = "https://issuer.example") }],
    "kid names another key": ["wrong_issuer", { header: { kid: "#1" } }],
    "the token never expires": ["malformed_token", { payload: (p) => delete p.exp }],
    "the token has no date": ["malformed_token", { payload: (p) => delete p.iat }],
    "the token is for another shop": ["wrong_recipient", { payload: (p) => (p.grant.to = elsewhere) }],
    "the grant's terms are others": ["wrong_terms", { payload: (p) => (p.grant.terms = sha256("other")) }],
    "the grant is missing": ["malformed_token", { payload: (p) => delete p.grant }],
    "a disclosure replaces the grant": ["reserved_name", { payload: (p, d) => add(d, p, [random(), "grant", {}]) }],
    "the version is zero": ["malformed_token", { payload: (p) => (p.grant.ver = 0) }],
    "the version is a fraction": ["malformed_token", { payload: (p) => (p.grant.ver = 1.5) }],
    "the grant id is guessable": ["malformed_token", { payload: (p) => (p.grant.id = "1") }],
    "a salt is short": ["malformed_disclosure", { payload: (p, d) => add(d, p.shoes, ["c2FsdA", "width", "wide"]) }],
    "a digest is no digest": ["malformed_token", { payload: (p) => p.shoes._sd.push("short") }],
    "a digest is a number": ["malformed_token", { payload: (p) => p.shoes._sd.push(7) }],
    "_sd is not a list": ["malformed_token", { payload: (p) => (p.shoes._sd = "x") }],
    "a value holds digests": ["reserved_name", { payload: (p, d) => add(d, p.shoes, [random(), "width", { _sd: [] }]) }],
    "a disclosure hides another": ["reserved_name", { payload: (p, d) => { const inner = encode([random(), "shape", "wide"]); add(d, p.shoes, [random(), "width", { _sd: [sha256(inner)] }]); d.push(inner); } }],
    "a value holds an array digest": ["reserved_name", { payload: (p, d) => add(d, p.shoes, [random(), "width", [{ "...": "x" }]]) }],
    "an array element is a disclosure": ["malformed_disclosure", { payload: (p, d) => { const element = encode([random(), "wide"]); p.shoes.width = [{ "...": sha256(element) }]; d.push(element); } }],
    "the payload holds an array digest": ["reserved_name", { payload: (p) => (p.shoes["..."] = "x") }],
    "the payload holds a reserved name at the top": ["reserved_name", { payload: (p) => (p["..."] = {}) }],
    "a disclosure is named _sd_alg": ["reserved_name", { payload: (p, d) => add(d, p.shoes, [random(), "_sd_alg", "md5"]) }],
    "a disclosure is named __proto__": ["reserved_name", { payload: (p, d) => add(d, p.shoes, [random(), "__proto__", {}]) }],
    "a value has a member named __proto__": ["reserved_name", { payload: (p, d) => add(d, p.shoes, `["${random()}","width",{"__proto__":{"a":1}}]`) }],
    "the payload has a member named __proto__": ["reserved_name", twice('"__proto__":{}')],
    "a disclosure's name hides a path": ["malformed_disclosure", { payload: (p, d) => add(d, p, [random(), "shoes.size", 1]) }],
    "a preference is in plain sight": ["unexpected_claim", { payload: (p) => (p.colours = ["blue"]) }],
    "there are 65 disclosures": ["too_many_disclosures", { disclosures: (d) => { while (d.length < 65) d.push(encode([random(), random(), 1])); } }],
    "it is longer than 32 kB": ["too_large", { payload: (p, d) => add(d, p.shoes, [random(), "width", "x".repeat(30_000)]) }],
    "a value nests too deep": ["too_deep", { payload: (p, d) => add(d, p.shoes, [random(), "width", [[[[1]]]]]) }],
    "the payload nests too deep": ["too_deep", { payload: (p) => (p.a = { b: { c: { d: {} } } }) }],
  },
};

/** What was asked for only the shop knows, and how strict to be is each verifier's choice: these are no part of the list that is shared with other verifiers. */
export const OWN_AFFAIR = {
  "iss spells its key another way": ["wrong_issuer", { payload: (p) => (p.iss = `did:jwk:${encode({ kty: "EC", crv: "P-256", x: vault.jwk.x, y: vault.jwk.y })}`) }],
  "kid is missing": ["wrong_issuer", { header: { kid: undefined } }],
  "kid is spelt out": ["wrong_issuer", { header: { kid: `${vault.did}#0` } }],
  "the terms' digest algorithm is missing": ["unsupported_algorithm", { kb: (kb) => delete kb.transaction_data_hashes_alg }],
  "the key binding says more": ["unexpected_claim", { kb: (kb) => (kb.more = 1) }],
  "a detail was never asked for": ["not_requested", { payload: (p, d) => add(d, p.shoes, [random(), "width", "wide"]) }],
  "the word of plain mode stands beside a detail": ["not_requested", { payload: (p, d) => addWord(d, p, WORD) }],
  "the word of plain mode stands alone, and covers less": ["not_requested", { payload: (p, d) => { d.splice(0); addWord(d, p, ["history"]); } }],
  "the word of plain mode stands alone, and covers what there is not": ["not_requested", { payload: (p, d) => { d.splice(0); addWord(d, p, [...WORD, "weather"]); } }],
  "the word of plain mode stands alone, as a mere yes": ["not_requested", { payload: (p, d) => { d.splice(0); addWord(d, p, true); } }],
  "another detail stands in the place of what was asked": ["not_requested", { payload: (p, d) => { d.splice(0); add(d, p.shoes, [random(), "width", "wide"]); } }],
  "the detail that was asked is missing": ["missing_detail", { disclosures: (d) => d.splice(0) }],
};

/** Every kind that each verifier has to refuse. */
export const HOSTILE = Object.entries(BY_SOURCE).flatMap(([source, kinds]) =>
  Object.entries(kinds).map(([kind, [code, bend]]) => ({ kind, source, code, bend })));

/** The list for the other verifiers: presentations as text, and what to check them against. */
export async function sharedList() {
  const hostile = [];
  for (const { kind, source, bend } of HOSTILE) hostile.push({ kind, source, presentation: await present(vault, request, details, { bend }) });
  return {
    client_id: expected.clientId,
    nonce: request.nonce,
    transaction_data: request.transaction_data[0],
    now: Math.floor(expected.now / 1000),
    details: expected.details,
    honest: await present(vault, request, details),
    hostile,
  };
}
