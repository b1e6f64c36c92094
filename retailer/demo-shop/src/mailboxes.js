/**
 * Reads the mailboxes of vaults: every grant once a minute, and before a page of it is shown, but never more often.
 *
 * Invariant: a mailbox that cannot be read leaves the grant as it was, and holds a page or one of eight readers up for a moment at
 * most; only its code is logged.
 */
const EVERY_MS = 60_000;
/** So many mailboxes are read at a time. */
const AT_A_TIME = 8;

/** `openFetch` makes a fetch for one reading, which ends in time. */
export function openMailboxes({ retailer, openFetch, clock }) {
  const asked = new Map();
  let round;

  /** Brings one grant up to date, unless that was tried within the last minute. */
  async function look(handle) {
    const now = clock();
    if (now - (asked.get(handle) ?? -Infinity) < EVERY_MS) return;
    asked.set(handle, now);
    try {
      await retailer.refresh(handle, openFetch());
    } catch (error) {
      process.stderr.write(`a mailbox was not read: ${error.code ?? error.name}\n`);
    }
  }

  /** Brings all of these up to date, a few at a time, and forgets what else was asked. A round that goes on already is joined. */
  function lookAll(handles) {
    return (round ??= readRound(handles).finally(() => (round = undefined)));
  }

  async function readRound(handles) {
    for (const handle of asked.keys()) if (!handles.includes(handle)) asked.delete(handle);
    const waiting = [...handles];
    const work = async () => {
      while (waiting.length > 0) await look(waiting.pop());
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
  }

  return { look, lookAll };
}
