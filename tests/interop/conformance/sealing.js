// The key and the cipher that the answer is sealed with (OpenID4VP 1.0, sections 5.1 and 8.3; HAIP 1.0, section 5).
// Accepted requests are answered, and the sealed answer must name `kid` and `enc`.
import { generateKeyPairSync } from 'node:crypto';

import { keyPair } from '../../lib/bare-shop.js';

const BAD = 'bad-request';
const keys = ({ payload }) => payload.client_metadata.jwks.keys;
const reads = (change) => ({ payload }) => { Object.assign(payload.client_metadata, change); };
const usable = () => {
  const pair = keyPair();
  return { private: pair.private, jwk: { ...pair.jwk, alg: 'ECDH-ES', kid: 'enc-2', use: 'enc' } };
};
/** Puts a usable key, `enc-2`, after one that is not. */
const after = (unusable) => (asked, shop) => {
  const later = usable();
  shop.keys['enc-2'] = later.private;
  keys(asked).splice(0, 1, unusable(shop.sealing.jwk), later.jwk);
};
const only = (change) => (asked) => { Object.assign(keys(asked)[0], change); };
const octets = generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
const later = { accepted: { kid: 'enc-2', enc: 'A256GCM' } };
const usual = { accepted: { kid: 'enc-1', enc: 'A256GCM' } };

export const recipients = [
  ['a key without use', usual, only({ use: undefined })],
  ['a second key that is usable too', usual, (asked) => { keys(asked).push(usable().jwk); }],
  ['a P-384 key first', later, after(() => ({ ...keyPair('P-384').jwk, alg: 'ECDH-ES', kid: 'a', use: 'enc' }))],
  ['a secp256k1 key first', later, after(() => ({ ...keyPair('secp256k1').jwk, alg: 'ECDH-ES', kid: 'a', use: 'enc' }))],
  ['an X25519 key first', later, after(() => ({ ...octets, alg: 'ECDH-ES', kid: 'a', use: 'enc' }))],
  ['an RSA key first', later, after(() => ({ ...rsa, alg: 'RSA-OAEP-256', kid: 'a', use: 'enc' }))],
  ['a signing key first', later, after((jwk) => ({ ...jwk, alg: 'ES256', kid: 'a', use: 'sig' }))],
  ['a key for another algorithm first', later, after((jwk) => ({ ...jwk, alg: 'ECDH-ES+A256KW', kid: 'a', use: 'enc' }))],
  ['a key without a name first', later, after((jwk) => ({ ...jwk, alg: 'ECDH-ES', use: 'enc' }))],
  ['a private key', BAD, (asked, shop) => { Object.assign(keys(asked)[0], { d: shop.sealing.private.export({ format: 'jwk' }).d }); }],
  ['only a P-384 key', BAD, (asked) => { keys(asked)[0] = { ...keyPair('P-384').jwk, alg: 'ECDH-ES', kid: 'a', use: 'enc' }; }],
  ['only a signing key', BAD, only({ use: 'sig' })],
  ['only a key for another algorithm', BAD, only({ alg: 'ECDH-ES+A256KW' })],
  ['a key that is no point of its curve', BAD, (asked) => { keys(asked)[0].y = keys(asked)[0].x; }],
  ['no keys', BAD, (asked) => { asked.payload.client_metadata.jwks.keys = []; }],
  ['keys elsewhere, which nobody fetches', BAD, ({ payload }, { origin }) => { Object.assign(payload.client_metadata, { jwks: undefined, jwks_uri: `${origin}/keys` }); }],
  ['no client_metadata', BAD, ({ payload }) => { delete payload.client_metadata; }],
];

export const ciphers = [
  ['no cipher named: A128GCM', { accepted: { kid: 'enc-1', enc: 'A128GCM' } }, reads({ encrypted_response_enc_values_supported: undefined })],
  ['A128GCM alone', { accepted: { kid: 'enc-1', enc: 'A128GCM' } }, reads({ encrypted_response_enc_values_supported: ['A128GCM'] })],
  ['both ciphers, the weaker first', usual, reads({ encrypted_response_enc_values_supported: ['A128GCM', 'A256GCM'] })],
  ['a cipher of ours among others', usual, reads({ encrypted_response_enc_values_supported: ['A128CBC-HS256', 'A256GCM'] })],
  ['only ciphers that do not exist here', BAD, reads({ encrypted_response_enc_values_supported: ['A128CBC-HS256', 'A192GCM'] })],
  ['no ciphers', BAD, reads({ encrypted_response_enc_values_supported: [] })],
  ['several formats', usual, ({ payload }) => { payload.client_metadata.vp_formats_supported.mso_mdoc = {}; }],
  ['only another format', BAD, reads({ vp_formats_supported: { mso_mdoc: {} } })],
  ['only another signature over tokens', BAD, reads({ vp_formats_supported: { 'dc+sd-jwt': { 'sd-jwt_alg_values': ['ES384'] } } })],
  ['only another signature over bindings', BAD, reads({ vp_formats_supported: { 'dc+sd-jwt': { 'kb-jwt_alg_values': ['EdDSA'] } } })],
];
