import assert from "node:assert/strict";
import { test } from "node:test";
import { choices, has, ranges, ranked, sizes } from "inkling-retailer";

test("a size list and a size band read alike", () => {
  const list = { "shoes.size": [{ system: "EU", value: "40" }] };
  const band = { "shoes.size": { system: "EU", from: "40", to: "41.5" } };
  assert.deepEqual(sizes(list, "shoes.size"), [{ system: "EU", from: "40", to: "40" }]);
  assert.deepEqual(sizes(band, "shoes.size"), [{ system: "EU", from: "40", to: "41.5" }]);
});

test("a range and a price band read alike", () => {
  const list = { "budget.range": { shoes: { min: 40, max: 95, currency: "EUR" } } };
  const band = { "budget.range": { shoes: { from: 500, currency: "EUR" } } };
  assert.deepEqual(ranges(list, "budget.range").get("shoes"), { from: 40, to: 95, currency: "EUR" });
  assert.deepEqual(ranges(band, "budget.range").get("shoes"), { from: 500, currency: "EUR" });
});

test("ranked interests keep their order and bounded strengths", () => {
  const details = { "interests.shop": [{ id: "books", strength: 3 }, { id: "shoes", strength: 9 }, { id: 7 }, "films"] };
  assert.deepEqual(ranked(details, "interests.shop"), [
    { id: "books", strength: 3 }, { id: "shoes", strength: 3 }, { id: "films", strength: 1 },
  ]);
});

test("a bare yes is shared but has nothing to read", () => {
  const details = { "shoes.size": true, "style.colours.liked": true, "budget.range": true, "brands.loved": true };
  assert.equal(has(details, "shoes.size"), true);
  assert.deepEqual(sizes(details, "shoes.size"), []);
  assert.deepEqual(choices(details, "style.colours.liked"), []);
  assert.deepEqual(ranked(details, "brands.loved"), []);
  assert.equal(ranges(details, "budget.range").size, 0);
});

test("one choice is a list of one and absence is an empty list", () => {
  assert.deepEqual(choices({ "apparel.fit": "slim" }, "apparel.fit"), ["slim"]);
  assert.deepEqual(choices({}, "apparel.fit"), []);
  assert.equal(has({}, "toString"), false);
});

test("a no that was shared is not taken for a yes", () => {
  assert.equal(has({ "age.over.18": false }, "age.over.18"), false);
  assert.equal(has({ "age.over.18": true }, "age.over.18"), true);
});
