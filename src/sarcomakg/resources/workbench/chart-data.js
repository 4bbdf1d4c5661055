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
export function defaults(found, rows) {
  // Counts and figures stand behind what they are of; the first of them is what was asked.
  const last = found.findLastIndex((column) => column.kind !== "number" && column.kind !== "empty");
  const y = found.slice(last + 1).find((column) => column.kind === "number") ?? found.findLast((column) => column.kind === "number");
  if (!y) return null;
  const others = found.filter((column) => column !== y && column.kind !== "empty");
  const of = (kind) => others.find((column) => column.kind === kind);
  const named = others.find((column) => column.kind === "text" && /label|name|title/i.test(column.name));
  const x = of("time") ?? named ?? of("text") ?? of("thing") ?? of("number") ?? y;
  const type = x.kind === "time" ? "line" : x.kind === "number" ? "scatter" : "bar";
  const parts = x.distinct < rows ? others.filter((column) => column !== x && dividing(column)) : [];
  const split = parts.find((column) => column.kind === "text") ?? parts[0];
  return { type, x: x.name, y: y.name, split: split?.name ?? "" };
}

/** Return whether a drawing can be divided by a column. */
export const dividing = (column) => ["text", "thing", "time"].includes(column.kind) && column.distinct > 1 && column.distinct <= MOST_PARTS;

/** Return the settings where they fit the columns, else those to begin with. */
export function fitting(settings, found, rows) {
  const first = defaults(found, rows);
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
