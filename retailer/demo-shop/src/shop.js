/**
 * The shop as one request handler: its key, its store, its sessions and its routes.
 *
 * Invariant: nothing a customer shared is ever logged.
 */
import { join } from "node:path";
import { createRetailer, InklingError } from "inkling-retailer";
import { fileStore, keyFile, mailboxFetch, vaultRoutes } from "inkling-retailer/node";

import { openMailboxes } from "./mailboxes.js";
import { pages } from "./pages.js";
import { Refusal, sendPage, UNTOLD } from "./http.js";
import { openSessions } from "./sessions.js";
import { errorPage } from "./views/error.js";

/** A page waits this long for a vault's mailbox, for all that is read of it together. */
const PATIENCE_MS = 3000;

/** Opens the shop on a data folder, made at the first start. `loopback`: for trying out, mailboxes on this computer are read too. */
export async function openShop({ origin, data, loopback = false, clock = Date.now }) {
  const retailer = createRetailer({
    origin,
    signingKey: await keyFile(join(data, "signing-key.json")),
    store: await fileStore(join(data, "vault-store.json")),
    clock,
  });
  const sessions = await openSessions(join(data, "sessions.json"), { secure: origin.startsWith("https:"), clock });
  const answerVault = vaultRoutes(retailer);
  const openFetch = () => mailboxFetch({ loopback, patience: PATIENCE_MS, signal: AbortSignal.timeout(PATIENCE_MS) });
  const mailboxes = openMailboxes({ retailer, openFetch, clock });
  const answerBrowser = pages({ retailer, sessions, mailboxes });

  const handle = async (request, response) => {
    try {
      if (!(await answerVault(request, response))) await answerBrowser(request, response);
    } catch (error) {
      fail(response, error);
    }
  };
  const refresh = () => mailboxes.lookAll(sessions.handles());
  /** A full disk, say, does not close the shop: what is to be forgotten is tried again a minute later. */
  const sweep = () => forgetOld().catch(complain);
  const forgetOld = async () => {
    await retailer.sweep();
    await sessions.sweep(retailer.close);
  };
  return { handle, refresh, sweep, retailer };
}

function complain(error) {
  process.stderr.write(`unexpected failure: ${error.code ?? error.name}\n`);
}

function fail(response, error) {
  const known = error instanceof Refusal || error instanceof InklingError;
  if (!known) complain(error);
  if (response.headersSent) return response.end();
  const [status, code] = known ? [error.status, error.code] : [500, "server_error"];
  const comesBack = response.req.url.startsWith("/vault/return");
  sendPage(response, errorPage(status, code), status, comesBack ? UNTOLD : {});
}
