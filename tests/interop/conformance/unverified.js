// The lower tier: a request nobody signed, from `redirect_uri:http://host/path` (OpenID4VP 1.0, section 5.9.3). Its client id is
// where the answer goes, and one answer is all it can get.
import { base64url } from 'jose';

import { signed } from '../../lib/bare-shop.js';

const BAD = 'bad-request';
const FOREIGN = 'foreign-host';
const bytes = (value) => base64url.encode(JSON.stringify(value));

/** Makes the good request an unsigned one. */
export function unsigned(asked, shop) {
  const clientId = `redirect_uri:${shop.origin}/response`;
  asked.link.client_id = asked.payload.client_id = clientId;
  delete asked.payload.response_uri;
  asked.header = { alg: 'none', typ: 'oauth-authz-req+jwt' };
  asked.sign = (header, payload) => `${bytes(header)}.${bytes(payload)}.`;
}

const then = (bend) => async (asked, shop) => {
  unsigned(asked, shop);
  await bend(asked, shop);
};

export const accepted = [
  ['an unsigned request', 'accepted', unsigned],
  ['an unsigned request that says where the answer goes', 'accepted', then((asked, { origin }) => { asked.payload.response_uri = `${origin}/response`; })],
  ['an unsigned request with a posted nonce', 'accepted', then((asked) => { asked.link.request_uri_method = 'post'; })],
];

export const refused = [
  ['a signed link with an unsigned request', BAD, (asked) => {
    asked.header = { alg: 'none', typ: 'oauth-authz-req+jwt' };
    asked.sign = (header, payload) => `${bytes(header)}.${bytes(payload)}.`;
  }],
  ['a signed link with the request of an unsigned client', BAD, (asked, shop) => {
    const { link } = asked;
    unsigned(asked, shop);
    asked.link = { ...link, client_id: shop.clientId };
  }],
  ['an unsigned link with a signed request', BAD, then((asked, shop) => {
    asked.header = { alg: 'ES256', kid: `${shop.did}#sig-1`, typ: 'oauth-authz-req+jwt' };
    asked.sign = (...parts) => signed(...parts, shop.signing.private);
  })],
  ['an unsigned request with a signature', BAD, then((asked, shop) => { asked.sign = (...parts) => signed(...parts, shop.signing.private); })],
  ['an unsigned request without its last dot', BAD, then((asked) => { asked.sign = (header, payload) => `${bytes(header)}.${bytes(payload)}`; })],
  ['an unsigned request of another type', BAD, then((asked) => { asked.header.typ = 'JWT'; })],
  ['an unsigned request with a critical extension', BAD, then((asked) => { asked.header.crit = ['urn:x']; })],
  ['an unsigned request of another client', BAD, then((asked, { origin }) => { asked.payload.client_id = `redirect_uri:${origin}/elsewhere`; })],
  ['an unsigned request of a did', BAD, then((asked, { clientId }) => { asked.payload.client_id = clientId; })],
  ['an answer to another path', BAD, then((asked, { origin }) => { asked.payload.response_uri = `${origin}/elsewhere`; })],
  ['an answer to another host', BAD, then(async (asked, shop) => { asked.payload.response_uri = `${(await shop.neighbour()).origin}/response`; })],
  ['redirect_uri beside it', BAD, then((asked, { origin }) => { asked.payload.redirect_uri = `${origin}/response`; })],
  ['a request on another host', FOREIGN, then(async (asked, shop) => {
    const other = await shop.neighbour();
    other.serve(asked);
    asked.link.request_uri = `${other.origin}/request`;
  })],
  ['an end that has passed', 'request-expired', then((asked) => { asked.payload.exp -= 400; })],
  ['a short nonce', BAD, then((asked) => { asked.payload.nonce = 'short'; })],
  ['response_mode direct_post', BAD, then((asked) => { asked.payload.response_mode = 'direct_post'; })],
  ['a client id with a fragment', 'bad-link', then((asked) => { asked.link.client_id += '#x'; })],
  ['a client id with a user', 'bad-link', then((asked, { host }) => { asked.link.client_id = `redirect_uri:http://user@${host}/response`; })],
  ['a client id into a private network', 'bad-link', then((asked) => { asked.link.client_id = 'redirect_uri:https://10.0.0.1/response'; })],
  ['a client id over plain http elsewhere', 'bad-link', then((asked) => { asked.link.client_id = 'redirect_uri:http://shop.example/response'; })],
];
