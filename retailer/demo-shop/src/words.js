/**
 * Details and moments as sentences.
 *
 * Invariant: shows every value that was shared, whatever its level.
 */
import { choices, ranges, ranked, sizes } from "inkling-retailer";

import { label } from "./catalogue.js";
import { rangeWords } from "./shelves.js";

const STRENGTHS = ["", "some", "clear", "strong"];
const MOMENT = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });

/** A moment in UTC as text. */
export const moment = (millis) => `${MOMENT.format(millis)} UTC`;

/** A detail's value, line by line. */
export function detailLines(key, details) {
  if (details[key] === true) return ["yes, and no more than that"];
  const lines = [
    ...sizes(details, key).map(({ system, from, to }) => `${system} ${from === to ? from : `${from} to ${to}`}`),
    ...(key === "shoes.size" ? [] : ranked(details, key).map(({ id, strength }) => `${label(id)} (${STRENGTHS[strength]})`)),
    ...[...ranges(details, key)].map(([category, range]) => `${label(category)}: ${rangeWords(range)}`),
  ];
  const words = key.startsWith("style.") ? choices(details, key) : lines;
  return words.length > 0 ? words : [JSON.stringify(details[key])];
}
