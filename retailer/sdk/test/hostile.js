/** Every hostile presentation we know, by what is wrong with it. The forger holds the grant's key: the signatures hold. */
import { base64url } from "jose";

import { ASK, DAY, fetchRequest, openTestShop, openTestVault, present, PROFILE, random, SESSION, sha256 } from "./vault.js";

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
const encode = (value) => base64url.encode(typeof value === "string" ? value : JSON.stringify(value));
const add = (disclosures, parent, value) => {
  const text = encode(value);
  disclosures.push(text);
  (parent._sd ??= []).push(sha256(text));
};
/** The same bytes in another text: the last character's four spare bits, set. */
const respelled = (compact) => {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return compact.slice(0, -1) + letters[letters.indexOf(compact.at(-1)) | 1];
};
const reheader = (compact, change) => {
  const [jwt, ...rest] = compact.split("~");
  const [head, ...others] = jwt.split(".");
  const header = change(JSON.parse(new TextDecoder().decode(base64url.decode(head))));
  return [[encode(header), ...others].join("."), ...rest].join("~");
};

/** What is wrong, the code it is refused with, and how to make it. */
export const HOSTILE = {
  // types and algorithms
  "the issuer typ is foreign": ["wrong_type", { header: { typ: "vc+sd-jwt" } }],
  "the issuer typ is missing": ["wrong_type", { header: { typ: undefined } }],
  "the key binding typ is foreign": ["wrong_type", { kbHeader: { typ: "JWT" } }],
  "an unknown critical header is named": ["critical_header", { compact: (c) => reheader(c, (h) => ({ ...h, crit: ["x"], x: 1 })) }],
  "a known critical header is named": ["critical_header", { compact: (c) => reheader(c, (h) => ({ ...h, crit: ["b64"], b64: true })) }],
  "alg is none": ["unsupported_algorithm", { compact: (c) => reheader(c, (h) => ({ ...h, alg: "none" })) }],
  "alg is HS256 with the public key": ["unsupported_algorithm", { compact: (c) => reheader(c, (h) => ({ ...h, alg: "HS256" })) }],
  "alg is ES384": ["unsupported_algorithm", { compact: (c) => reheader(c, (h) => ({ ...h, alg: "ES384" })) }],
  "the digest algorithm is foreign": ["unsupported_algorithm", { payload: (p) => (p._sd_alg = "sha-512") }],
  "the terms' digest algorithm is foreign": ["unsupported_algorithm", { kb: (kb) => (kb.transaction_data_hashes_alg = "md5") }],
  // who signed
  "the issuer's signature is another key's": ["wrong_issuer", { payload: (p) => (p.iss = stranger.did) }],
  "cnf is another key": ["wrong_issuer", { payload: (p) => (p.cnf.jwk = stranger.jwk) }],
  "both keys are another's": ["bad_signature", { payload: (p) => { p.iss = stranger.did; p.cnf.jwk = stranger.jwk; } }],
  "iss is missing": ["wrong_issuer", { payload: (p) => delete p.iss }],
  "iss is a web address": ["wrong_issuer", { payload: (p) => (p.iss = "https://issuer.example") }],
  "cnf is missing": ["wrong_issuer", { payload: (p) => delete p.cnf }],
  "cnf holds a private key": ["wrong_issuer", { payload: (p) => (p.cnf.jwk = { ...vault.jwk, d: vault.jwk.x }) }],
  "kid names another key": ["wrong_issuer", { header: { kid: "#1" } }],
  "the key is not on the curve": ["wrong_issuer", { payload: (p) => (p.cnf.jwk = { ...vault.jwk, y: vault.jwk.x }) }],
  "the signed header changed": ["bad_signature", { compact: (c) => reheader(c, (h) => ({ ...h, kid: `${vault.did}#0` })) }],
  "the key binding is another key's": ["bad_signature", { kbVault: stranger }],
  // key binding
  "the key binding is missing": ["missing_key_binding", { compact: (c) => c.slice(0, c.lastIndexOf("~") + 1) }],
  "the audience is another shop": ["wrong_audience", { kb: (kb) => (kb.aud = "decentralized_identifier:did:web:other.example") }],
  "the audience is a list": ["wrong_audience", { kb: (kb) => (kb.aud = [kb.aud]) }],
  "the audience is missing": ["wrong_audience", { kb: (kb) => delete kb.aud }],
  "the nonce is another": ["wrong_nonce", { kb: (kb) => (kb.nonce = random()) }],
  "the nonce is missing": ["wrong_nonce", { kb: (kb) => delete kb.nonce }],
  "the key binding is 301 seconds old": ["stale_key_binding", { kb: (kb) => (kb.iat = now - 301) }],
  "the key binding is from the future": ["stale_key_binding", { kb: (kb) => (kb.iat = now + 120) }],
  "the key binding has no date": ["stale_key_binding", { kb: (kb) => delete kb.iat }],
  "the key binding has ended": ["stale_key_binding", { kb: (kb) => (kb.exp = now) }],
  "the key binding begins tomorrow": ["stale_key_binding", { kb: (kb) => (kb.nbf = now + DAY) }],
  "the key binding's date is a text": ["stale_key_binding", { kb: (kb) => (kb.iat = String(now)) }],
  "sd_hash is another's": ["wrong_sd_hash", { kb: (kb) => (kb.sd_hash = sha256("other")) }],
  "sd_hash is missing": ["wrong_sd_hash", { kb: (kb) => delete kb.sd_hash }],
  "a disclosure was taken out after binding": ["wrong_sd_hash", { compact: (c) => [c.split("~")[0], c.split("~").at(-1)].join("~") }],
  "the signed terms are others": ["wrong_terms", { kb: (kb) => (kb.transaction_data_hashes = [sha256("other terms")]) }],
  "the terms are not signed": ["wrong_terms", { kb: (kb) => delete kb.transaction_data_hashes }],
  "two terms are signed": ["wrong_terms", { kb: (kb) => kb.transaction_data_hashes.push(sha256("more")) }],
  // the grant
  "the token is for another shop": ["wrong_recipient", { payload: (p) => (p.grant.to = "decentralized_identifier:did:web:other.example") }],
  "the grant's terms are others": ["wrong_terms", { payload: (p) => (p.grant.terms = sha256("other")) }],
  "the grant is missing": ["malformed_token", { payload: (p) => delete p.grant }],
  "the version is zero": ["malformed_token", { payload: (p) => (p.grant.ver = 0) }],
  "the version is a fraction": ["malformed_token", { payload: (p) => (p.grant.ver = 1.5) }],
  "the grant id is guessable": ["malformed_token", { payload: (p) => (p.grant.id = "1") }],
  "the token's type is another": ["wrong_vct", { payload: (p) => (p.vct = "urn:eudi:pid:1") }],
  // time
  "the token has expired": ["expired", { payload: (p) => (p.exp = now) }],
  "the token never expires": ["malformed_token", { payload: (p) => delete p.exp }],
  "exp is a text": ["malformed_token", { payload: (p) => (p.exp = "9999999999") }],
  "the token begins tomorrow": ["not_yet_valid", { payload: (p) => (p.nbf = now + DAY) }],
  "the token was issued tomorrow": ["not_yet_valid", { payload: (p) => (p.iat = now + DAY) }],
  // disclosures
  "two digests are equal": ["duplicate_digest", { payload: (p) => p.shoes._sd.push(p.shoes._sd[0]) }],
  "two digests are equal in different places": ["duplicate_digest", { payload: (p) => (p._sd = [p.shoes._sd[0]]) }],
  "a disclosure comes twice": ["duplicate_digest", { disclosures: (d) => d.push(d[0]) }],
  "a disclosure is named _sd": ["reserved_name", { payload: (p, d) => add(d, p.shoes, [random(), "_sd", []]) }],
  "a disclosure is named ...": ["reserved_name", { payload: (p, d) => add(d, p.shoes, [random(), "...", "x"]) }],
  "a disclosure replaces exp": ["reserved_name", { payload: (p, d) => add(d, p, [random(), "exp", now * 2]) }],
  "a disclosure replaces cnf": ["reserved_name", { payload: (p, d) => add(d, p, [random(), "cnf", { jwk: stranger.jwk }]) }],
  "a value holds digests": ["reserved_name", { payload: (p, d) => add(d, p.shoes, [random(), "width", { _sd: [] }]) }],
  "a value holds an array digest": ["reserved_name", { payload: (p, d) => add(d, p.shoes, [random(), "width", [{ "...": "x" }]]) }],
  "the payload holds an array digest": ["reserved_name", { payload: (p) => (p.shoes["..."] = "x") }],
  "a disclosure overrides a visible claim": ["overridden_claim", { payload: (p) => (p.shoes.size = {}) }],
  "two disclosures have one name": ["overridden_claim", { payload: (p, d) => add(d, p.shoes, [random(), "size", []]) }],
  "no digest points to a disclosure": ["unreferenced_disclosure", { disclosures: (d) => d.push(encode([random(), "x", 1])) }],
  "a disclosure has two elements": ["malformed_disclosure", { payload: (p, d) => add(d, p.shoes, [random(), "size"]) }],
  "a disclosure has four elements": ["malformed_disclosure", { payload: (p, d) => add(d, p.shoes, [random(), "a", 1, 2]) }],
  "a disclosure is an object": ["malformed_disclosure", { payload: (p, d) => add(d, p.shoes, { a: 1 }) }],
  "a disclosure's name is a number": ["malformed_disclosure", { payload: (p, d) => add(d, p.shoes, [random(), 7, 1]) }],
  "a disclosure's name hides a path": ["malformed_disclosure", { payload: (p, d) => add(d, p, [random(), "shoes.size", 1]) }],
  "a disclosure is not JSON": ["malformed_disclosure", { payload: (p, d) => add(d, p.shoes, "[\"a\",") }],
  "a disclosure is not UTF-8": ["malformed_disclosure", { disclosures: (d) => d.push(base64url.encode(new Uint8Array([0x5b, 0xff, 0x5d]))) }],
  "the last signature has another spelling": ["malformed_token", { compact: respelled }],
  "a disclosure is padded": ["malformed_token", { compact: (c) => c.replace("~", "=~") }],
  "_sd is not a list": ["malformed_token", { payload: (p) => (p.shoes._sd = "x") }],
  "a preference is in plain sight": ["unexpected_claim", { payload: (p) => (p.colours = ["blue"]) }],
  "a detail was never asked for": ["not_requested", { payload: (p, d) => add(d, p.shoes, [random(), "width", "wide"]) }],
  "the detail that was asked is missing": ["missing_detail", { disclosures: (d) => d.splice(0) }],
  // sizes and JSON
  "there are 65 disclosures": ["too_many_disclosures", { disclosures: (d) => { while (d.length < 65) d.push(encode([random(), random(), 1])); } }],
  "it is longer than 32 kB": ["too_large", { payload: (p, d) => add(d, p.shoes, [random(), "width", "x".repeat(30_000)]) }],
  "a value nests too deep": ["too_deep", { payload: (p, d) => add(d, p.shoes, [random(), "width", [[[[1]]]]]) }],
  "the payload nests too deep": ["too_deep", { payload: (p) => (p.a = { b: { c: { d: {} } } }) }],
  "the payload has a key twice": ["duplicate_key", { payloadText: (p) => JSON.stringify(p).replace("{", '{"exp":1,') }],
  "the payload has a key twice in disguise": ["duplicate_key", { payloadText: (p) => JSON.stringify(p).replace("{", '{"\\u0065xp":1,') }],
  "the grant has a key twice": ["duplicate_key", { payloadText: (p) => JSON.stringify(p).replace('"ver":', '"ver":9,"ver":') }],
  "the key binding has a key twice": ["duplicate_key", { kbText: (kb) => JSON.stringify(kb).replace("{", '{"nonce":"x",') }],
  "a value has a member named __proto__": ["reserved_name", { payload: (p, d) => add(d, p.shoes, `["${random()}","width",{"__proto__":{"a":1}}]`) }],
  "the payload has a member named __proto__": ["reserved_name", { payloadText: (p) => JSON.stringify(p).replace("{", '{"__proto__":{},') }],
  "the payload holds a reserved name at the top": ["reserved_name", { payload: (p) => (p["..."] = {}) }],
  "a value has a key twice": ["duplicate_key", { payload: (p, d) => add(d, p.shoes, `["${random()}","width",{"a":1,"a":2}]`) }],
};
