import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { cover } from "../src/art.js";
import { DEPARTMENTS, find, ITEMS } from "../src/catalogue.js";

const VOCABULARY = new URL("../../../crates/token/data/vocabulary.json", import.meta.url);

test("there are about three hundred items, each in a department and each with its own id", () => {
  assert.ok(ITEMS.length > 280);
  assert.equal(new Set(ITEMS.map(({ id }) => id)).size, ITEMS.length);
  const sold = new Set(DEPARTMENTS.flatMap(({ categories }) => categories));
  assert.deepEqual(ITEMS.filter(({ category }) => !sold.has(category)), []);
});

test("genres, categories and colours are words of the shared vocabulary", { skip: !existsSync(VOCABULARY) }, () => {
  const { lists } = JSON.parse(readFileSync(VOCABULARY, "utf8"));
  const ids = (list) => new Set(lists[list].map(({ id }) => id));
  const [genres, shop, colours] = ["genres", "shop", "colours"].map(ids);
  assert.deepEqual(ITEMS.flatMap((item) => item.genres ?? []).filter((id) => !genres.has(id)), []);
  assert.deepEqual(ITEMS.map((item) => item.category).filter((id) => !shop.has(id)), []);
  assert.deepEqual(ITEMS.flatMap((item) => item.colours ?? []).filter((id) => !colours.has(id)), []);
});

test("a cover is the same every time and escapes what it prints", () => {
  const [item] = ITEMS;
  assert.equal(String(cover(item)), String(cover(item)));
  assert.match(String(cover({ ...item, title: "<script>" })), /&lt;script&gt;/);
});

test("every item has a cover", () => {
  for (const item of ITEMS) assert.match(String(cover(item)), /^<svg/);
});

test("a search finds titles, makers and genres", () => {
  assert.ok(find({ query: "salomon speedcross" }).some(({ id }) => id === "salomon-speedcross-6"));
  assert.ok(find({ query: "austen" }).every(({ by }) => by === "Jane Austen"));
  assert.ok(find({ department: "films", genre: "crime" }).length > 3);
  assert.deepEqual(find({ query: "no such thing" }), []);
});
