/**
 * How Halden orders its shelves for a customer: a sum anyone can check.
 *
 *   score = 0.35 popularity + 1.0 genre + 0.8 brand + 0.5 department + 0.25 colour + 0.2 budget
 *
 * Each term lies between 0 and 1 (budget between -1 and 1). A missing detail is a zero, so a customer who shares one
 * thing is served by that one thing, and a customer who shares nothing sees plain popularity.
 *
 * Invariant: a pure function of the item and of what was shared.
 */
import { choices, ranges, ranked, sizes } from "inkling-retailer";

const WEIGHTS = { popularity: 0.35, genre: 1, brand: 0.8, department: 0.5, colour: 0.25, budget: 0.2 };
/** The colour groups a vault sends at its coarser level. */
const COLOUR_GROUPS = {
  warm: ["red", "orange", "yellow", "pink", "coral", "burgundy", "gold"],
  cool: ["blue", "navy", "light-blue", "turquoise", "green", "olive", "purple"],
  neutral: ["black", "white", "grey", "beige", "brown", "silver"],
};

/** What the shelves need, read once from the details; every level of precision is fine. */
export function readTaste(details) {
  const films = weights(ranked(details, "interests.media.film"));
  const series = weights(ranked(details, "interests.media.tv"));
  return {
    genres: { film: films, series: series.size > 0 ? series : half(films), book: half(films) },
    brands: new Map(ranked(details, "brands.loved").map(({ id, strength }) => [id.toLowerCase(), strength / 3])),
    departments: weights(ranked(details, "interests.shop")),
    colours: new Map(choices(details, "style.colours.liked").flatMap((told) => (COLOUR_GROUPS[told] ?? [told]).map((colour) => [colour, told]))),
    budgets: ranges(details, "budget.range"),
    shoeSizes: sizes(details, "shoes.size").filter(({ system }) => system === "EU"),
  };
}

/** An item's score, and the parts of it that came from what was shared, largest first. */
export function score(item, taste) {
  const parts = [
    ...genreParts(item, taste.genres[item.kind]),
    part("brand", item.brand, taste.brands.get(item.brand?.toLowerCase())),
    part("department", item.category, taste.departments.get(item.category)),
    ...colourParts(item, taste.colours),
    part("budget", item.category, budgetFit(item, taste.budgets)),
  ].filter(({ value }) => value !== 0);
  const reasons = parts.filter(({ value }) => value > 0).sort((a, b) => b.value - a.value);
  const total = parts.reduce((sum, { value }) => sum + value, WEIGHTS.popularity * (item.popularity / 100));
  return { total, reasons };
}

/** Items in the customer's order; equal scores keep the order they came in. */
export function rank(items, taste) {
  return items
    .map((item) => ({ item, ...score(item, taste) }))
    .sort((a, b) => b.total - a.total);
}

/** Whether a shoe is there in one of the customer's sizes; true for everything that has no shoe size. */
export function inSize(item, taste) {
  if (!item.category.startsWith("shoes") || taste.shoeSizes.length === 0) return true;
  return item.sizes.some((size) => taste.shoeSizes.some(({ from, to }) => Number(from) <= Number(size) && Number(size) <= Number(to)));
}

/** Whether an item costs at most what the customer usually spends in its category. */
export function inBudget(item, taste) {
  const to = taste.budgets.get(item.category)?.to;
  return to === undefined || item.price <= to;
}

function part(kind, id, value = 0) {
  return { kind, id, value: WEIGHTS[kind] * value };
}

/** Liked genres, shared out so that an item with many genres is not liked for its length. */
function genreParts(item, liked = new Map()) {
  const spread = Math.sqrt(item.genres?.length ?? 1);
  return (item.genres ?? []).map((genre) => part("genre", genre, (liked.get(genre) ?? 0) / spread));
}

/** The reason is the word that was told: "cool", not the blue it stands for. */
function colourParts(item, colours) {
  const colour = item.colours?.find((name) => colours.has(name));
  return colour === undefined ? [] : [part("colour", colours.get(colour), 1)];
}

function budgetFit(item, budgets) {
  const range = budgets.get(item.category);
  if (range === undefined) return 0;
  if (range.to !== undefined && item.price > range.to) return -1;
  return item.price >= range.from ? 1 : 0;
}

function weights(entries) {
  return new Map(entries.map(({ id, strength }) => [id, strength / 3]));
}

function half(map) {
  return new Map([...map].map(([id, value]) => [id, value / 2]));
}
