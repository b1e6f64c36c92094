// Serves the window's pages to a browser over the real core, with the shell's content policy and its capability files.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { createInterface } from 'node:readline';

import { BINARIES, ROOT } from './paths.js';

const PAGES = join(ROOT, 'ui/dist');
const SHELL = join(ROOT, 'src-tauri');
const SHIM = readFileSync(new URL('shim.js', import.meta.url));
const KINDS = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };

/** Serves the pages over the vault in `home`. */
export async function openHost(home) {
  const core = spawn(join(BINARIES, 'inkling-test-host'), ['--home', home], { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map();
  createInterface({ input: core.stdout }).on('line', (line) => {
    const { id, ...answer } = JSON.parse(line);
    waiting.get(id)(answer);
    waiting.delete(id);
  });
  let next = 1;
  const call = (command, args) => new Promise((resolve) => {
    waiting.set(next, resolve);
    core.stdin.write(`${JSON.stringify({ id: next++, command, args })}\n`);
  });

  const headers = { 'content-security-policy': policy(), 'cache-control': 'no-store' };
  const granted = capabilities();
  const server = createServer(async (request, response) => {
    const send = (status, type, body) => response.writeHead(status, { ...headers, 'content-type': type }).end(body);
    const { pathname } = new URL(request.url, 'http://host');
    if (request.method === 'POST') {
      const [, , window, command] = pathname.split('/');
      if (!granted.get(window)?.has(command)) return send(403, 'application/json', '"not allowed"');
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const { done = null, failed } = await call(command, JSON.parse(Buffer.concat(chunks)));
      return failed ? send(422, 'application/json', JSON.stringify(failed)) : send(200, 'application/json', JSON.stringify(done));
    }
    if (pathname === '/shim.js') return send(200, KINDS['.js'], SHIM);
    const type = KINDS[extname(pathname)];
    try {
      const body = readFileSync(join(PAGES, normalize(pathname)));
      return send(200, type, type === KINDS['.html'] ? body.toString().replace('<head>', '<head><script src="/shim.js"></script>') : body);
    } catch {
      return send(404, 'text/plain', '');
    }
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => { server.close(); server.closeAllConnections(); core.kill(); },
  };
}

/** The shell's content policy, with this host where the shell has its message channel. */
function policy() {
  const { csp } = JSON.parse(readFileSync(join(SHELL, 'tauri.conf.json'))).app.security;
  return Object.entries({ ...csp, 'connect-src': "'self'" }).map((directive) => directive.join(' ')).join('; ');
}

/** Which commands each window may call, read from the files that the shell ships. */
function capabilities() {
  const files = readdirSync(join(SHELL, 'capabilities')).map((name) => JSON.parse(readFileSync(join(SHELL, 'capabilities', name))));
  return new Map(files.flatMap(({ windows, permissions }) => windows.map((window) => [
    window.replace(/-\*$/, ''),
    new Set(permissions.filter((permission) => permission.startsWith('allow-')).map((permission) => permission.slice(6).replaceAll('-', '_'))),
  ])));
}
