/**
 * All presentations of one message together: groups, the same grant in each, required ones present (OpenID4VP 1.0,
 * sections 6.2 and 8.1). A partial answer is a full answer.
 *
 * Invariant: a message is accepted as a whole or not at all.
 */
import { ensure } from "./errors.js";
import { isObject, type JsonObject } from "./encoding.js";
import { sameKey, type PublicJwk } from "./jose.js";
import type { StatusReference } from "./status.js";
import type { Ask } from "./terms.js";
import { verifyPresentation, type Expected, type VerifiedToken } from "./verify.js";

/** A checked message: one grant, at one version, with everything it discloses. */
export interface VerifiedMessage {
  grantId: string;
  version: number;
  key: PublicJwk;
  nonce: string;
  expiresAt: number;
  statuses: StatusReference[];
  tokens: { [group: string]: string };
  details: { [key: string]: unknown };
}

/** Checks every presentation in a `vp_token`. */
export async function verifyMessage(
  message: JsonObject,
  ask: Ask,
  expected: Omit<Expected, "details">,
): Promise<VerifiedMessage> {
  const vpToken = message["vp_token"];
  ensure(isObject(vpToken), "malformed_response");
  const presented = Object.keys(vpToken);
  ensure(presented.length > 0, "missing_required_group");
  for (const id of presented) ensure(ask.groups.some((group) => group.id === id), "unknown_group");

  const tokens: { [group: string]: string } = {};
  const details = new Map<string, unknown>();
  let first: VerifiedToken | undefined;
  let expiresAt = Infinity;
  const statuses: StatusReference[] = [];
  for (const group of ask.groups) {
    if (!Object.hasOwn(vpToken, group.id)) {
      ensure(!group.required, "missing_required_group");
      continue;
    }
    const presentation = onlyOne(vpToken[group.id]);
    const token = await verifyPresentation(presentation, { ...expected, details: group.details });
    first ??= token;
    ensure(sameGrant(first, token), "mixed_grants");
    expiresAt = Math.min(expiresAt, token.expiresAt);
    tokens[group.id] = presentation;
    if (token.status !== undefined) statuses.push(token.status);
    for (const [key, value] of token.details) details.set(key, value);
  }
  ensure(first !== undefined, "missing_required_group");
  const { grantId, version, key, nonce } = first;
  return { grantId, version, key, nonce, expiresAt, statuses, tokens, details: Object.fromEntries(details) };
}

function onlyOne(presentations: unknown): string {
  ensure(Array.isArray(presentations) && presentations.length === 1, "malformed_response");
  const [presentation] = presentations;
  ensure(typeof presentation === "string", "malformed_response");
  return presentation;
}

function sameGrant(a: VerifiedToken, b: VerifiedToken): boolean {
  return a.grantId === b.grantId && a.version === b.version && a.nonce === b.nonce && sameKey(a.key, b.key);
}
