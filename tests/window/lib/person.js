// A person at a computer of their own: a home folder, a desktop that knows who opens what, and Inkling.
import { execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { BINARIES } from '../../lib/paths.js';
import { Session, until } from './session.js';

/** The window as everybody has it, and as tests need it: with the door for the driver. */
export const WINDOW = join(BINARIES, 'inkling-window');
export const DRIVEN = join(BINARIES, 'inkling-window-driven');
const BROWSER = 'browser-under-test.desktop';

export class Person {
  constructor() {
    this.home = mkdtempSync(join(tmpdir(), 'inkling-person-'));
    this.vault = join(this.home, 'vault');
    this.opened = join(this.home, 'opened');
    this.env = { ...process.env, HOME: this.home };
    for (const [name, folder] of [['XDG_DATA_HOME', '.local/share'], ['XDG_CONFIG_HOME', '.config'], ['XDG_CACHE_HOME', '.cache'], ['XDG_RUNTIME_DIR', 'run'], ['TMPDIR', 'tmp']]) {
      this.env[name] = join(this.home, folder);
      mkdirSync(this.env[name], { recursive: true, mode: 0o700 });
    }
    this.#chooseBrowser();
    // A desktop without animations, so that a picture shows where things end.
    mkdirSync(join(this.env.XDG_CONFIG_HOME, 'gtk-3.0'));
    writeFileSync(join(this.env.XDG_CONFIG_HOME, 'gtk-3.0/settings.ini'), '[Settings]\ngtk-enable-animations=0\n');
  }

  /** Starts Inkling in developer mode with a vault of its own. */
  async opens(...args) {
    this.session = await Session.start(DRIVEN, ['--developer', '--home', this.vault, ...args], this.env);
    return this.session;
  }

  /** Creates a vault at the first start; the main window is there then. */
  async createsVault(passphrase) {
    await this.session.turnTo('unlock.html');
    await this.session.fill('Passphrase', passphrase);
    await this.session.fill('Passphrase again', passphrase);
    await this.session.click('checkbox', /nobody can recover it/);
    await this.session.click('button', 'Create vault');
    await this.session.turnTo('index.html');
  }

  /** Opens the vault; the main window is there then. */
  async unlocks(passphrase) {
    await this.session.turnTo('unlock.html');
    await this.session.fill('Passphrase', passphrase);
    await this.session.click('button', 'Unlock');
    await this.session.turnTo('index.html');
  }

  /** Follows a link of another program: the desktop hands it to whoever opens such links. */
  async follows(link) {
    await promisify(execFile)('xdg-open', [link], { env: this.env });
  }

  /** Starts Inkling once more, as a desktop does with a link; answers how it ended. */
  async startsAgain(...args) {
    const child = spawn(DRIVEN, args, { env: this.env, stdio: 'ignore' });
    return new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
  }

  /** The address that was handed to the browser, once one was. */
  async returnsTo() {
    return until(() => existsSync(this.opened) && readFileSync(this.opened, 'utf8').trim().split('\n').at(-1), 'the browser is handed an address');
  }

  /** Keeps a picture of the screen, or of the window with this title. The driver's own waits for a change that may never come. */
  async photographs(path, title = 'root') {
    await promisify(execFile)('import', ['-window', title, path], { env: this.env });
  }

  /** Leaves, and takes the home folder along. */
  async leaves() {
    await this.session?.close();
    rmSync(this.home, { recursive: true, force: true });
  }

  /** The default browser of this home writes down what it is asked to open. */
  #chooseBrowser() {
    const script = join(this.home, 'browser');
    writeFileSync(script, `#!/bin/sh\nprintf '%s\\n' "$1" >> '${this.opened}'\n`);
    chmodSync(script, 0o755);
    const applications = join(this.env.XDG_DATA_HOME, 'applications');
    mkdirSync(applications, { recursive: true });
    writeFileSync(join(applications, BROWSER), `[Desktop Entry]\nType=Application\nName=Browser\nExec=${script} %u\nMimeType=x-scheme-handler/http;x-scheme-handler/https;text/html;\n`);
    writeFileSync(join(this.env.XDG_CONFIG_HOME, 'mimeapps.list'), `[Default Applications]\nx-scheme-handler/http=${BROWSER}\nx-scheme-handler/https=${BROWSER}\ntext/html=${BROWSER}\n`);
  }
}
