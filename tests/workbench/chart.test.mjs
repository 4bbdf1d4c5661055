// What a chart draws at first: never a sum of what cannot be summed, never a line through two rows of one time.

import assert from "node:assert/strict";
import { test } from "node:test";
import { columns, defaults, fitting, points, ticks } from "../../src/sarcomakg/resources/workbench/chart-data.js";

const XSD = "http://www.w3.org/2001/XMLSchema#";
const text = (value) => ({ type: "literal", value });
const number = (value, type = "decimal") => ({ type: "literal", value: String(value), datatype: XSD + type });
const thing = (value) => ({ type: "uri", value: `https://w3id.org/sarcomakg/id/${value}` });
const table = (names, ...rows) => rows.map((row) => Object.fromEntries(row.map((cell, place) => [names[place], cell]).filter(([, cell]) => cell)));
const first = (names, ...rows) => {
  const bindings = table(names, ...rows);
  return defaults(columns(names, bindings), bindings);
};

test("counts are bars along the label of what is counted", () => {
  const names = ["kind", "kindLabel", "count"];
  const found = first(names, [thing("a"), text("a"), number(2, "integer")], [thing("b"), text("b"), number(1, "integer")]);
  assert.deepEqual(found, { type: "bar", x: "kindLabel", y: "count", split: "" });
});

test("years are a line for each part, or points where two rows have one year", () => {
  const names = ["year", "agency", "count"];
  const rows = [[text("2020"), text("FDA"), number(2)], [text("2020"), text("EMA"), number(1)], [text("2021"), text("FDA"), number(3)]];
  assert.deepEqual(first(names, ...rows), { type: "line", x: "year", y: "count", split: "agency" });
  assert.equal(first(names, ...rows, rows[0]).type, "scatter");
});

test("without a number there is nothing to draw", () => {
  assert.equal(first(["a"], [text("one")], [text("2")]), null);
  assert.equal(first(["a"], [thing("1")]), null);
});

test("settings that do not fit an answer give way", () => {
  const names = ["label", "count"];
  const bindings = table(names, [text("a"), number(1)], [text("b"), number(2)]);
  const found = columns(names, bindings);
  const kept = { type: "scatter", x: "label", y: "count", split: "" };
  assert.deepEqual(fitting(kept, found, bindings), kept);
  assert.deepEqual(fitting({ ...kept, y: "gone" }, found, bindings), defaults(found, bindings));
  assert.equal(fitting({ ...kept, split: "gone" }, found, bindings).split, "");
});

test("a row without a value is left out, and a day is a part of its year", () => {
  const names = ["day", "count"];
  const day = (value) => ({ type: "literal", value, datatype: `${XSD}date` });
  const bindings = table(names, [day("2020-07-01"), number(1)], [day("2021-01-01"), undefined]);
  const drawn = points(bindings, columns(names, bindings), { x: "day", y: "count", split: "" }, String);
  assert.deepEqual(drawn, [{ label: "2020-07-01", x: 2020.5, y: 1, part: "" }]);
});

test("ticks are round and cover the span", () => {
  assert.deepEqual(ticks(0, 1303, 6), [0, 500, 1000, 1500]);
  assert.deepEqual(ticks(-0.2, 0.3), [-0.2, -0.1, 0, 0.1, 0.2, 0.3]);
  for (const [low, high] of [[0, 0], [5, 5], [0, 1e-9], [-3, -1]]) {
    const marks = ticks(low, high);
    assert.ok(marks.length > 1 && marks[0] <= low && marks.at(-1) >= high, `${low} to ${high}`);
  }
});
