// Where the request and the answer are, and what may come from there (OpenID4VP 1.0, sections 5.7 and 5.10).
// A neighbour is another host on this computer; unless did.json lists it, nothing may reach it.
import { gzipSync } from 'node:zlib';

import { text } from '../../lib/bare-shop.js';

const BAD = 'bad-request';
const FOREIGN = 'foreign-host';
const UNREACHABLE = 'shop-unreachable';
const endpoint = (asked, type, other) => {
  asked.document.service = [{ id: `${asked.document.id}#vault`, type, serviceEndpoint: other.origin }];
};
/** Has the neighbour serve the request, and did.json list it as `type`. */
const servedNextDoor = (type) => async (asked, shop) => {
  const other = await shop.neighbour();
  other.serve(asked);
  asked.link.request_uri = `${other.origin}/request`;
  if (type) endpoint(asked, type, other);
};
const answeredNextDoor = (type) => async (asked, shop) => {
  const other = await shop.neighbour();
  asked.payload.response_uri = `${other.origin}/response`;
  if (type) endpoint(asked, type, other);
};
const at = (path, answer) => (_asked, shop) => { shop.on[`GET ${path}`] = (response) => answer(response, shop); };
const redirects = (path, status) => async (_asked, shop) => {
  const other = await shop.neighbour();
  shop.on[`GET ${path}`] = (response) => response.writeHead(status, { location: `${other.origin}${path}` }).end();
};
const responds = (uri) => ({ payload }, shop) => { payload.response_uri = uri(shop); };
/** Sends pieces until the other side hangs up. */
const endless = (piece, every) => (response) => {
  response.writeHead(200, { 'content-type': 'application/oauth-authz-req+jwt' });
  const more = setInterval(() => response.write(piece), every);
  response.on('close', () => clearInterval(more));
};

export const hosts = [
  ['a request on a host that did.json lists', 'accepted', servedNextDoor('InklingEndpoint')],
  ['a request on a host that did.json lists among types', 'accepted', servedNextDoor(['LinkedDomains', 'InklingEndpoint'])],
  ['an answer to a host that did.json lists', 'accepted', answeredNextDoor('InklingEndpoint')],
  ['a request on a host that did.json does not list', FOREIGN, servedNextDoor()],
  ['a request on a host that did.json lists for something else', FOREIGN, servedNextDoor('LinkedDomains')],
  ['an answer to a host that did.json does not list', FOREIGN, answeredNextDoor()],
  ['an answer to a host that did.json lists for something else', FOREIGN, answeredNextDoor('LinkedDomains')],
  ['an answer to another port', FOREIGN, responds(({ host }) => `http://${host.replace(/:.*/, ':9')}/response`)],
  ['an answer to a subdomain', FOREIGN, responds(({ host }) => `http://shop.${host}/response`)],
  ['an answer to a user at its host', FOREIGN, responds(({ host }) => `http://user@${host}/response`)],
  ['an answer to a host behind a user that looks like it', FOREIGN, responds(({ host }) => `http://${host}@evil.example/response`)],
  ['an answer to a host behind a backslash', FOREIGN, responds(({ host }) => `http://evil.example\\@${host}/response`)],
  ['an answer into a private network', FOREIGN, responds(() => 'https://10.0.0.1/response')],
  ['an answer to the cloud’s metadata', FOREIGN, responds(() => 'http://169.254.169.254/latest/meta-data')],
  ['an answer into a file', FOREIGN, responds(() => 'file:///etc/passwd')],
  ['an answer to a relative address', FOREIGN, responds(() => '/response')],
];

export const redirections = [301, 302, 303, 307, 308].flatMap((status) => [
  [`a request behind a ${status}`, BAD, redirects('/request', status)],
  [`a did.json behind a ${status}`, BAD, redirects('/.well-known/did.json', status)],
]);

export const contents = [
  ['a request that is a page', BAD, at('/request', (response) => text(response, 'text/html', '<html>It works!</html>'))],
  ['a request that is empty', BAD, at('/request', (response) => text(response, 'text/plain', ''))],
  ['a request that is one dot after the other', BAD, at('/request', (response) => text(response, 'text/plain', '.'.repeat(60_000)))],
  ['a request packed although nobody asked for that', BAD, at('/request', (response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(1 << 20, 'A')));
  })],
  ['a request of 65 KiB', BAD, at('/request', (response) => text(response, 'text/plain', 'A'.repeat(65 * 1024)))],
  ['a did.json of 65 KiB', BAD, (asked) => { asked.document.padding = 'A'.repeat(65 * 1024); }],
  ['a request without end', BAD, at('/request', endless('A'.repeat(16_384), 1))],
  ['a did.json without end', BAD, at('/.well-known/did.json', endless('A'.repeat(16_384), 1))],
  ['a request that is not there', UNREACHABLE, at('/request', (response) => text(response, 'text/plain', '', 404))],
  ['a shop that fails', UNREACHABLE, at('/request', (response) => text(response, 'text/plain', '', 500))],
  ['a shop that hangs up', UNREACHABLE, at('/request', (response) => response.destroy())],
  ['a shop that drips, for ten seconds', UNREACHABLE, at('/request', endless('A', 100))],
];

