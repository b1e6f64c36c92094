// A shop of node:http and jose alone, which asks correctly unless a test bends something, and keeps every byte that it hears.
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { createServer } from 'node:http';

import { base64url } from 'jose';

import { unsealed, VCT } from './presentation.js';

/** 128 random bits, as a nonce is written. */
export const fresh = () => randomBytes(16).toString('base64url');

/** A key pair, with its public half as a JWK. */
export function keyPair(namedCurve = 'P-256') {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
  return { private: privateKey, jwk: publicKey.export({ format: 'jwk' }) };
}

/** A compact signature over exactly these parts; a text is taken as it is, anything else as JSON. */
export function signed(header, payload, key, hash = 'sha256') {
  const part = (value) => base64url.encode(typeof value === 'string' ? value : JSON.stringify(value));
  const input = `${part(header)}.${part(payload)}`;
  return `${input}.${sign(hash, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

/** One credential query: details that are wanted together. */
export const wants = (id, ...paths) => ({ id, format: 'dc+sd-jwt', meta: { vct_values: [VCT] }, claims: paths.map((path) => ({ path })) });

/** What is asked unless a test says otherwise: a size, and colours if the person likes. */
export const USUAL = {
  credentials: [wants('size', ['shoes', 'size']), wants('colours', ['style', 'colours', 'liked'])],
  credential_sets: [{ options: [['size']] }, { options: [['colours']], required: false }],
};

/** Hosts that shops of this process have had: a vault remembers a host, and the system gives a port away again. */
const taken = new Set();

/** A server on a free port of this computer, under a host that no shop had before; answers the host too. */
async function listen(name, handler) {
  for (;;) {
    const server = createServer(handler);
    await new Promise((ready) => server.listen(0, name === '[::1]' ? '::1' : '127.0.0.1', ready));
    const host = `${name}:${server.address().port}`;
    if (!taken.has(host)) {
      taken.add(host);
      return { server: server.unref(), host };
    }
    server.close();
  }
}

/** A shop on this computer. */
export class BareShop {
  /** Every request that came, as it came. */
  heard = [];
  /** Routes of a test's own, before the usual ones: `GET /request` to a handler. */
  on = {};
  /** Other hosts on this computer that a test opened beside this one. */
  neighbours = [];
  #asked;

  /** Opens on a free port of `name`: localhost, 127.0.0.1 or [::1]. */
  static async open(name = 'localhost') {
    const shop = new BareShop();
    const answer = (request, response) => { shop.#answer(request, response).catch((error) => response.destroy(error)); };
    Object.assign(shop, await listen(name, answer));
    shop.origin = `http://${shop.host}`;
    shop.did = `did:web:${shop.host.replace(/[:[\]]/g, encodeURIComponent)}`;
    shop.clientId = `decentralized_identifier:${shop.did}`;
    shop.signing = keyPair();
    shop.sealing = keyPair();
    shop.keys = { 'enc-1': shop.sealing.private };
    return shop;
  }

  /** Another host beside this one; it closes with it. */
  async neighbour() {
    const other = await BareShop.open('127.0.0.1');
    other.keys = this.keys;
    this.neighbours.push(other);
    return other;
  }

  close() {
    for (const shop of [this, ...this.neighbours]) {
      shop.server.close();
      shop.server.closeAllConnections();
    }
  }

  /** A correct request in all its parts, for `query`, to be bent and then served. */
  asks(query = USUAL, terms = {}) {
    const now = Math.floor(Date.now() / 1000);
    const kid = `${this.did}#sig-1`;
    return {
      link: { client_id: this.clientId, request_uri: `${this.origin}/request` },
      header: { alg: 'ES256', kid, typ: 'oauth-authz-req+jwt' },
      payload: {
        iat: now,
        exp: now + 300,
        aud: 'https://self-issued.me/v2',
        response_type: 'vp_token',
        response_mode: 'direct_post.jwt',
        client_id: this.clientId,
        response_uri: `${this.origin}/response`,
        nonce: fresh(),
        state: fresh(),
        dcql_query: structuredClone(query),
        client_metadata: {
          jwks: { keys: [{ ...this.sealing.jwk, alg: 'ECDH-ES', kid: 'enc-1', use: 'enc' }] },
          encrypted_response_enc_values_supported: ['A256GCM'],
          vp_formats_supported: { 'dc+sd-jwt': { 'sd-jwt_alg_values': ['ES256'], 'kb-jwt_alg_values': ['ES256'] } },
        },
      },
      terms: {
        type: 'urn:inkling:terms:1', credential_ids: query.credentials.map(({ id }) => id), purposes: ['dpv:ProvideProductRecommendations'],
        retention: 'P30D', onward: 'none', combine: false, policy: 'https://shop.example/privacy', ...terms,
      },
      document: {
        '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/suites/jws-2020/v1'],
        id: this.did,
        verificationMethod: [{ id: kid, type: 'JsonWebKey2020', controller: this.did, publicKeyJwk: this.signing.jwk }],
        authentication: [kid],
        assertionMethod: [kid],
      },
      /** Makes the request object. */
      sign: (header, payload) => signed(header, payload, this.signing.private),
      /** What a posted `wallet_nonce` comes back as. */
      echo: (nonce) => nonce,
    };
  }

  /** Serves a request from here on, and answers the link to it. */
  serve(asked) {
    this.#asked = asked;
    return asked.text ?? `inkling://authorize?${new URLSearchParams(asked.link)}`;
  }

  /** What came to a path. */
  at(path) {
    return this.heard.filter((one) => one.path === path);
  }

  /** What came to the answer's address or to a living grant: everything that is not fetching. */
  get told() {
    return this.heard.filter(({ path }) => path === '/response' || path.startsWith('/g/'));
  }

  /** Opens what a heard request carries. */
  open({ body }) {
    return unsealed(body, this.keys);
  }

  async #answer(request, response) {
    const [path] = request.url.split('?');
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    const { method, url, rawHeaders, httpVersion } = request;
    this.heard.push({ method, url, path, headers: rawHeaders, httpVersion, body, at: Date.now() });
    const route = this.on[`${method} ${path}`] ?? this.#usual(method, path);
    if (!route) return response.writeHead(404).end();
    return route(response, body);
  }

  #usual(method, path) {
    const asked = this.#asked;
    if (path === '/.well-known/did.json') return (response) => text(response, 'application/did+json', asked.document);
    if (path === '/request') {
      return (response, body) => {
        const nonce = new URLSearchParams(body).get('wallet_nonce');
        const echo = method === 'POST' ? { wallet_nonce: asked.echo(nonce) } : {};
        const payload = typeof asked.payload === 'string' ? asked.payload
          : { transaction_data: [base64url.encode(JSON.stringify(asked.terms))], ...asked.payload, ...echo };
        text(response, 'application/oauth-authz-req+jwt', asked.sign(asked.header, payload));
      };
    }
    if (method === 'POST' && path === '/response') {
      return (response) => text(response, 'application/json', {
        redirect_uri: `${this.origin}/back?response_code=${fresh()}`, grant_uri: `${this.origin}/g/${fresh()}`, grant_nonce: fresh(),
      });
    }
    if (path.startsWith('/g/')) return (response) => text(response, 'application/json', method === 'PUT' ? { grant_nonce: fresh() } : {});
    return undefined;
  }
}

/** Answers with a text, or with JSON. */
export function text(response, type, body, status = 200) {
  response.writeHead(status, { 'content-type': type }).end(typeof body === 'string' ? body : JSON.stringify(body));
}
