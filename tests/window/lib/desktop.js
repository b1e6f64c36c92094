// The desktop around the window, as a test wants it: sleep, locks, a tray. On a bus of its own, so that no other test hears it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { BINARIES } from '../../lib/paths.js';

export class Desktop {
  #bus;
  #program;
  #answers;

  /** Opens a bus, and puts a desktop on it. */
  static async opens() {
    const desktop = new Desktop();
    desktop.#bus = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [address] = await once(createInterface({ input: desktop.#bus.stdout }), 'line');
    desktop.variables = { DBUS_SESSION_BUS_ADDRESS: address, DBUS_SYSTEM_BUS_ADDRESS: address };
    return desktop;
  }

  /** From now on there is somebody on the bus who knows. */
  async knows() {
    this.#program = spawn(join(BINARIES, 'inkling-test-desktop'), [], { env: { ...process.env, ...this.variables }, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#answers = createInterface({ input: this.#program.stdout })[Symbol.asyncIterator]();
    await this.does('delays');
  }

  /** Has the desktop do something; answers what it says to that. */
  async does(word) {
    this.#program.stdin.write(`${word}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error(`the desktop ended at: ${word}`);
    return value;
  }

  async closes() {
    for (const program of [this.#program, this.#bus].filter((one) => one?.exitCode === null)) {
      const ended = once(program, 'exit');
      program.kill();
      await ended;
    }
  }
}
