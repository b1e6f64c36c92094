/**
 * Answers to browsers: headers, forms, redirects.
 *
 * Invariant: no page loads, sends to or is framed by another origin.
 */
import { readBody } from "inkling-retailer/node";

const CSP = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

const SAFE = {
  "content-security-policy": CSP,
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
};

/** For addresses that hold a secret: the next page is not told where the browser came from. */
export const UNTOLD = { "referrer-policy": "no-referrer" };

/** A request the shop will not serve, with a status and a code. */
export class Refusal extends Error {
  constructor(status, code) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

/** Sends a whole page; pages are never cached, they may be personal. `more`: headers for this page alone. */
export function sendPage(response, body, status = 200, more = {}) {
  response.writeHead(status, { ...SAFE, ...more, "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
  response.end(String(body));
}

/** Sends JSON to the shop's own script. */
export function sendJson(response, value, status = 200) {
  response.writeHead(status, { ...SAFE, "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(value));
}

/** Sends a file that never holds anything personal. */
export function sendFile(response, bytes, type) {
  response.writeHead(200, { ...SAFE, "content-type": type, "cache-control": "public, max-age=300" });
  response.end(bytes);
}

/** Sends the browser to another page with GET (303). */
export function redirect(response, location, more = {}) {
  response.writeHead(303, { ...SAFE, ...more, location, "cache-control": "no-store" });
  response.end();
}

/** The fields of a form that a page of this origin posted. */
export async function readForm(request, origin) {
  const { origin: from = origin, "sec-fetch-site": site = "same-origin" } = request.headers;
  if (from !== origin || !["same-origin", "none"].includes(site)) throw new Refusal(403, "foreign_form");
  return new URLSearchParams(await readBody(request));
}
