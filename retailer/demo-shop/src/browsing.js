/**
 * Looking around: front page, listings, items. Works for a stranger; better for somebody who shared something.
 *
 * Invariant: reads only; nothing about browsing is remembered.
 */
import { department, find, item as itemById } from "./catalogue.js";
import { Refusal, sendPage } from "./http.js";
import { inBudget, inSize, rank, score } from "./scoring.js";
import { because, personalShelves, plainShelves } from "./shelves.js";
import { homePage } from "./views/home.js";
import { itemPage } from "./views/item.js";
import { listingPage } from "./views/listing.js";
import { privacyPage } from "./views/privacy.js";

const PAGE = 24;

function home({ response, visitor, url }) {
  const shelves = visitor.personal ? personalShelves(visitor.taste) : plainShelves();
  sendPage(response, homePage({ visitor, shelves, welcome: url.searchParams.has("welcome") }));
}

function listing({ response, visitor, url, name }) {
  if (name !== undefined && department(name) === undefined) throw new Refusal(404, "not_found");
  const search = readSearch(url.searchParams, name);
  const pool = find({ department: name, query: search.query });
  const found = find(search);
  const filters = { pool, ...personalFilters(found, search, visitor.taste) };
  const all = found
    .filter((entry) => !filters.size?.on || inSize(entry, visitor.taste))
    .filter((entry) => !filters.budget?.on || inBudget(entry, visitor.taste));
  const ranked = visitor.personal ? rank(all, visitor.taste) : all.map((entry) => ({ item: entry, reasons: [] }));
  const pages = Math.max(1, Math.ceil(all.length / PAGE));
  const page = Math.min(pages, Math.max(1, Number.parseInt(url.searchParams.get("page") ?? "1", 10) || 1));
  const shown = ranked.slice((page - 1) * PAGE, page * PAGE);
  const reasons = visitor.personal ? because(shown, visitor.taste) : [];
  sendPage(response, listingPage({ visitor, search, items: shown.map((entry) => entry.item), all, filters, because: reasons, page, pages }));
}

function item({ response, visitor, name }) {
  const found = itemById(name);
  if (found === undefined) throw new Refusal(404, "not_found");
  const { personal, taste } = visitor;
  const neighbours = find({}).filter((other) => other.id !== found.id && other.kind === found.kind && near(other, found));
  const beside = (personal ? rank(neighbours, taste).map(({ item: other }) => other) : neighbours).slice(0, 6);
  const scored = personal ? { item: found, ...score(found, taste) } : undefined;
  const mySizes = personal && found.category.startsWith("shoes") ? found.sizes.filter((size) => inSize({ ...found, sizes: [size] }, taste)) : [];
  sendPage(response, itemPage({
    visitor,
    item: found,
    because: scored?.reasons.length > 0 ? because([scored], taste) : [],
    mySizes: taste?.shoeSizes.length > 0 ? mySizes : [],
    beside,
  }));
}

/** Pages by path; `*` is a name. */
export const browsing = {
  "/": home,
  "/shop": listing,
  "/shop/*": listing,
  "/item/*": item,
  "/privacy": ({ response, visitor }) => sendPage(response, privacyPage({ visitor })),
};

function readSearch(parameters, name) {
  const text = (key) => parameters.get(key)?.slice(0, 80) || undefined;
  return { department: name, genre: text("genre"), query: text("q"), size: text("size"), budget: text("budget") };
}

/** The filters a customer's details preset: on unless they were switched off, absent where they would change nothing. */
function personalFilters(found, search, taste) {
  if (taste === undefined) return {};
  const budgeted = found.some(({ category }) => taste.budgets.get(category)?.to !== undefined);
  const shoes = taste.shoeSizes.length > 0 && found.some(({ category }) => category.startsWith("shoes"));
  return {
    size: shoes ? { on: search.size !== "any", taste } : undefined,
    budget: budgeted ? { on: search.budget !== "any" } : undefined,
  };
}

function near(a, b) {
  return a.genres ? a.genres.some((genre) => b.genres.includes(genre)) : a.category === b.category;
}
