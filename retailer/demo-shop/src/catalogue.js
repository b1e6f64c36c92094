/**
 * What Halden sells, and how it is found without knowing anyone.
 *
 * Invariant: the same question gives everybody the same answer in the same order.
 */
import { readFileSync } from "node:fs";

/** Every item, most popular first. */
export const ITEMS = JSON.parse(readFileSync(new URL("../catalogue/catalogue.json", import.meta.url), "utf8")).sort(
  (a, b) => b.popularity - a.popularity || a.id.localeCompare(b.id),
);

const BY_ID = new Map(ITEMS.map((item) => [item.id, item]));

/** The shop's departments in the order of the menu. `categories` are ids of the shared vocabulary. */
export const DEPARTMENTS = [
  { id: "films", label: "Films & series", categories: ["films"] },
  { id: "books", label: "Books", categories: ["books"] },
  { id: "running", label: "Running & shoes", categories: ["shoes-running", "shoes", "socks"] },
  { id: "clothing", label: "Knitwear & clothing", categories: ["apparel-knitwear", "apparel-outerwear", "apparel"] },
  { id: "outdoors", label: "Outdoors", categories: ["outdoor-gear"] },
  { id: "home", label: "Home & kitchen", categories: ["home-lighting", "kitchen", "coffee-tea"] },
];

const CATEGORY_LABELS = {
  films: "Films & series",
  books: "Books",
  "shoes-running": "Running shoes",
  shoes: "Shoes & boots",
  socks: "Socks",
  "apparel-knitwear": "Knitwear",
  "apparel-outerwear": "Coats & jackets",
  apparel: "Clothing",
  "outdoor-gear": "Outdoor gear",
  "home-lighting": "Lighting",
  kitchen: "Kitchen",
  "coffee-tea": "Coffee & tea",
};

const GENRE_LABELS = {
  "sci-fi-fantasy": "Sci-fi & fantasy",
  "action-adventure": "Action & adventure",
  "music-musicals": "Music & musicals",
  "kids-family": "Kids & family",
  "nature-science": "Nature & science",
  "stand-up": "Stand-up",
};

/** A genre or category id as a reader's word. */
export function label(id) {
  return CATEGORY_LABELS[id] ?? GENRE_LABELS[id] ?? id.charAt(0).toUpperCase() + id.slice(1).replaceAll("-", " ");
}

/** An item by its id. */
export const item = (id) => BY_ID.get(id);

/** A department by its id. */
export const department = (id) => DEPARTMENTS.find((entry) => entry.id === id);

/** Items of a department, a genre and a search, most popular first. */
export function find({ department: wanted, genre, query = "" }) {
  const categories = department(wanted)?.categories;
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return ITEMS.filter(
    (entry) =>
      (categories === undefined || categories.includes(entry.category)) &&
      (genre === undefined || (entry.genres ?? [entry.category]).includes(genre)) &&
      words.every((word) => searchable(entry).includes(word)),
  );
}

/** What a list can be narrowed to: genres or categories that occur in it at least twice, most frequent first. */
export function facets(items) {
  const counts = new Map();
  for (const entry of items) for (const id of entry.genres ?? [entry.category]) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > 1).sort((a, b) => b[1] - a[1]).map(([id]) => id);
}

function searchable(entry) {
  return [entry.title, entry.by, entry.brand, label(entry.category), ...(entry.genres ?? []).map(label)].join(" ").toLowerCase();
}
