// The request object as a signed text: who signed it, how, and whether it is JSON that two readers read alike
// (RFC 9101, section 10; RFC 8725; OpenID4VP 1.0, section 5.10.2).
import { createHmac } from 'node:crypto';

import { base64url } from 'jose';

import { keyPair, signed, text } from '../../lib/bare-shop.js';

const BAD = 'bad-request';
const bytes = (value) => base64url.encode(typeof value === 'string' ? value : JSON.stringify(value));
const publishes = (asked, jwk) => { asked.document.verificationMethod[0].publicKeyJwk = jwk; };
/** The key in the clear, as a verifier that confuses it with a shared secret would use it. */
const shared = (secretOf) => (asked, shop) => {
  asked.header.alg = 'HS256';
  asked.sign = (header, payload) => {
    const input = `${bytes(header)}.${bytes(payload)}`;
    return `${input}.${createHmac('sha256', secretOf(shop.signing.jwk)).update(input).digest('base64url')}`;
  };
};
const uncompressed = ({ x, y }) => Buffer.concat([Buffer.of(4), base64url.decode(x), base64url.decode(y)]);
/** The request's JSON, bent as text. */
const rewritten = (bend) => (asked) => {
  const { sign } = asked;
  asked.sign = (header, payload) => sign(header, bend(JSON.stringify(payload)));
};

export const signatures = [
  ['nothing changed', 'accepted', () => {}],
  ['a signature with one bit flipped', BAD, (asked) => {
    const { sign } = asked;
    asked.sign = (...parts) => {
      const [input, signature] = [/^.*\./, /[^.]*$/].map((part) => sign(...parts).match(part)[0]);
      const flipped = base64url.decode(signature);
      flipped[40] ^= 1;
      return input + base64url.encode(flipped);
    };
  }],
  ['a payload that was changed after signing', BAD, (asked) => {
    const { sign } = asked;
    asked.sign = (header, payload) => {
      const [head, , signature] = sign(header, payload).split('.');
      return [head, bytes({ ...payload, state: 'another' }), signature].join('.');
    };
  }],
  ['another key under the same name', BAD, (asked) => { asked.sign = (...parts) => signed(...parts, keyPair().private); }],
  ['a key that did.json does not list', BAD, (asked) => { asked.header.kid = asked.header.kid.replace('sig-1', 'sig-2'); }],
  ['a key listed for something else than signing', BAD, ({ document }) => {
    document.keyAgreement = document.assertionMethod;
    document.authentication = document.assertionMethod = [];
  }],
  ['a key marked for encryption', BAD, ({ document }) => { document.verificationMethod[0].publicKeyJwk = { ...document.verificationMethod[0].publicKeyJwk, use: 'enc' }; }],
  ['a key controlled by another', BAD, ({ document }) => { document.verificationMethod[0].controller = 'did:web:evil.example'; }],
  ['a key id of another did', BAD, (asked) => {
    const foreign = 'did:web:evil.example#sig-1';
    Object.assign(asked.document, { verificationMethod: [{ ...asked.document.verificationMethod[0], id: foreign }], authentication: [foreign], assertionMethod: [foreign] });
    asked.header.kid = foreign;
  }],
  ['a key id without its did', BAD, (asked) => { asked.header.kid = '#sig-1'; }],
  ['no key id', BAD, ({ header }) => { delete header.kid; }],
  ['a key in its own header', BAD, (asked) => {
    const own = keyPair();
    asked.header.jwk = own.jwk;
    asked.sign = (...parts) => signed(...parts, own.private);
  }],
  ['addresses of keys and certificates in its header, which nobody follows', 'accepted', ({ header }, shop) => {
    Object.assign(header, { jku: `${shop.origin}/keys`, x5u: `${shop.origin}/chain`, x5c: ['AAAA'] });
  }],
  ['alg none', BAD, (asked) => {
    asked.header.alg = 'none';
    asked.sign = (header, payload) => `${bytes(header)}.${bytes(payload)}.`;
  }],
  ['alg none over a good signature', BAD, ({ header }) => { header.alg = 'none'; }],
  ['HS256 with the public key as JWK', BAD, shared((jwk) => JSON.stringify(jwk))],
  ['HS256 with the public key as point', BAD, shared(uncompressed)],
  ['HS256 with the public coordinate', BAD, shared(({ x }) => base64url.decode(x))],
  ['ES384 with a listed P-384 key', BAD, (asked) => {
    const other = keyPair('P-384');
    publishes(asked, other.jwk);
    asked.header.alg = 'ES384';
    asked.sign = (...parts) => signed(...parts, other.private, 'sha384');
  }],
  ['ES256 with a listed P-384 key', BAD, (asked) => {
    const other = keyPair('P-384');
    publishes(asked, other.jwk);
    asked.sign = (...parts) => signed(...parts, other.private);
  }],
  ['ES256 with a listed secp256k1 key', BAD, (asked) => {
    const other = keyPair('secp256k1');
    publishes(asked, other.jwk);
    asked.sign = (...parts) => signed(...parts, other.private);
  }],
  ['ES256 with a secp256k1 key that is listed as P-256', BAD, (asked) => {
    const other = keyPair('secp256k1');
    publishes(asked, { ...other.jwk, crv: 'P-256' });
    asked.sign = (...parts) => signed(...parts, other.private);
  }],
  ['a signature of zeros', BAD, (asked) => {
    asked.sign = (header, payload) => `${bytes(header)}.${bytes(payload)}.${base64url.encode(new Uint8Array(64))}`;
  }],
  ['no signature', BAD, (asked) => { asked.sign = (header, payload) => `${bytes(header)}.${bytes(payload)}.`; }],
  ['es256 in small letters', BAD, ({ header }) => { header.alg = 'es256'; }],
  ['no alg', BAD, ({ header }) => { delete header.alg; }],
];

