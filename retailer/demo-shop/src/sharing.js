/**
 * Everything between the customer and what the shop holds: asking, coming back, showing, forgetting.
 *
 * Invariant: details are shown only to the browser that completed the grant; looking makes no cookie and no request.
 */
import { ask } from "./ask.js";
import { redirect, sendFile, sendJson, sendPage, UNTOLD } from "./http.js";
import { emptyHoldingPage, holdingPage, plainPage, restingPage } from "./views/inkling.js";
import { personalisePage } from "./views/personalise.js";

const GPC = JSON.stringify({ gpc: true, lastUpdate: "2026-11-23" });

/** Makes a request for this browser: on a button alone, for each takes room until it has run out. */
async function begin({ response, retailer, sessions, session, wantsJson }) {
  const own = session.secret === undefined ? sessions.begin(response) : session;
  const { id, link, expiresAt } = await retailer.createRequest(ask(retailer.origin), own.secret);
  await sessions.remember(own, { request: { id, link } });
  if (wantsJson) return sendJson(response, { id, link, expires_at: new Date(expiresAt).toISOString() });
  redirect(response, "/personalise");
}

/** Shows the question, with the link of the request that waits; somebody who comes straight here has a button for one. */
async function showQuestion({ response, retailer, session, visitor }) {
  const state = session.request && (await retailer.requestState(session.request.id, session.secret));
  sendPage(response, personalisePage({ visitor, link: state === "waiting" ? session.request.link : undefined }));
}

/** What the waiting page asks every moment. */
async function watch({ response, retailer, session }) {
  if (session.request === undefined) return sendJson(response, { state: session.handle ? "personalised" : "expired" });
  sendJson(response, { state: await retailer.requestState(session.request.id, session.secret) });
}

/** The vault sent the browser back. */
async function comeBack({ response, retailer, sessions, session, url }) {
  const code = url.searchParams.get("response_code") ?? "";
  const { handle } = await retailer.complete(code, session.secret ?? "");
  if (session.handle !== undefined && session.handle !== handle) await retailer.close(session.handle);
  await sessions.remember(session, { handle, plain: false, request: undefined });
  redirect(response, "/?welcome=1", UNTOLD);
}

function showHolding({ response, visitor }) {
  const { grant, live, resting, told } = visitor;
  if (told) return sendPage(response, plainPage({ visitor, grant }));
  if (live) return sendPage(response, holdingPage({ visitor, grant }));
  sendPage(response, resting ? restingPage({ visitor, grant }) : emptyHoldingPage({ visitor, ended: grant }));
}

async function forget({ response, retailer, session }) {
  if (session.handle !== undefined) await retailer.close(session.handle);
  redirect(response, "/inkling");
}

async function switchPlain({ response, sessions, session, form }) {
  if (session.secret !== undefined) await sessions.remember(session, { plain: form.get("plain") === "on" });
  redirect(response, "/");
}

/** The same as `/inkling`, for programs: 200, 403 while paused or unconfirmed, 410 once ended, 401 for a stranger. */
function me({ response, session, visitor: { grant } }) {
  if (grant?.state === "live") {
    const { version, plain, details, keepUntil } = grant;
    return sendJson(response, { version, plain, details, until: new Date(keepUntil).toISOString() });
  }
  if (session.handle === undefined) return sendJson(response, { error: "stranger" }, 401);
  if (grant?.state === "unconfirmed") return sendJson(response, { error: "unconfirmed" }, 403);
  if (grant?.state === "paused") {
    const until = grant.until && { until: new Date(grant.until).toISOString() };
    return sendJson(response, { error: "grant_paused", paused_at: new Date(grant.pausedAt).toISOString(), ...until }, 403);
  }
  const deleted = grant && { deleted_at: new Date(grant.deletedAt).toISOString(), by: grant.by };
  sendJson(response, { error: "grant_gone", ...deleted }, 410);
}

/** Pages and forms by path. */
export const sharing = {
  get: {
    "/personalise": showQuestion,
    "/personalise/state": watch,
    "/vault/return": comeBack,
    "/inkling": showHolding,
    "/api/me": me,
    "/.well-known/gpc.json": ({ response }) => sendFile(response, GPC, "application/json"),
  },
  post: { "/personalise": begin, "/inkling/forget": forget, "/plain": switchPlain },
};
