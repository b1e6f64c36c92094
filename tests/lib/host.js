// Starts the window's pages over the real core, for a browser.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { BINARIES, ROOT } from './paths.js';
import { freePort } from './shop.js';

/** Serves the pages over the vault in `home`; answers once they can be had. */
export async function openHost(home) {
  const port = await freePort();
  const args = ['--home', home, '--port', String(port), '--pages', join(ROOT, 'ui/dist'), '--shell', join(ROOT, 'src-tauri')];
  const child = spawn(join(BINARIES, 'inkling-test-host'), args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const origin = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`the host ended with ${child.exitCode}`);
    if (await fetch(`${origin}/unlock.html`).then((answer) => answer.ok, () => false)) return { origin, close: () => child.kill() };
    await new Promise((later) => setTimeout(later, 50));
  }
  child.kill();
  throw new Error('the host does not answer');
}
