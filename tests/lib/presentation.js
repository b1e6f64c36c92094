// Reads what a vault sent with jose alone: the sealed answer, the token in it, its key binding, its disclosures.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import * as jose from 'jose';

export const VCT = 'urn:inkling:preferences:1';

/** SHA-256 of a text, base64url. */
export const sha256 = (text) => createHash('sha256').update(text).digest('base64url');

/** Opens the form of an answer or an update: one field, sealed to one of `keys` (kid to private key). */
export async function unsealed(form, keys) {
  assert.match(form, /^response=[^&=]+$/, 'one field and nothing beside it');
  return opened(new URLSearchParams(form).get('response'), keys);
}

/** Opens a sealed body. */
export async function opened(jwe, keys) {
  const header = jose.decodeProtectedHeader(jwe);
  const { plaintext } = await jose.compactDecrypt(jwe, keys[header.kid], {
    keyManagementAlgorithms: ['ECDH-ES'],
    contentEncryptionAlgorithms: ['A128GCM', 'A256GCM'],
  });
  return { header, message: JSON.parse(new TextDecoder().decode(plaintext)) };
}

/** Reads a presentation: every signature, the binding and every digest checked, then the details by key. */
export async function readPresentation(compact) {
  const [issuer, ...rest] = compact.split('~');
  const binding = rest.pop();
  const claims = jose.decodeJwt(issuer);
  const key = await jose.importJWK(claims.cnf.jwk, 'ES256');
  const options = { algorithms: ['ES256'] };
  const { protectedHeader: header } = await jose.compactVerify(issuer, key, options);
  assert.deepEqual(header, { alg: 'ES256', kid: '#0', typ: 'dc+sd-jwt' });
  assert.equal(claims.iss, `did:jwk:${jose.base64url.encode(JSON.stringify(claims.cnf.jwk))}`);
  const bound = await jose.compactVerify(binding, key, options);
  assert.deepEqual(bound.protectedHeader, { alg: 'ES256', typ: 'kb+jwt' });
  const kb = jose.decodeJwt(binding);
  assert.equal(kb.sd_hash, sha256(compact.slice(0, compact.length - binding.length)));
  return { claims, kb, key, disclosures: rest, details: detailsOf(claims, rest) };
}

/** Detail key to value; every digest stands for one disclosure and the other way round. */
function detailsOf(claims, disclosures) {
  const said = new Map(disclosures.map((text) => [sha256(text), JSON.parse(new TextDecoder().decode(jose.base64url.decode(text)))]));
  const details = {};
  const walk = (object, path) => {
    for (const digest of object._sd ?? []) {
      const [, name, value] = said.get(digest);
      details[[...path, name].join('.')] = value;
      assert.ok(said.delete(digest));
    }
    for (const [name, value] of Object.entries(object)) {
      if (name !== '_sd' && value !== null && typeof value === 'object' && !Array.isArray(value)) walk(value, [...path, name]);
    }
  };
  walk(claims, []);
  assert.equal(said.size, 0, 'no disclosure without a digest');
  return details;
}
