// A WebDriver session with the real window: plain HTTP, as the W3C recommendation says.
import { spawn } from 'node:child_process';

import { freePort } from '../../lib/shop.js';
import { family, pageProcesses } from './processes.js';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
const PATIENCE = 10_000;
const CANDIDATES = {
  button: 'button, summary, [role=button]',
  article: 'article',
  checkbox: 'input[type=checkbox], [role=checkbox]',
  combobox: 'select, [role=combobox]',
  dialog: 'dialog, [role=dialog]',
  heading: 'h1, h2, h3, h4, [role=heading]',
  link: 'a[href], [role=link]',
  option: 'option, [role=option]',
  radio: 'input[type=radio], [role=radio]',
  switch: '[role=switch]',
  tab: '[role=tab]',
  textbox: 'input, textarea, [role=textbox]',
};

const BOXES = ['checkbox', 'radio', 'switch'];

/** Asks again until there is an answer: not undefined, null or false. A failure meanwhile counts as not yet. */
export async function until(ask, what, patience = PATIENCE) {
  const end = Date.now() + patience;
  let reason;
  do {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== null && answer !== false) return answer;
      reason = undefined;
    } catch (error) {
      reason = error;
    }
    await new Promise((later) => setTimeout(later, 50));
  } while (Date.now() < end);
  throw new Error(`not within ${patience / 1000} s: ${what}`, { cause: reason });
}

/** One run of the program under a driver. */
export class Session {
  #driver;
  #base;

  /** Starts the program; answers once its first window is there. */
  static async start(binary, args, env) {
    const session = new Session();
    const port = await freePort();
    // Detached, so that the driver and everything it started can be ended together.
    session.#driver = spawn('WebKitWebDriver', [`--port=${port}`], { env: { ...env, TAURI_WEBVIEW_AUTOMATION: 'true' }, stdio: process.env.VERBOSE ? 'inherit' : 'ignore', detached: true });
    const driver = `http://127.0.0.1:${port}`;
    await until(() => fetch(`${driver}/status`).then((answer) => answer.ok), 'the driver answers');
    const { sessionId } = await call('POST', `${driver}/session`, {
      capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': { binary, args } } },
    });
    session.#base = `${driver}/session/${sessionId}`;
    return session;
  }

