// One person's vault behind the commands of its windows, in a process of its own that can be stopped, and started days later.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { BINARIES } from './paths.js';

const PASSPHRASE = 'walnut cello harbour nineteen';
const AHEAD = fileURLToPath(new URL('ahead.c', import.meta.url));

/** A command that was refused: the view has a code, and nothing beside it. */
export class Refused extends Error {
  constructor(command, view) {
    super(`${command} was refused: ${JSON.stringify(view)}`);
    this.view = view;
    this.code = view.code;
  }
}

/** Answers what `look` finds as soon as it finds something; fails when `patience` milliseconds have passed. */
export async function eventually(look, what, patience = 20_000) {
  const deadline = Date.now() + patience;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((later) => setTimeout(later, 25));
  }
}

/** A vault in developer mode: its shops are on this computer. */
export class Vault {
  #core;
  #ended;
  #next = 1;
  #waiting = new Map();

  /** Makes the vault in `folder` and opens it. */
  static async create(folder) {
    const vault = new Vault();
    vault.folder = folder;
    vault.home = join(folder, 'vault');
    mkdirSync(folder, { recursive: true });
    vault.#start(0);
    await vault.call('create', { passphrase: PASSPHRASE });
    if ((await vault.call('status')).vault !== 'open') await vault.call('unlock', { passphrase: PASSPHRASE });
    return vault;
  }

  /** Runs one command; a refusal is thrown. */
  call(command, args = {}) {
    return new Promise((resolve, reject) => {
      const settle = ({ done, failed }) => (failed ? reject(new Refused(command, failed)) : resolve(done));
      this.#waiting.set(this.#next, { settle, reject });
      this.#core.stdin.write(`${JSON.stringify({ id: this.#next++, command, args })}\n`);
    });
  }

  /** Ends the process as a power cut would. */
  async stop() {
    this.#core.kill('SIGKILL');
    await this.#ended;
  }

  /** Starts the process again and opens the vault, with the calendar so many seconds ahead. */
  async start({ ahead = 0 } = {}) {
    this.#start(ahead);
    await this.call('unlock', { passphrase: PASSPHRASE });
  }

  /** Sets a preference as the person would. */
  state(key, value) {
    return this.call('set_preference', { key, value });
  }

  /** Opens a shop's link. */
  open(link) {
    return this.call('open_link', { link });
  }

  /** Requests that wait for a decision. */
  async waiting() {
    return (await this.call('requests')).filter(({ state }) => state === 'waiting');
  }

  /** Looks at what would be sent, accepts what there is to accept about the shop, and shares it: every group that can be shared, for 90 days, unless told otherwise. */
  async approve(id, chosen = {}) {
    const { groups, cautions } = await this.call('request', { id });
    const available = groups.filter((group) => group.available).map((group) => group.id);
    const choice = { groups: available, levels: {}, duration: 'days90', accepted: cautions, ...chosen };
    const { digest } = await this.call('preview', { id, choice });
    return this.call('approve', { id, choice, digest });
  }

  /** Opens a link, shares, and answers the grant. */
  async connect(link, chosen) {
    const { id } = await this.open(link);
    const { grant } = await this.approve(id, chosen);
    return grant;
  }

  /** Looks at what an amendment comes to, and makes it. */
  async amend(id, amendment) {
    const { digest } = await this.call('preview_amendment', { id, amendment });
    return this.call('amend', { id, amendment, digest });
  }

  /** Looks at what it means that a grant lasts longer, and lets it. */
  async extend(id, until) {
    const { digest } = await this.call('preview_extension', { id, until });
    return this.call('extend', { id, until, digest });
  }

  /** Where a grant stands. */
  async stateOf(id) {
    return (await this.call('grant', { id })).summary.state;
  }

  /** Waits until a grant stands in this state. */
  reaches(id, state) {
    return eventually(async () => await this.stateOf(id) === state, `grant ${id} to be ${state}`);
  }

  #start(ahead) {
    const env = ahead === 0 ? process.env : { ...process.env, AHEAD: String(ahead), LD_PRELOAD: this.#calendar() };
    const core = spawn(join(BINARIES, 'inkling-test-host'), ['--home', this.home], { stdio: ['pipe', 'pipe', 'inherit'], env });
    this.#core = core;
    this.#ended = new Promise((ended) => {
      core.once('exit', () => {
        for (const { reject } of this.#waiting.values()) reject(new Error('the vault has ended'));
        this.#waiting.clear();
        ended();
      });
    });
    core.stdin.on('error', () => {}); // a command to a vault that has just ended; its caller is told above
    createInterface({ input: core.stdout }).on('line', (line) => {
      const { id, ...answer } = JSON.parse(line);
      this.#waiting.get(id)?.settle(answer);
      this.#waiting.delete(id);
    });
  }

  /** The library that sets the calendar ahead, built once a vault. */
  #calendar() {
    const library = join(this.folder, 'ahead.so');
    if (!existsSync(library)) execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, AHEAD]);
    return library;
  }
}
