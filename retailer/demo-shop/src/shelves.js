/**
 * The home page's shelves: by popularity for everybody, or around what one customer shared.
 *
 * Invariant: every personal shelf says which shared detail it stands on.
 */
import { DEPARTMENTS, ITEMS, label } from "./catalogue.js";
import { inBudget, inSize, rank } from "./scoring.js";

const LENGTH = 6;

/** The same shelves for everybody. */
export function plainShelves() {
  const loved = { id: "loved", title: "Loved this season", items: ITEMS.slice(0, LENGTH) };
  const departments = DEPARTMENTS.map(({ id, label: title, categories }) => ({
    id,
    title,
    more: `/shop/${id}`,
    items: ITEMS.slice(LENGTH).filter((item) => categories.includes(item.category)).slice(0, LENGTH),
  }));
  return [loved, ...departments];
}

/** Shelves for one customer, the ones they care about first. */
export function personalShelves(taste) {
  const fitting = ITEMS.filter((item) => inSize(item, taste) && inBudget(item, taste));
  const ranked = rank(fitting, taste);
  const departments = DEPARTMENTS.map(({ id, label: title, categories }) => {
    const inside = ranked.filter(({ item }) => categories.includes(item.category)).slice(0, LENGTH);
    const weight = inside.reduce((sum, { total }) => sum + total, 0) / Math.max(1, inside.length);
    return { id, title, more: `/shop/${id}`, weight, items: inside.map(({ item }) => item), because: because(inside, taste) };
  });
  return departments.filter(({ items }) => items.length > 0).sort((a, b) => b.weight - a.weight);
}

/** The strongest reasons of some ranked items, as words; at most three. */
export function because(ranked, taste) {
  const sums = new Map();
  for (const { reasons } of ranked) {
    for (const { kind, id, value } of reasons) sums.set(`${kind} ${id}`, (sums.get(`${kind} ${id}`) ?? 0) + value);
  }
  const words = [...sums].sort((a, b) => b[1] - a[1]).map(([reason]) => reasonWords(reason, taste));
  if (taste.shoeSizes.length > 0 && ranked.some(({ item }) => item.category.startsWith("shoes"))) words.unshift(sizeWords(taste));
  return [...new Set(words)].slice(0, 3);
}

/** "shoe size EU 40", or a band of sizes. */
export function sizeWords({ shoeSizes }) {
  const [{ from, to }] = shoeSizes;
  return `shoe size EU ${from === to ? from : `${from} to ${to}`}`;
}

/** "40 to 95 EUR", "10 EUR" when both are the same, "500 EUR and more". */
export function rangeWords({ from, to, currency }) {
  if (to === undefined) return `${from} ${currency} and more`;
  return from === to ? `${from} ${currency}` : `${from} to ${to} ${currency}`;
}

function reasonWords(reason, taste) {
  const [kind, ...rest] = reason.split(" ");
  const id = rest.join(" ");
  switch (kind) {
    case "brand":
      return id;
    case "colour":
      return ["warm", "cool", "neutral"].includes(id) ? `${id} colours` : `the colour ${id}`;
    case "budget":
      return `${rangeWords(taste.budgets.get(id))} for ${label(id).toLowerCase()}`;
    default:
      return label(id).toLowerCase();
  }
}
