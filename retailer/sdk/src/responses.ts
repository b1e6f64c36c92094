/**
 * The vault's answer and the browser's way back (OpenID4VP 1.0, sections 8.2, 8.3.1 and 13.3).
 *
 * Invariant: a request is answered by one grant, a code works once, and only in the browser session that began.
 */
import { ensure, InklingError } from "./errors.js";
import { parseObject, randomName, type JsonObject } from "./encoding.js";
import { openJwe, recipientKeyId, sameKey, type PrivateJwk } from "./jose.js";
import { closeGrant, COMPLETION_MS, endGrant, endOf, grantView, handleOf, hold, keepGrant, standingGrant, stands, type LiveGrantView } from "./grants.js";
import { verifyMessage, type VerifiedMessage } from "./presentations.js";
import { closeRequest, openRequest, requestIdOf, sameSession, waitingRequest } from "./requests.js";
import type { Shop } from "./shop.js";
import type { Agreement, CodeRow, LiveGrant, RequestRow, Versioned } from "./store.js";
import { termsHash } from "./terms.js";

/** Every way a wallet says that it answers nothing (OpenID4VP 1.0, section 8.5; RFC 6749, section 4.1.2.1; RFC 9101, section 7). */
const ERRORS = new Set([
  "access_denied", "invalid_client", "invalid_request", "invalid_request_object", "invalid_request_uri", "invalid_request_uri_method",
  "invalid_scope", "invalid_transaction_data", "request_not_supported", "request_uri_not_supported", "server_error",
  "temporarily_unavailable", "unauthorized_client", "unsupported_response_type", "vp_formats_not_supported", "wallet_unavailable",
]);
/** A grant that cannot be read and cannot be added either, this many times: the store hides a row whose time is over. */
const MOST_TRIES = 8;

/** What the shop answers to the vault. */
export interface Answer {
  redirect_uri: string;
  grant_uri: string;
  grant_nonce: string;
}

/**
 * Handles the form of `POST /vault/response`. Undefined when the customer declined, or the vault could not do what was asked; it may
 * say so sealed as an answer is, or in clear. There is nothing to answer then.
 *
 * A vault that did not hear the answer says the same again, until the browser has come back: it gets the same grant, the
 * nonce that is current, and a fresh code.
 */
export async function receiveResponse(shop: Shop, form: URLSearchParams): Promise<Answer | undefined> {
  if (form.has("error")) return declineInClear(shop, form);
  const jwe = onlyValue(form, "response");
  const id = recipientKeyId(jwe);
  const row = await openRequest(shop, id);
  const key = row.encryptionKey ?? (await keyOfUncompleted(shop, row));
  const message = parseObject(await openJwe(jwe, key), "malformed_response");
  ensure(message["state"] === row.echo, "wrong_state");
  if ("error" in message) return declineSealed(shop, id, message);

  const verified = await verifyMessage(message, row.ask, {
    clientId: shop.clientId,
    loopback: shop.loopback,
    nonces: [row.nonce],
    termsHash: termsHash(row.transactionData),
    now: shop.clock(),
  });
  const handle = handleOf(verified.grantId);
  ensure(row.handle === undefined || row.handle === handle, "already_answered");
  const now = shop.clock();
  const code = randomName();
  // Kept before the request is closed: between the two the vault may say it again, and nothing is lost.
  const { grant, formerCode } = await keepFirst(shop, handle, hold(newAgreement(verified, row, id, key, code, now), verified, now));
  if (!(await closeRequest(shop, id, { handle }))) {
    await closeGrant(shop, handle);
    throw new InklingError("already_answered");
  }

  const expiresAt = now + COMPLETION_MS;
  await shop.store.codes.add(code, { handle, session: row.session, used: false, expiresAt }, expiresAt);
  if (formerCode !== undefined) await forgetCode(shop, formerCode);
  return {
    redirect_uri: `${shop.origin}${shop.paths.back}?response_code=${code}`,
    grant_uri: `${shop.origin}${shop.paths.grant}/${handle}`,
    grant_nonce: grant.nonce,
  };
}

/**
 * Completes the flow in the browser: a one-time code for the grant, in the session that asked. In another session the code has
 * leaked, or somebody was led to answer for another: it is burnt, and what nobody has seen yet is forgotten.
 */
export async function completeResponse(shop: Shop, code: string, session: string): Promise<LiveGrantView> {
  const found = await shop.store.codes.get(code);
  ensure(found !== undefined && !found.value.used && found.value.expiresAt > shop.clock(), "unknown_code");
  const { handle } = found.value;
  if (!sameSession(found.value.session, session)) {
    await burn(shop, code, found);
    await closeUncompleted(shop, handle, code);
    throw new InklingError("wrong_session");
  }
  const completed = await completeGrant(shop, handle, code);
  // Only now: whoever is cut short between the two comes back with the same code.
  ensure(await burn(shop, code, found), "unknown_code");
  return grantView(handle, completed);
}

