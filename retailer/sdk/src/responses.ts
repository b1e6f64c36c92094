/**
 * The vault's answer and the browser's way back (OpenID4VP 1.0, sections 8.2, 8.3.1 and 13.3).
 *
 * Invariant: a request is answered once, a code works once, and only in the browser session that began.
 */
import { ensure, InklingError } from "./errors.js";
import { parseObject, randomName } from "./encoding.js";
import { openJwe, recipientKeyId } from "./jose.js";
import { COMPLETION_MS, grantView, handleOf, keepUntil, type LiveGrantView } from "./grants.js";
import { verifyMessage, type VerifiedMessage } from "./presentations.js";
import { closeRequest, sameSession, waitingRequest } from "./requests.js";
import type { Shop } from "./shop.js";
import type { LiveGrant, RequestRow } from "./store.js";
import { termsHash } from "./terms.js";

/** What the shop answers to the vault. */
export interface Answer {
  redirect_uri: string;
  grant_uri: string;
  grant_nonce: string;
}

/** Handles the form of `POST /vault/response`. Undefined when the customer declined: there is nothing to answer. */
export async function receiveResponse(shop: Shop, form: URLSearchParams): Promise<Answer | undefined> {
  if (form.has("error")) return decline(shop, form);
  const jwe = onlyValue(form, "response");
  const id = recipientKeyId(jwe);
  const row = await waitingRequest(shop, id);
  ensure(row.encryptionKey !== undefined, "already_answered");
  const message = parseObject(await openJwe(jwe, row.encryptionKey), "malformed_response");
  ensure(message["state"] === id, "wrong_state");

  const verified = await verifyMessage(message, row.ask, {
    clientId: shop.clientId,
    nonces: [row.nonce],
    termsHash: termsHash(row.transactionData),
    now: shop.clock(),
  });
  const grant = newGrant(verified, row, id, shop.clock());
  const handle = handleOf(verified.grantId);
  await closeRequest(shop, id, "answered");
  ensure(await shop.store.grants.add(handle, grant, shop.clock() + COMPLETION_MS), "wrong_grant");

  const code = randomName();
  const expiresAt = shop.clock() + COMPLETION_MS;
  await shop.store.codes.add(code, { handle, session: row.session, used: false, expiresAt }, expiresAt);
  return {
    redirect_uri: `${shop.origin}${shop.paths.back}?response_code=${code}`,
    grant_uri: `${shop.origin}${shop.paths.grant}/${handle}`,
    grant_nonce: grant.nonce,
  };
}

/** Completes the flow in the browser: a one-time code for the grant, in the session that asked. */
export async function completeResponse(shop: Shop, code: string, session: string): Promise<LiveGrantView> {
  const found = await shop.store.codes.get(code);
  ensure(found !== undefined && !found.value.used && found.value.expiresAt > shop.clock(), "unknown_code");
  ensure(sameSession(found.value.session, session), "wrong_session");
  const { handle, expiresAt } = found.value;
  ensure(await shop.store.codes.replace(code, found.revision, { ...found.value, used: true }, expiresAt), "unknown_code");

  for (;;) {
    const grant = await shop.store.grants.get(handle);
    if (grant?.value.state !== "live") throw new InklingError("grant_gone");
    const completed: LiveGrant = { ...grant.value, completed: true };
    const done = await shop.store.grants.replace(handle, grant.revision, completed, completed.keepUntil);
    if (done) return grantView(handle, completed); // otherwise a change came in between; read again
  }
}

async function decline(shop: Shop, form: URLSearchParams): Promise<undefined> {
  ensure(onlyValue(form, "error") === "access_denied", "malformed_response");
  const id = onlyValue(form, "state");
  await waitingRequest(shop, id);
  await closeRequest(shop, id, "declined");
}

function onlyValue(form: URLSearchParams, name: string): string {
  const [value, ...more] = form.getAll(name);
  ensure(value !== undefined && more.length === 0, "malformed_response");
  return value;
}

function newGrant(verified: VerifiedMessage, row: RequestRow, id: string, now: number): LiveGrant {
  ensure(row.encryptionKey !== undefined, "already_answered");
  const { grantId, key, version, tokens, statuses, details, expiresAt } = verified;
  return {
    state: "live",
    grantId,
    key,
    version,
    ask: row.ask,
    termsHash: termsHash(row.transactionData),
    encryptionKey: row.encryptionKey,
    encryptionKeyId: id,
    nonce: randomName(),
    tokens,
    statuses,
    details,
    grantedAt: now,
    updatedAt: now,
    keepUntil: keepUntil(expiresAt, now),
    completed: false,
  };
}