export const headers = [
  ['typ JWT', BAD, ({ header }) => { header.typ = 'JWT'; }],
  ['no typ', BAD, ({ header }) => { delete header.typ; }],
  ['the typ of a token', BAD, ({ header }) => { header.typ = 'dc+sd-jwt'; }],
  ['an unknown critical extension', BAD, ({ header }) => { Object.assign(header, { crit: ['urn:x'], 'urn:x': true }); }],
  ['an empty list of critical extensions', BAD, ({ header }) => { header.crit = []; }],
  ['an unencoded payload', BAD, ({ header }) => { Object.assign(header, { crit: ['b64'], b64: false }); }],
  ['a header member twice', BAD, (asked) => {
    const { sign } = asked;
    asked.sign = (header, payload) => sign(JSON.stringify(header).replace('{', '{"alg":"none",'), payload);
  }],
  ['a payload member twice', BAD, rewritten((json) => json.replace('{', '{"response_uri":"http://localhost:9/other",'))],
  ['a member of the query twice', BAD, rewritten((json) => json.replace('"dcql_query":{', '"dcql_query":{"credentials":[],'))],
  ['a member twice in another spelling', BAD, rewritten((json) => json.replace('{', '{"\\u0061ud":"https://self-issued.me/v2",'))],
  ['something after the end of its JSON', BAD, rewritten((json) => `${json}{}`)],
  ['a payload that is a list', BAD, rewritten((json) => `[${json}]`)],
  ['a payload without end', BAD, rewritten((json) => json.slice(0, -1))],
  ['a payload of ten thousand lists in one another', BAD, rewritten((json) => json.replace('{', `{"x":${'['.repeat(1e4)}${']'.repeat(1e4)},`))],
  ['a payload that is not UTF-8', BAD, (asked) => {
    const { sign } = asked;
    asked.sign = (header, payload) => {
      const [head, , signature] = sign(header, payload).split('.');
      return [head, base64url.encode(Buffer.concat([Buffer.from('{"x":"'), Buffer.of(0xff, 0xfe), Buffer.from('"}')])), signature].join('.');
    };
  }],
  ['padding', BAD, (asked) => {
    const { sign } = asked;
    asked.sign = (...parts) => `${sign(...parts)}=`;
  }],
  ['a fourth part', BAD, (asked) => {
    const { sign } = asked;
    asked.sign = (...parts) => `${sign(...parts)}.AAAA`;
  }],
  ['JSON where a signed text should be', BAD, (asked) => { asked.sign = (_header, payload) => JSON.stringify(payload); }],
];

export const documents = [
  ['a did.json of another shop', BAD, ({ document }) => { document.id = 'did:web:evil.example'; }],
  ['a did.json with a private key', BAD, ({ document }, { signing }) => { document.verificationMethod[0].publicKeyJwk = signing.private.export({ format: 'jwk' }); }],
  ['a did.json with one id twice', BAD, ({ document }) => { document.verificationMethod.push(document.verificationMethod[0]); }],
  ['a did.json with a member twice', BAD, (asked) => { asked.document = JSON.stringify(asked.document).replace('{', '{"id":"did:web:evil.example",'); }],
  ['a did.json that is a page', BAD, (asked) => { asked.document = '<html>It works!</html>'; }],
  ['an empty did.json', BAD, (asked) => { asked.document = ''; }],
  ['no did.json', 'shop-unreachable', (_asked, shop) => { shop.on['GET /.well-known/did.json'] = (response) => text(response, 'text/plain', '', 404); }],
];