async function completeGrant(shop: Shop, handle: string, code: string): Promise<LiveGrant> {
  for (;;) {
    const { value: grant, revision } = await liveGrant(shop, handle);
    ensure(grant.code === code, "unknown_code"); // a former one
    const { completeBy: _, ...completed } = grant;
    if (await keepGrant(shop, handle, revision, completed)) return completed; // otherwise read again
  }
}

/** Ends a grant that this code would have completed; one that was completed stays. */
async function closeUncompleted(shop: Shop, handle: string, code: string): Promise<void> {
  for (;;) {
    const found = await shop.store.grants.get(handle);
    if (found === undefined || found.value.state === "ended") return;
    if (found.value.completeBy === undefined || found.value.code !== code) return;
    if (await endGrant(shop, handle, found.value, found.revision, "shop")) return;
  }
}

function burn(shop: Shop, code: string, { value, revision }: Versioned<CodeRow>): Promise<boolean> {
  return shop.store.codes.replace(code, revision, { ...value, used: true }, value.expiresAt);
}

/** A code that another one replaced: the next sweep takes it. */
async function forgetCode(shop: Shop, code: string): Promise<void> {
  const found = await shop.store.codes.get(code);
  if (found !== undefined) await shop.store.codes.replace(code, found.revision, { ...found.value, used: true }, shop.clock());
}

async function liveGrant(shop: Shop, handle: string): Promise<Versioned<LiveGrant>> {
  const { value, revision } = await standingGrant(shop, handle);
  ensure(value.state === "live", "grant_paused");
  return { value, revision };
}

/** Whoever has only seen the link does not know the `state`. */
async function declineInClear(shop: Shop, form: URLSearchParams): Promise<undefined> {
  ensure(!form.has("response") && ERRORS.has(onlyValue(form, "error")), "malformed_response");
  const state = onlyValue(form, "state");
  const id = requestIdOf(state);
  ensure((await openRequest(shop, id)).echo === state, "wrong_state");
  await decline(shop, id);
}

/** Whatever the vault calls its trouble: who knows the request's state and key may say anything, and get nothing. */
async function declineSealed(shop: Shop, id: string, message: JsonObject): Promise<undefined> {
  ensure(typeof message["error"] === "string" && !("vp_token" in message), "malformed_response");
  await decline(shop, id);
}

async function decline(shop: Shop, id: string): Promise<void> {
  await waitingRequest(shop, id);
  ensure(await closeRequest(shop, id, "declined"), "already_answered");
}

function onlyValue(form: URLSearchParams, name: string): string {
  const [value, ...more] = form.getAll(name);
  ensure(value !== undefined && more.length === 0, "malformed_response");
  return value;
}

/** Keeps a grant nobody has seen, or takes the same answer again while the browser has not come back. */
async function keepFirst(shop: Shop, handle: string, grant: LiveGrant): Promise<{ grant: LiveGrant; formerCode?: string | undefined }> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    if (await shop.store.grants.add(handle, grant, endOf(grant))) return { grant };
    const found = await shop.store.grants.get(handle);
    if (found === undefined) continue; // swept just now
    const { value: held, revision } = found;
    const same = held.state === "live" && held.encryptionKeyId === grant.encryptionKeyId && sameKey(held.key, grant.key);
    ensure(same, "wrong_grant");
    ensure(held.completeBy !== undefined && stands(held, shop.clock()), "already_answered");
    ensure(grant.version >= held.version, "version_fell");
    const { nonce, previousNonce, grantedAt } = held;
    const again: LiveGrant = { ...grant, nonce, previousNonce, grantedAt };
    if (await keepGrant(shop, handle, revision, again)) return { grant: again, formerCode: held.code };
  }
  throw new InklingError("already_answered");
}

/** The key of an answered request: with its grant, as long as the browser has not come back. */
async function keyOfUncompleted(shop: Shop, row: RequestRow): Promise<PrivateJwk> {
  const grant = row.handle === undefined ? undefined : (await shop.store.grants.get(row.handle))?.value;
  ensure(grant?.state === "live" && grant.completeBy !== undefined && stands(grant, shop.clock()), "already_answered");
  return grant.encryptionKey;
}

function newAgreement(verified: VerifiedMessage, row: RequestRow, id: string, encryptionKey: PrivateJwk, code: string, now: number): Agreement {
  const { grantId, key, version, expiresAt } = verified;
  return {
    grantId,
    key,
    version,
    ask: row.ask,
    termsHash: termsHash(row.transactionData),
    requestNonce: row.nonce,
    encryptionKey,
    encryptionKeyId: id,
    nonce: randomName(),
    grantedAt: now,
    keepUntil: expiresAt,
    completeBy: now + COMPLETION_MS,
    code,
  };
}
