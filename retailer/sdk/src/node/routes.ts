/**
 * The machine-to-machine routes on `node:http`: did document, request objects, answers, living grants.
 *
 * The page the browser comes back to is the shop's own; call `retailer.complete` there.
 *
 * Invariant: bodies are bounded, answers are never cached, and an error tells its code and nothing else.
 */
import type { IncomingMessage, ServerResponse } from "node:http";

import { ensure, InklingError } from "../errors.js";
import type { Retailer } from "../retailer.js";

const MAX_BODY = 64 * 1024;
const FORM = "application/x-www-form-urlencoded";
const EVENT = "application/secevent+jwt";

interface Reply {
  status: number;
  type: string;
  body: string;
}

/** A handler that answers the vault's routes and says whether it did. */
export function vaultRoutes(retailer: Retailer) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const answering = route(retailer, request, pathOf(request));
    if (answering === undefined) return false;
    const { status, type, body } = await answering.catch(refusal);
    response.writeHead(status, {
      "content-type": type,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      ...(status === 413 && { connection: "close" }), // the rest of it is not waited for
    });
    response.end(body);
    return true;
  };
}

/** The path as it was asked for. It is never resolved like a link: `//[` is no address, and must not bring the shop down. */
function pathOf(request: IncomingMessage): string {
  return request.url?.split(/[?#]/, 1)[0] ?? "/";
}

/** The body of a request as text; more than 64 KiB is refused. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    ensure(size <= MAX_BODY, "too_large");
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function route(retailer: Retailer, request: IncomingMessage, path: string): Promise<Reply> | undefined {
  const { paths } = retailer;
  const { method } = request;
  if (path === "/.well-known/did.json") {
    return only(["GET", "HEAD"], method, async () => json(retailer.didDocument(), "application/did+json"));
  }
  if (path === paths.response) {
    return only(["POST"], method, async () => json((await retailer.receive(await form(request))) ?? {}));
  }
  if (path === "/vault/verify") {
    return only(["POST"], method, async () => json(await retailer.check((await form(request)).get("token") ?? "")));
  }
  const requestId = below(paths.request, path);
  if (requestId !== undefined) {
    return only(["GET", "POST"], method, async () => {
      const nonce = method === "POST" ? ((await form(request)).get("wallet_nonce") ?? undefined) : undefined;
      return { status: 200, type: "application/oauth-authz-req+jwt", body: await retailer.requestObject(requestId, nonce) };
    });
  }
  const handle = below(paths.grant, path);
  if (handle !== undefined) return only(["GET", "POST", "PUT", "DELETE"], method, () => grantRoute(retailer, request, handle));
  return undefined;
}

async function grantRoute(retailer: Retailer, request: IncomingMessage, handle: string): Promise<Reply> {
  if (request.method === "PUT") return json(await retailer.update(handle, await form(request)));
  if (request.method === "DELETE") return json(await retailer.revoke(handle, await readBody(request)));
  if (request.method === "POST") {
    ensure(mediaType(request) === EVENT, "malformed_event");
    await retailer.pause(handle, await readBody(request));
    return json({});
  }
  const grant = await retailer.grant(handle);
  ensure(grant !== undefined && grant.state !== "ended", "grant_gone");
  const [, token] = /^Bearer ([!-~]+)$/.exec(request.headers.authorization ?? "") ?? [];
  if (token === undefined) return { status: 401, type: "application/json", body: '{"error":"missing_token"}' };
  return json(await retailer.check(token));
}

async function form(request: IncomingMessage): Promise<URLSearchParams> {
  ensure(mediaType(request) === FORM, "malformed_response");
  return new URLSearchParams(await readBody(request));
}

function mediaType(request: IncomingMessage): string | undefined {
  return request.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
}

function below(prefix: string, path: string): string | undefined {
  const rest = path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : undefined;
  return rest !== undefined && /^[A-Za-z0-9_-]{22}$/.test(rest) ? rest : undefined;
}

function json(value: object, type = "application/json"): Reply {
  return { status: 200, type, body: JSON.stringify(value) };
}

async function only(methods: string[], method: string | undefined, answer: () => Promise<Reply>): Promise<Reply> {
  if (methods.includes(method ?? "")) return answer();
  return { status: 405, type: "application/json", body: '{"error":"method_not_allowed"}' };
}

function refusal(error: unknown): Reply {
  const known = error instanceof InklingError;
  const body = JSON.stringify({ error: known ? error.code : "server_error" });
  return { status: known ? error.status : 500, type: "application/json", body };
}
