// A shop built only from libraries that are not ours: @openid4vc/openid4vp makes the request and reads the answer,
// jose signs and decrypts, @sd-jwt verifies. Whatever it needs beyond them is plain HTTP.
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

import { setGlobalConfig } from '@openid4vc/oauth2';
import { Openid4vpVerifier } from '@openid4vc/openid4vp';
import * as jose from 'jose';

// The shops of these tests serve plain http on this computer.
setGlobalConfig({ allowInsecureUrls: true });

/**
 * Starts the shop on a free port of this computer; `wanted` is the DCQL query, `terms` our terms object. `change` spoils the
 * request before it is signed, `lasts` is its life in seconds, `published` is whose key stands in the did document.
 */
export async function openStranger({ wanted, terms, change = (payload) => payload, lasts = 300, published }) {
  const signing = await keyPair('ES256', 'sig-1');
  const sealing = await keyPair('ECDH-ES', 'enc-1');
  const server = createServer((request, response) => { answer(request, response).catch((error) => fail(response, error)); });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  server.unref();
  const { port } = server.address();
  const origin = `http://localhost:${port}`;
  const did = `did:web:localhost%3A${port}`;
  const shop = {
    origin,
    clientId: `decentralized_identifier:${did}`,
    nonce: randomBytes(16).toString('base64url'),
    state: randomBytes(16).toString('base64url'),
    hits: [],
    events: [],
    /** Trouble of a test's making: a status for a call, given in its place or, with `taken`, after it was taken. */
    trouble: () => undefined,
    /** Whether it takes the tokens of an update, by group; a 400 if not. */
    takes: async () => true,
    close: () => server.close(),
    down: () => new Promise((closed) => { server.close(closed); server.closeAllConnections(); }),
    up: () => new Promise((ready) => server.listen(port, '127.0.0.1', ready)),
  };
  const verifier = new Openid4vpVerifier({ callbacks: callbacks(signing, sealing) });

  const created = await verifier.createOpenId4vpAuthorizationRequest({
    scheme: 'inkling://authorize',
    authorizationRequestPayload: change({
      client_id: shop.clientId,
      response_type: 'vp_token',
      response_mode: 'direct_post.jwt',
      response_uri: `${origin}/response`,
      nonce: shop.nonce,
      state: shop.state,
      dcql_query: wanted,
      transaction_data: [jose.base64url.encode(JSON.stringify(terms))],
      client_metadata: {
        jwks: { keys: [sealing.public] },
        encrypted_response_enc_values_supported: ['A256GCM'],
        vp_formats_supported: { 'dc+sd-jwt': { 'sd-jwt_alg_values': ['ES256'], 'kb-jwt_alg_values': ['ES256'] } },
      },
    }),
    jar: {
      requestUri: `${origin}/request`,
      expiresInSeconds: lasts,
      jwtSigner: { method: 'did', alg: 'ES256', didUrl: `${did}#sig-1` },
      additionalJwtPayload: { aud: 'https://self-issued.me/v2' },
    },
  });
  shop.link = created.authorizationRequest;
  shop.request = created.authorizationRequestPayload;
  shop.verifier = verifier;
  return shop;

  async function answer(request, response) {
    const path = new URL(request.url, origin).pathname;
    shop.hits.push(`${request.method} ${path}`);
    const trouble = shop.trouble(request.method, path);
    response.trouble = trouble?.status;
    if (trouble && !trouble.taken) return json(response, {});
    if (path === '/.well-known/did.json') return json(response, didDocument(did, published ?? signing.public));
    if (path === '/request') {
      response.setHeader('content-type', 'application/oauth-authz-req+jwt');
      return response.end(created.jar.authorizationRequestJwt);
    }
    if (request.method === 'POST' && path === '/response') {
      const form = Object.fromEntries(new URLSearchParams(await body(request)));
      shop.answer = await refusal(form) ?? await verifier.parseOpenid4vpAuthorizationResponse({
        authorizationResponse: form,
        authorizationRequestPayload: shop.request,
        callbacks: callbacks(signing, sealing),
      });
      return json(response, { redirect_uri: `${origin}/back?response_code=1`, grant_uri: `${origin}/g/1`, grant_nonce: shop.nextNonce = randomBytes(16).toString('base64url') });
    }
    if (request.method === 'PUT' && path === '/g/1') {
      const form = new URLSearchParams(await body(request));
      const { plaintext } = await jose.compactDecrypt(form.get('response'), sealing.private);
      const update = JSON.parse(new TextDecoder().decode(plaintext));
      if (!await shop.takes(update.vp_token)) {
        response.trouble = 400;
        return json(response, {});
      }
      shop.update = update;
      shop.updateNonce = shop.nextNonce;
      return json(response, { grant_nonce: shop.nextNonce = randomBytes(16).toString('base64url') });
    }
    if (request.method === 'POST' && path === '/g/1') {
      shop.events.push({ type: request.headers['content-type'], jwt: await body(request) });
      return json(response, {});
    }
    if (request.method === 'DELETE' && path === '/g/1') {
      shop.event = await body(request);
      shop.events.push({ type: request.headers['content-type'], jwt: shop.event });
      const { sub_id } = jose.decodeJwt(shop.event);
      const now = Math.floor(Date.now() / 1000);
      const ack = await new jose.SignJWT({ iss: shop.clientId, iat: now, sub: sub_id.id, deleted_at: now })
        .setProtectedHeader({ alg: 'ES256', typ: 'inkling-deletion+jwt', kid: `${did}#sig-1` }).sign(signing.private);
      return json(response, { ack });
    }
    response.statusCode = 404;
    return response.end();
  }

  /** A sealed error (OpenID4VP 1.0, section 8.3.1): the library reads answers with a token only. */
  async function refusal({ response: jwe }) {
    const { plaintext } = await jose.compactDecrypt(jwe, sealing.private);
    const message = JSON.parse(new TextDecoder().decode(plaintext));
    return message.error && message;
  }
}

export async function keyPair(alg, kid) {
  const pair = await jose.generateKeyPair(alg, { crv: 'P-256', extractable: true });
  return { private: pair.privateKey, public: { ...await jose.exportJWK(pair.publicKey), alg, kid, use: alg === 'ES256' ? 'sig' : 'enc' } };
}

function callbacks(signing, sealing) {
  return {
    hash: (data, algorithm) => createHash(algorithm.replace('-', '')).update(data).digest(),
    generateRandom: (length) => randomBytes(length),
    signJwt: async (_signer, { header, payload }) => ({
      jwt: await new jose.SignJWT(payload).setProtectedHeader(header).sign(signing.private),
      signerJwk: signing.public,
    }),
    decryptJwe: async (jwe) => {
      const { plaintext } = await jose.compactDecrypt(jwe, sealing.private);
      return { decrypted: true, decryptionJwk: sealing.public, payload: new TextDecoder().decode(plaintext) };
    },
    encryptJwe: () => { throw new Error('a verifier seals nothing'); },
    verifyJwt: () => { throw new Error('the answer is sealed, not signed'); },
    clientAuthentication: () => {},
  };
}

function didDocument(did, { alg, kid, use, ...jwk }) {
  const id = `${did}#${kid}`;
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/suites/jws-2020/v1'],
    id: did,
    verificationMethod: [{ id, type: 'JsonWebKey2020', controller: did, publicKeyJwk: jwk }],
    authentication: [id],
    assertionMethod: [id],
  };
}

async function body(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function json(response, value) {
  response.statusCode = response.trouble ?? 200;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(value));
}

function fail(response, error) {
  response.statusCode = 500;
  response.end(String(error));
}
