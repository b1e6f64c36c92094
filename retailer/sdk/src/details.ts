/**
 * Details as a shop uses them: plain values by key, and readers that understand every level of precision.
 *
 * A customer may lower the level of any detail, so each reader answers with what is there and never throws:
 * `true` (yes-no) yields an empty list, a bucket yields its band.
 *
 * Invariant: readers are pure and return only values of the shapes they promise.
 */
import { isObject } from "./encoding.js";

/** Detail key (`shoes.size`) to value, exactly as the customer sent it: their own word, proved by nobody, and text to be escaped. */
export type Details = { readonly [key: string]: unknown };

/** An interest, genre or brand with its strength, 1 (some) to 3 (strong). */
export interface Ranked {
  id: string;
  strength: number;
}

/** One size, or a band of sizes when `from` and `to` differ. */
export interface Size {
  system: string;
  from: string;
  to: string;
}

/** A span of money in whole units; no `to` means "and more". */
export interface Range {
  from: number;
  to?: number;
  currency: string;
}

/** Whether something was shared under a key, at whatever level, and it is not a plain no: `false` is an answer too. */
export function has(details: Details, key: string): boolean {
  return Object.hasOwn(details, key) && details[key] !== false;
}

/** Interests, genres or brands, strongest first. */
export function ranked(details: Details, key: string): Ranked[] {
  return listOf(details, key).flatMap((entry) => {
    if (typeof entry === "string") return [{ id: entry, strength: 1 }];
    if (!isObject(entry) || typeof entry["id"] !== "string") return [];
    const { id, strength } = entry;
    return [{ id, strength: typeof strength === "number" ? Math.min(3, Math.max(1, strength)) : 1 }];
  });
}

/** Chosen words, as colours; a single choice is a list of one. */
export function choices(details: Details, key: string): string[] {
  const value = details[key];
  if (typeof value === "string") return [value];
  return listOf(details, key).filter((entry) => typeof entry === "string");
}

/** Sizes, most usual first. */
export function sizes(details: Details, key: string): Size[] {
  const value = details[key];
  const entries = isObject(value) ? [value] : listOf(details, key);
  return entries.flatMap((entry) => {
    if (!isObject(entry) || typeof entry["system"] !== "string") return [];
    const { system, value: exact, from = exact, to = from } = entry;
    return typeof from === "string" && typeof to === "string" ? [{ system, from, to }] : [];
  });
}

/** Spans of money by category. */
export function ranges(details: Details, key: string): Map<string, Range> {
  const value = details[key];
  const found = new Map<string, Range>();
  for (const [category, entry] of Object.entries(isObject(value) ? value : {})) {
    if (!isObject(entry) || typeof entry["currency"] !== "string") continue;
    const { currency, min, max, from = min, to = max } = entry;
    if (typeof from !== "number") continue;
    found.set(category, typeof to === "number" ? { from, to, currency } : { from, currency });
  }
  return found;
}

function listOf(details: Details, key: string): unknown[] {
  const value = details[key];
  return Array.isArray(value) ? value : [];
}
