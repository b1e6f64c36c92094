// Starts the demo shop, and visits it as a browser without a window would: with cookies, nothing else.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { ROOT } from './paths.js';

/** A free port of this computer. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Starts the demo shop with its data in `folder`; answers once it serves. */
export async function openShop(folder, port) {
  port ??= await freePort();
  const child = spawn(process.execPath, [join(ROOT, 'retailer/demo-shop/server.js'), '--port', String(port), '--data', folder], { stdio: 'ignore' });
  const origin = `http://localhost:${port}`;
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`the shop ended with ${child.exitCode}`);
    if (await fetch(`${origin}/.well-known/did.json`).then((answer) => answer.ok, () => false)) return { origin, port, close: () => child.kill() };
    await new Promise((later) => setTimeout(later, 50));
  }
  child.kill();
  throw new Error('the shop does not answer');
}

/** Somebody's browser, as far as cookies go. */
export class Visitor {
  #cookies = new Map();

  constructor(origin) {
    this.origin = origin;
  }

  /** Fetches a page, following redirects within the shop. */
  async visit(path, options = {}) {
    const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ');
    const answer = await fetch(new URL(path, this.origin), { ...options, redirect: 'manual', headers: { ...options.headers, cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [name, value] = line.split(';')[0].split('=');
      this.#cookies.set(name, value);
    }
    const next = answer.headers.get('location');
    if (answer.status >= 300 && answer.status < 400 && next) return this.visit(next);
    return { status: answer.status, text: await answer.text() };
  }
}
