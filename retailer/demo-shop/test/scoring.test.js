import assert from "node:assert/strict";
import { test } from "node:test";

import { ITEMS } from "../src/catalogue.js";
import { inBudget, inSize, rank, readTaste, score } from "../src/scoring.js";
import { because, personalShelves, rangeWords } from "../src/shelves.js";

const film = (id, genres, popularity = 50) => ({ id, kind: "film", category: "films", genres, popularity, price: 9.99 });
const shoe = (id, more) => ({ id, kind: "product", category: "shoes-running", brand: "Hoka", colours: ["blue"], sizes: ["40"], popularity: 50, price: 120, ...more });
const liking = (...genres) => readTaste({ "interests.media.film": genres.map((id, index) => ({ id, strength: 3 - index })) });

test("a span of one amount is one amount", () => {
  assert.equal(rangeWords({ from: 10, to: 10, currency: "EUR" }), "10 EUR");
  assert.equal(rangeWords({ from: 40, to: 95, currency: "EUR" }), "40 to 95 EUR");
  assert.equal(rangeWords({ from: 500, currency: "EUR" }), "500 EUR and more");
});

test("without details the order is plain popularity", () => {
  const ranked = rank([film("a", ["dramas"], 10), film("b", ["crime"], 90)], readTaste({}));
  assert.deepEqual(ranked.map(({ item }) => item.id), ["b", "a"]);
  assert.deepEqual(ranked[0].reasons, []);
});

test("a liked genre comes before a popular one", () => {
  const ranked = rank([film("popular", ["dramas"], 100), film("liked", ["thrillers"], 0)], liking("thrillers"));
  assert.equal(ranked[0].item.id, "liked");
  assert.deepEqual(ranked[0].reasons, [{ kind: "genre", id: "thrillers", value: 1 }]);
});

test("a film is not liked for having many genres", () => {
  const taste = liking("thrillers");
  assert.ok(score(film("a", ["thrillers"]), taste).total > score(film("b", ["thrillers", "dramas", "crime"]), taste).total);
});

test("a stronger interest weighs more", () => {
  const taste = liking("thrillers", "crime");
  assert.ok(score(film("a", ["thrillers"]), taste).total > score(film("b", ["crime"]), taste).total);
});

test("film genres speak for books and series at half their weight", () => {
  const taste = liking("thrillers");
  const book = { ...film("b", ["thrillers"], 0), kind: "book" };
  assert.equal(score(book, taste).total, 0.5);
});

test("brands are compared without their capitals", () => {
  const taste = readTaste({ "brands.loved": [{ id: "HOKA", strength: 3 }] });
  assert.deepEqual(score(shoe("a"), taste).reasons.map(({ kind }) => kind), ["brand"]);
});

test("a price above the budget counts against, below it neither way", () => {
  const taste = readTaste({ "budget.range": { "shoes-running": { min: 90, max: 140, currency: "EUR" } } });
  const totals = [160, 120, 60].map((price) => score(shoe("a", { price, popularity: 0 }), taste).total);
  assert.deepEqual(totals, [-0.2, 0.2, 0]);
  assert.deepEqual([160, 120, 60].map((price) => inBudget(shoe("a", { price }), taste)), [false, true, true]);
});

test("a size band fits every size inside it", () => {
  const taste = readTaste({ "shoes.size": { system: "EU", from: "40", to: "41.5" } });
  assert.equal(inSize(shoe("a", { sizes: ["41"] }), taste), true);
  assert.equal(inSize(shoe("a", { sizes: ["42"] }), taste), false);
  assert.equal(inSize(film("b", ["crime"]), taste), true);
});

test("a bare yes and a colour group are understood, and the reason is the word that was told", () => {
  const taste = readTaste({ "shoes.size": true, "budget.range": true, "style.colours.liked": ["cool"] });
  assert.equal(inSize(shoe("a"), taste), true);
  assert.deepEqual(score(shoe("a"), taste).reasons.map(({ id }) => id), ["cool"]);
});

test("every personal shelf that stands on a detail names it", () => {
  const taste = readTaste({ "interests.media.film": [{ id: "horror", strength: 3 }], "shoes.size": [{ system: "EU", value: "40" }] });
  const shelves = personalShelves(taste);
  assert.deepEqual(shelves.find(({ id }) => id === "films").because, ["horror"]);
  assert.deepEqual(shelves.find(({ id }) => id === "running").because, ["shoe size EU 40"]);
  assert.deepEqual(shelves.find(({ id }) => id === "home").because, []);
});

test("reasons are at most three, strongest first", () => {
  const taste = liking("thrillers", "crime");
  const ranked = rank(ITEMS.filter(({ kind }) => kind === "film"), taste).slice(0, 6);
  assert.equal(because(ranked, taste)[0], "thrillers");
  assert.ok(because(ranked, taste).length <= 3);
});
