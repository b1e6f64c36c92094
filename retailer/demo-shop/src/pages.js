/**
 * The shop's pages and forms: which address shows what.
 *
 * Invariant: a page is personal only while a grant lives that was completed in this browser, is neither paused nor in doubt,
 * and the customer has switched it off neither here nor in their vault.
 */
import { readForm, Refusal } from "./http.js";
import { readTaste } from "./scoring.js";
import { browsing } from "./browsing.js";
import { sharing } from "./sharing.js";
import { sendStatic } from "./static.js";

/** The handler for everything a browser asks. */
export function pages({ retailer, sessions, mailboxes }) {
  const get = { ...browsing, ...sharing.get };
  const post = sharing.post;

  return async (request, response) => {
    if (!URL.canParse(request.url, retailer.origin)) throw new Refusal(400, "not_an_address");
    const url = new URL(request.url, retailer.origin);
    if (url.pathname.startsWith("/static/")) return sendStatic(response, url.pathname.slice("/static/".length));
    const session = sessions.of(request);
    await sessions.renew(response, session);
    const context = { response, url, session, retailer, sessions, visitor: await visitorOf(session) };
    if (request.method === "POST") {
      const form = await readForm(request, retailer.origin);
      return handlerOf(post, url.pathname)({ ...context, form, wantsJson: request.headers.accept === "application/json" });
    }
    if (request.method !== "GET" && request.method !== "HEAD") throw new Refusal(405, "method_not_allowed");
    return handlerOf(get, url.pathname)(context);
  };

  async function visitorOf(session) {
    if (session.handle !== undefined) await mailboxes.look(session.handle);
    const grant = session.handle === undefined ? undefined : await retailer.grant(session.handle);
    const live = grant?.state === "live";
    const plain = Boolean(session.plain);
    const told = live && grant.plain;
    const personal = live && !plain && !told;
    const resting = grant?.state === "paused" || grant?.state === "unconfirmed";
    return { grant, live, resting, plain, told, personal, taste: personal ? readTaste(grant.details) : undefined };
  }
}

/** A route by its whole path, or by its first part and one more: `/item/<id>`. */
function handlerOf(routes, path) {
  const [, first, ...rest] = path.split("/");
  const exact = Object.hasOwn(routes, path) ? routes[path] : undefined;
  const below = Object.hasOwn(routes, `/${first}/*`) && rest.length === 1 ? routes[`/${first}/*`] : undefined;
  if (exact !== undefined) return exact;
  if (below === undefined) throw new Refusal(404, "not_found");
  return (context) => below({ ...context, name: rest[0] });
}
