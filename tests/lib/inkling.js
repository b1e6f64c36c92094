// Drives the command line as a person's script would.
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { BINARIES } from './paths.js';

/** A failure of the command line, with its code. */
export class Refused extends Error {
  constructor(code, exit) {
    super(`inkling ended with ${code ?? `exit ${exit}`}`);
    this.code = code;
    this.exit = exit;
  }
}

/** One person's vault. */
export class Inkling {
  constructor(folder, passphrase) {
    this.home = join(folder, 'vault');
    this.secret = join(folder, 'passphrase');
    this.env = { ...process.env, TMPDIR: join(folder, 'tmp') };
    mkdirSync(this.env.TMPDIR, { recursive: true });
    writeFileSync(this.secret, `${passphrase}\n`, { mode: 0o600 });
  }

  /** Runs one command and answers its view model. */
  async run(...args) {
    return this.runWith(this.secret, ...args);
  }

  /** What one command says beside its answer, or its failure. */
  async warns(...args) {
    const { stderr } = await this.#execute(this.secret, args).catch((error) => error);
    return stderr;
  }

  #execute(secret, args) {
    const all = ['--home', this.home, '--json', '--developer', '--passphrase-file', secret, ...args];
    return promisify(execFile)(join(BINARIES, 'inkling'), all, { maxBuffer: 1 << 26, env: this.env });
  }

  async runWith(secret, ...args) {
    try {
      const { stdout } = await this.#execute(secret, args);
      return JSON.parse(stdout);
    } catch (error) {
      if (error.code === undefined || typeof error.stdout !== 'string') throw error;
      let code;
      try { ({ code } = JSON.parse(error.stdout)); } catch { throw new Error(`${args.join(' ')}: ${error.stderr || error.message}`); }
      throw new Refused(code, error.code);
    }
  }
}