  /** Ends the program. */
  async close() {
    await this.#ask('DELETE', '').catch(() => {});
    if (this.#driver.exitCode === null && this.#driver.signalCode === null) {
      const ended = new Promise((done) => this.#driver.once('exit', done));
      process.kill(-this.#driver.pid, 'SIGTERM');
      await ended;
    }
  }

  /** Kills the program and everything it started, at once. */
  async kill() {
    const ended = new Promise((done) => this.#driver.once('exit', done));
    process.kill(-this.#driver.pid, 'SIGKILL');
    await ended;
  }

  /** The pages of the windows that are open: `unlock.html`, `index.html`, `consent.html?id=1`. */
  async pages() {
    const pages = [];
    for (const handle of await this.#ask('GET', '/window/handles')) {
      await this.#ask('POST', '/window', { handle });
      const url = new URL(await this.#ask('GET', '/url'));
      pages.push({ handle, page: (url.pathname.slice(1) || 'index.html') + url.search });
    }
    return pages;
  }

  /** Turns to the window that shows this page, once there is one. */
  async turnTo(page) {
    const { handle } = await until(async () => (await this.pages()).find((window) => window.page.startsWith(page)), `a window shows ${page}`);
    await this.#ask('POST', '/window', { handle });
  }

  /** Waits until exactly these pages are shown. */
  async shows(...pages) {
    const wanted = [...pages].sort().join();
    await until(async () => (await this.pages()).map(({ page }) => page).sort().join() === wanted, `the windows show ${wanted}`);
  }

  /** The processes in which pages run. */
  pageProcesses() {
    return pageProcesses(this.#driver.pid);
  }

  /** The process of the program itself. */
  program() {
    return family(this.#driver.pid).find(({ name }) => name.startsWith('inkling-window'))?.pid;
  }

  /** Runs a function in the page and answers what it answers. */
  run(script, ...args) {
    const body = `const done = arguments[arguments.length - 1];
      Promise.resolve().then(() => (${script})(...[...arguments].slice(0, -1))).then((value) => done({ value }), (error) => done({ error: error instanceof Error ? String(error) : JSON.stringify(error) }));`;
    return this.#ask('POST', '/execute/async', { script: body, args }).then(({ value, error }) => {
      if (error !== undefined) throw new Error(error);
      return value;
    });
  }

  /** Calls a command as the page would. */
  invoke(command, args = {}) {
    return this.run((name, given) => window.__TAURI_INTERNALS__.invoke(name, given), command, args);
  }

  /** The element with this role and this accessible name, once it is there; a string is the whole name. */
  find(role, name) {
    return until(() => this.seek(role, name), `there is a ${role} ${name}`);
  }

  /** The same, or undefined if it is not there now. */
  async seek(role, name) {
    // What lies behind a modal dialog cannot be used.
    const elements = await this.run((selector) => [...([...document.querySelectorAll('dialog:modal')].at(-1) ?? document).querySelectorAll(selector)], CANDIDATES[role] ?? `[role=${role}]`);
    for (const { [ELEMENT]: id } of elements) {
      const ask = (what) => this.#ask('GET', `/element/${id}/${what}`);
      const label = await ask('computedlabel');
      if (typeof name === 'string' ? label.trim() !== name : !name.test(label)) continue;
      // A field has the role of its type, a list of options that of its system; a box that is drawn by its label counts as not displayed.
      const is = ['textbox', 'combobox'].includes(role) || (await ask('computedrole')).toLowerCase() === role;
      if (is && (BOXES.includes(role) || (await ask('displayed')))) return id;
    }
    return undefined;
  }

  /** Clicks what has this role and name, once it is there and enabled. */
  async click(role, name) {
    const id = await until(async () => {
      const found = await this.seek(role, name);
      return found !== undefined && (await this.#ask('GET', `/element/${found}/enabled`)) && found;
    }, `there is an enabled ${role} ${name}`);
    if (BOXES.includes(role)) await this.run((box) => box.click(), { [ELEMENT]: id });
    else await this.#ask('POST', `/element/${id}/click`, {});
  }

  /** Locks the vault with the button; the window may be gone before the driver has its answer. */
  async locks() {
    try {
      await this.click('button', 'Lock');
    } catch (error) {
      if (!/no such window/.test(error.message)) throw error;
    }
    await this.shows('unlock.html');
  }

  /** Replaces the text of the field with this name. */
  async fill(name, text) {
    const id = await this.find('textbox', name);
    await this.#ask('POST', `/element/${id}/clear`, {});
    await this.#ask('POST', `/element/${id}/value`, { text });
  }

  /** Chooses an option of the box with this name. */
  async choose(name, option) {
    const id = await this.find('combobox', name);
    await this.run((box, wanted) => {
      box.value = wanted;
      box.dispatchEvent(new Event('change', { bubbles: true }));
    }, { [ELEMENT]: id }, option);
  }

  /** Everything that can be read in the page. */
  text() {
    return this.run(() => document.body.innerText);
  }

  /** Waits until the page says this. */
  async says(words) {
    const fits = (text) => (typeof words === 'string' ? text.includes(words) : words.test(text));
    await until(async () => fits(await this.text()), `the page says ${words}`).catch(async (error) => {
      throw new Error(`${error.message}; it says: ${await this.text()}`, { cause: error });
    });
  }

  /** One question of the protocol about this session. */
  #ask(method, path, body) {
    return call(method, `${this.#base}${path}`, body);
  }
}

async function call(method, url, body) {
  const answer = await fetch(url, { method, signal: AbortSignal.timeout(2 * PATIENCE), ...(body && { body: JSON.stringify(body) }) });
  const { value } = await answer.json();
  if (!answer.ok) throw new Error(`${value?.error}: ${value?.message}`);
  return value;
}
