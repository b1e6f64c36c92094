/**
 * All presentations of one message together: groups, the same grant in each, required ones present (OpenID4VP 1.0,
 * sections 6.2 and 8.1). A partial answer is a full answer; in plain mode all of it is plain.
 *
 * Invariant: a message is accepted as a whole or not at all.
 */
import { ensure } from "./errors.js";
import { isObject, type JsonObject } from "./encoding.js";
import { sameKey } from "./jose.js";
import { asksForPlain } from "./plain.js";
import type { Ask } from "./terms.js";
import { verifyPresentation, type Expected, type VerifiedToken } from "./verify.js";

/** A checked message: one grant, at one version, with everything it discloses. */
export interface VerifiedMessage extends Omit<VerifiedToken, "details" | "plain"> {
  /** Presentations as received, by group. */
  tokens: { [group: string]: string };
  /** Detail key to value, of all groups. */
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
  let replaced = 0; // tokens that stand in the place of what their groups asked
  let plain = 0;
  let [expiresAt, boundAt] = [Infinity, Infinity];
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
    boundAt = Math.min(boundAt, token.boundAt);
    tokens[group.id] = presentation;
    plain += Number(token.plain);
    replaced += Number(token.plain && !asksForPlain(group.details));
    for (const [key, value] of token.details) details.set(key, value);
  }
  ensure(first !== undefined, "missing_required_group");
  ensure(replaced === 0 || plain === Object.keys(tokens).length, "missing_detail");
  const { plain: _, ...grant } = first;
  return { ...grant, expiresAt, boundAt, tokens, details: Object.fromEntries(details) };
}

function onlyOne(presentations: unknown): string {
  ensure(Array.isArray(presentations) && presentations.length === 1, "malformed_response");
  const [presentation] = presentations;
  ensure(typeof presentation === "string", "malformed_response");
  return presentation;
}

function sameGrant(a: VerifiedToken, b: VerifiedToken): boolean {
  const sameStatus = a.status?.uri === b.status?.uri && a.status?.index === b.status?.index;
  const sameMessage = a.version === b.version && a.nonce === b.nonce && a.mailbox === b.mailbox && sameStatus;
  return a.grantId === b.grantId && sameKey(a.key, b.key) && sameMessage;
}
