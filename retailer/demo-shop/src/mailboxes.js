/**
 * Reads the mailboxes of vaults: every grant once a minute, and before a page of it is shown, but never more often.
 *
 * Invariant: a mailbox that cannot be read leaves the grant as it was and stops nothing else; only its code is logged.
 */
const EVERY_MS = 60_000;

/** `fetch` is how mailboxes are fetched. */
export function openMailboxes({ retailer, fetch, clock }) {
  const asked = new Map();

  /** Brings one grant up to date, unless that was tried within the last minute. */
  async function look(handle) {
    const now = clock();
    if (now - (asked.get(handle) ?? -Infinity) < EVERY_MS) return;
    asked.set(handle, now);
    try {
      await retailer.refresh(handle, fetch);
    } catch (error) {
      process.stderr.write(`a mailbox was not read: ${error.code ?? error.name}\n`);
    }
  }

  /** Brings all of these up to date, one after the other, and forgets what else was asked. */
  async function lookAll(handles) {
    for (const handle of asked.keys()) if (!handles.includes(handle)) asked.delete(handle);
    for (const handle of handles) await look(handle);
  }

  return { look, lookAll };
}
