// Places where a mailbox can be: a folder behind a plain file server with ETags, and an S3 store behind TLS of its own authority.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { request } from 'node:https';
import { connect, createServer as createRelay } from 'node:net';
import { join } from 'node:path';

import { TARGET } from './paths.js';
import { freePort } from './shop.js';
import { eventually } from './vault.js';

const TYPES = { s: 'application/statuslist+jwt', m: 'application/jose' };
const NAME = /^\/box\/([sm]\/[A-Za-z0-9_-]{22})$/;

/** Serves what shops fetch under `/box`, remembers who asked for what, and answers 304 where the ETag is still right. */
async function openFront(find) {
  const front = { heard: [] };
  const server = createServer(async (asked, response) => {
    const [, name] = NAME.exec(asked.url) ?? [];
    const seen = asked.headers['if-none-match'];
    const found = name && await find(name);
    const status = !found ? 404 : found.etag === seen ? 304 : 200;
    front.heard.push({ name, status, seen });
    response.writeHead(status, found ? { etag: found.etag, 'content-type': found.type } : {});
    response.end(status === 200 ? found.body : '');
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  server.unref();
  front.publicUrl = `http://localhost:${server.address().port}/box`;
  front.close = () => { server.close(); server.closeAllConnections(); };
  return front;
}

/** A folder and its file server. */
export async function openShelf(folder) {
  mkdirSync(folder, { recursive: true });
  const read = (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : undefined);
  const front = await openFront((name) => {
    const body = read(name);
    const etag = body && `"${createHash('sha256').update(body).digest('base64url')}"`;
    return body && { body, etag, type: TYPES[name[0]] };
  });
  return Object.assign(front, {
    settings: { store: { folder: { path: folder } }, public_url: front.publicUrl },
    /** Names of all objects, and of everything else that lies there. */
    list: () => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1)).sort(),
    read,
  });
}

/** An S3 store (moto) on this computer, behind a relay that can be interrupted, and the front that makes its bucket public. */
export async function openStore(folder, bucket = 'inkling-box') {
  const certificate = authority(folder);
  const [inner, outer] = [await freePort(), await freePort()];
  const moto = join(TARGET, 'tools/python/bin/moto_server');
  const child = spawn(moto, ['-H', '127.0.0.1', '-p', String(inner), '-s', '-c', join(folder, 'store.pem'), '-k', join(folder, 'store.key')], { stdio: 'ignore' });
  const call = (method, path, headers = {}) => fetched({ method, port: inner, path, ca: certificate, headers });
  await eventually(() => {
    if (child.exitCode !== null) throw new Error(`the store ended with ${child.exitCode}`);
    return call('PUT', `/${bucket}`).then(({ status }) => status === 200, () => false);
  }, 'the store to answer', 60_000);

  const open = new Set();
  const relay = createRelay((from) => {
    const to = connect(inner, '127.0.0.1');
    for (const socket of [from, to]) socket.on('error', () => {}).on('close', () => open.delete(socket) && socket.destroy());
    [from, to].forEach((socket) => open.add(socket));
    from.pipe(to).pipe(from);
  });
  const up = () => new Promise((ready) => relay.listen(outer, '127.0.0.1', ready));
  const down = () => new Promise((closed) => { relay.close(closed); open.forEach((socket) => socket.destroy()); });
  await up();
  const read = (name) => call('GET', `/${bucket}/${name}`, ANYBODY);
  const front = await openFront(async (name) => {
    const { status, headers, body } = await read(name);
    return status === 200 ? { body, etag: headers.etag, type: headers['content-type'] } : undefined;
  });
  const store = {
    endpoint: `https://localhost:${outer}`, region: 'us-east-1', bucket, access_key_id: 'AKIAINKLING', secret_access_key: 'canary-secret-zq', certificate,
  };
  return Object.assign(front, {
    settings: { store: { s3: store }, public_url: front.publicUrl },
    list: async () => [...(await call('GET', `/${bucket}?list-type=2`, ANYBODY)).body.matchAll(/<Key>([^<]*)</g)].map(([, key]) => key).sort(),
    read,
    up,
    down,
    stop: async () => {
      front.close();
      child.kill();
      await down();
    },
  });
}

/** The store of these tests lets anybody in who names an access key. */
const ANYBODY = { authorization: 'AWS4-HMAC-SHA256 Credential=AKIAINKLING/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0' };

/** An authority of one's own, and the store's certificate by it. */
function authority(folder) {
  mkdirSync(folder, { recursive: true });
  const openssl = (...args) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '60', '-subj', '/CN=Test authority',
    '-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign');
  openssl('req', ...key, '-keyout', 'store.key', '-out', 'store.csr', '-subj', '/CN=localhost');
  writeFileSync(join(folder, 'store.ext'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n');
  openssl('x509', '-req', '-in', 'store.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '60', '-extfile', 'store.ext', '-out', 'store.pem');
  return readFileSync(join(folder, 'ca.pem'), 'utf8');
}

/** One call to the store, without the vault. */
function fetched({ method, port, path, ca, headers }) {
  return new Promise((resolve, reject) => {
    request({ method, host: 'localhost', port, path, ca, headers, agent: false }, async (response) => {
      const chunks = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') });
    }).on('error', reject).end();
  });
}
