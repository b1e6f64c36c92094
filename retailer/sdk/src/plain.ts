/**
 * Plain mode: in the place of everything that was asked, the customer says that they are not to be personalised for.
 *
 * Invariant: one detail with one value is the word, in every group; whatever stands beside it, or says less, is not.
 */
import type { Details } from "./details.js";

const KEY = "personalisation.optout";
/** What the customer asks the shop to leave alone, in the order that every vault says it. */
const SCOPES = ["history", "profiling", "ads"];

/** Whether the customer is in plain mode: show them what you show a stranger, and use nothing that you know of them yourself. */
export function isPlain(details: Details): boolean {
  const value = Object.hasOwn(details, KEY) ? details[KEY] : undefined;
  const isWord = Array.isArray(value) && value.length === SCOPES.length && SCOPES.every((scope, at) => value[at] === scope);
  return isWord && Object.keys(details).length === 1;
}

/** Whether a group asks for the word itself, and for nothing else: then it may stand beside other groups. */
export function asksForPlain(asked: string[]): boolean {
  return asked.length === 1 && asked[0] === KEY;
}