export const fetching = [
  ['a posted nonce that comes back', 'accepted', ({ link }) => { link.request_uri_method = 'post'; }],
  ['a posted nonce that does not come back', BAD, (asked) => {
    asked.link.request_uri_method = 'post';
    asked.echo = () => undefined;
  }],
  ['a posted nonce that comes back as another', BAD, (asked) => {
    asked.link.request_uri_method = 'post';
    asked.echo = () => 'A'.repeat(32);
  }],
  ['a posted nonce that comes back in a list', BAD, (asked) => {
    asked.link.request_uri_method = 'post';
    asked.echo = (nonce) => [nonce];
  }],
  ['a shop that asks for POST and does not take it', UNREACHABLE, (asked, shop) => {
    asked.link.request_uri_method = 'post';
    shop.on['POST /request'] = (response) => text(response, 'text/plain', '', 405);
  }],
  ['GET, said aloud', 'accepted', ({ link }) => { link.request_uri_method = 'get'; }],
];

/** Links that are refused before anybody is asked anything. */
const linked = (bend) => (asked) => { asked.text = bend(`inkling://authorize?${new URLSearchParams(asked.link)}`); };
const named = (clientId) => (asked, shop) => { asked.link.client_id = clientId(shop); };
const lying = (requestUri) => (asked, shop) => { asked.link.request_uri = requestUri(shop); };
export const links = [
  ['an unknown parameter', 'bad-link', ({ link }) => { link.action = 'approve'; }],
  ['a parameter twice', 'bad-link', linked((link) => `${link}&request_uri=http%3A%2F%2Flocalhost%3A9%2Frequest`)],
  ['another verb', 'bad-link', linked((link) => link.replace('authorize', 'approve'))],
  ['a scheme of all wallets, without the person’s consent', 'bad-link', linked((link) => link.replace('inkling://authorize', 'openid4vp://'))],
  ['a request in the link itself', 'bad-link', (asked) => { asked.link = { client_id: asked.link.client_id, request: 'e30.e30.AAAA' }; }],
  ['no request', 'bad-link', ({ link }) => { delete link.request_uri; }],
  ['no client', 'bad-link', ({ link }) => { delete link.client_id; }],
  ['an unknown way to fetch', 'bad-link', ({ link }) => { link.request_uri_method = 'put'; }],
  ['a zero byte', 'bad-link', named(({ clientId }) => `${clientId}\0`)],
  ['a request at a relative address', FOREIGN, lying(() => '/request')],
  ['a request in a file', FOREIGN, lying(() => 'file:///etc/passwd')],
  ['a request over plain http elsewhere', FOREIGN, lying(() => 'http://shop.example/request')],
  ['a request in a private network', FOREIGN, lying(() => 'https://10.0.0.1/request')],
  ['a request behind a user', FOREIGN, lying(({ host }) => `http://user@${host}/request`)],
  ['a request at a fragment', FOREIGN, lying(({ origin }) => `${origin}/request#x`)],
  ['a request behind a host that looks like the shop’s', FOREIGN, lying(({ host }) => `http://${host}@evil.example/request`)],
  ['a line break', 'bad-link', linked((link) => `${link}\n--approve`)],
  ['a megabyte', 'bad-link', linked((link) => link + 'a'.repeat(1 << 20))],
  ['a client id of x509_san_dns', 'bad-link', named(() => 'x509_san_dns:localhost')],
  ['a client id of x509_hash', 'bad-link', named(() => 'x509_hash:Uvo3HtuIxuhC92rShpgqcT3YXwrqRxWEviRiA0OZszk')],
  ['a client id of verifier_attestation', 'bad-link', named(() => 'verifier_attestation:shop')],
  ['a client id of openid_federation', 'bad-link', named(({ origin }) => `openid_federation:${origin}`)],
  ['a client id without a prefix', 'bad-link', named(() => 'shop')],
  ['a did:web with a path', 'bad-link', named(({ clientId }) => `${clientId}:shop`)],
  ['a did:key', 'bad-link', named(() => 'decentralized_identifier:did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169')],
  ['a private address', 'bad-link', named(() => 'decentralized_identifier:did:web:10.0.0.1')],
];
