// What of an answer can be drawn: the kind of each column, what to draw at first, and the points of a drawing.

export const TYPES = ["bar", "line", "scatter"];
const TIMES = /#(date|dateTime|gYear|gYearMonth)$/;
const MOST_PARTS = 8;

/** Return the columns with their kind: number, time, text (a literal) or thing (an identifier). */
export function columns(variables, bindings) {
  return variables.map((name) => {
    const cells = bindings.map((binding) => binding[name]).filter(Boolean);
    return { name, kind: cells.length ? kind(name, cells) : "empty", distinct: new Set(cells.map((cell) => cell.value)).size };
  });
}

function kind(name, cells) {
  if (cells.every((cell) => cell.type === "uri" || cell.type === "bnode")) return "thing";
  if (cells.every((cell) => TIMES.test(cell.datatype ?? ""))) return "time";
  const numbers = cells.map((cell) => (cell.value.trim() === "" || cell.type === "uri" ? NaN : Number(cell.value)));
  if (!numbers.every(Number.isFinite)) return "text";
  const years = /year/i.test(name) && numbers.every((number) => Number.isInteger(number) && number > 1800 && number < 2200);
  return years ? "time" : "number";
}

/** Return what to draw at first, or null when there is no numeric column. */
export function defaults(found, bindings) {
  const numbers = found.filter((column) => column.kind === "number");
  // The first column is what the rows are of; the first number behind it is what was asked.
  const y = numbers.find((column) => column !== found[0]) ?? numbers[0];
  if (!y) return null;
  const others = found.filter((column) => column !== y && column.kind !== "empty");
  const x = others.find((column) => column.kind === "time") ?? telling(others, found.indexOf(y), found) ?? others.find((column) => column.kind === "number") ?? y;
  const whole = bindings.length === x.distinct;
  const split = whole ? undefined : others.find((column) => column !== x && dividing(column) && apart(bindings, [x.name, column.name]));
  const type = { time: whole || split ? "line" : "scatter", number: "scatter" }[x.kind] ?? "bar";
  return { type, x: x.name, y: y.name, split: split?.name ?? "" };
}

/** Return the column that tells the rows apart best: a label before the number, if there is one. */
function telling(others, end, found) {
  const most = (columns) => columns.toSorted((a, b) => b.distinct - a.distinct)[0];
  const before = others.filter((column) => found.indexOf(column) < end);
  const labels = (columns) => columns.filter((column) => column.kind === "text" && /label|name|title/i.test(column.name));
  const texts = (columns) => columns.filter((column) => column.kind === "text");
  return most(labels(before)) ?? most(texts(before)) ?? most(before.filter((column) => column.kind === "thing")) ?? most(labels(others)) ?? most(texts(others)) ?? most(others.filter((column) => column.kind === "thing"));
}

/** Return whether no two rows have the same values in some columns. */
function apart(bindings, names) {
  return new Set(bindings.map((binding) => JSON.stringify(names.map((name) => binding[name]?.value)))).size === bindings.length;
}

/** Return whether a drawing can be divided by a column. */
export const dividing = (column) => ["text", "thing", "time"].includes(column.kind) && column.distinct > 1 && column.distinct <= MOST_PARTS;

/** Return the settings where they fit the columns, else those to begin with. */
export function fitting(settings, found, bindings) {
  const first = defaults(found, bindings);
  const has = (name, kinds) => found.some((column) => column.name === name && (!kinds || kinds.includes(column.kind)));
  const fits = settings && TYPES.includes(settings.type) && has(settings.x) && has(settings.y, ["number"]);
  if (!fits) return first;
  return { ...settings, split: found.some((column) => column.name === settings.split && dividing(column)) ? settings.split : "" };
}

/** Return the points of a drawing, in the order of the answer: label, x (a number, or null), y, part. */
export function points(bindings, found, { x, y, split }, shorten) {
  const kindOf = found.find((column) => column.name === x)?.kind;
  return bindings
    .filter((binding) => binding[y] && binding[x])
    .map((binding) => {
      const label = binding[x].type === "uri" ? shorten(binding[x].value) : binding[x].value;
      const part = split && binding[split] ? (binding[split].type === "uri" ? shorten(binding[split].value) : binding[split].value) : "";
      return { label, x: place(binding[x].value, kindOf), y: Number(binding[y].value), part };
    });
}

/** Return the number that a value is drawn at: a time in years, none for a text. */
function place(value, kind) {
  if (kind === "number") return Number(value);
  if (kind !== "time") return null;
  const [year, month = 1, day = 1] = value.slice(0, 10).split("-").map(Number);
  return year + (month - 1) / 12 + (day - 1) / 365.25;
}

/** Return round numbers that cover a span, about `count` of them. */
export function ticks(low, high, count = 5) {
  const span = high - low || Math.abs(high) || 1;
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((by) => by * power).find((by) => by >= rough);
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step - 1e-9);
  return Array.from({ length: Math.max(last - first, 1) + 1 }, (_, place) => Number(((first + place) * step).toPrecision(12)));
}
