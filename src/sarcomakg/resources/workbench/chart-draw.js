// Drawings of points as SVG: no style sheet is needed, so that a saved drawing looks as it does on the page.

import { ticks } from "./chart-data.js";

// Okabe and Ito's colors, told apart by the color-blind too.
const COLORS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f", "#b59f00"];
const MOST_BARS = 60;
const MOST_POINTS = 5000;
const [BAR, GAP] = [16, 8];
const LETTER = 6.6;

/** Return the drawing of points as an SVG element; `width` is in pixels. */
export function draw(points, { type, x, y, split }, width) {
  const shown = type === "bar" ? foremost(points, MOST_BARS) : points.slice(0, MOST_POINTS);
  const parts = [...new Set(shown.map((point) => point.part))];
  const color = (part) => COLORS[parts.indexOf(part) % COLORS.length];
  const plot = (type === "bar" ? bars : marks)(shown, { type, x, y, color }, width);
  const legend = split ? key(parts, color, split, width, plot.height) : { height: 0, nodes: [] };
  const height = plot.height + legend.height;
  const svg = node("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "font-size": 12, "font-family": "sans-serif", fill: "currentColor" });
  svg.append(...plot.nodes, ...legend.nodes);
  const left = points.length - shown.length;
  return { svg, note: left ? `The first ${shown.length} of ${points.length} are drawn.` : "" };
}

/** Return the points of the first labels. */
function foremost(points, most) {
  const labels = new Set([...new Set(points.map((point) => point.label))].slice(0, most));
  return points.filter((point) => labels.has(point.label)).slice(0, most * COLORS.length);
}

/** Return horizontal bars, one to a row of the answer; of divided counts one to a label, its parts end to end. */
function bars(points, { x, y, color }, width) {
  const rows = additive(points) ? stacked(points) : points.map((point) => ({ label: point.label, parts: [point] }));
  const total = (row, sign) => row.parts.reduce((sum, part) => sum + Math.max(part.y * sign, 0), 0) * sign;
  const marksOf = ticks(Math.min(0, ...rows.map((row) => total(row, -1))), Math.max(0, ...rows.map((row) => total(row, 1))), width > 500 ? 6 : 3);
  const left = Math.min(Math.max(...rows.map((row) => row.label.length), x.length) * LETTER + 20, width * 0.42);
  const [top, right] = [26, 52];
  const bottom = top + rows.length * (BAR + GAP);
  const at = scale(marksOf, left, width - right);
  const nodes = [text(x, left - 8, 14, { "text-anchor": "end", "font-weight": "bold" }), ...grid(marksOf, at, top, bottom)];
  rows.forEach((row, place) => {
    const height = top + place * (BAR + GAP) + GAP / 2;
    nodes.push(cut(row.label, left - 8, height + 12, left - 12, "end"));
    const ends = { 1: 0, "-1": 0 };
    for (const part of row.parts) {
      const sign = part.y < 0 ? -1 : 1;
      const [from, to] = [at(ends[sign]), at(ends[sign] + part.y)];
      ends[sign] += part.y;
      const bar = node("rect", { x: Math.min(from, to), y: height, width: Math.abs(to - from), height: BAR, fill: color(part.part) });
      bar.append(told(`${row.label}${part.part && `, ${part.part}`}: ${part.y}`));
      nodes.push(bar);
    }
    nodes.push(text(rounded(ends[1] + ends[-1]), at(ends[1]) + 4, height + 12));
  });
  nodes.push(text(y, (left + width - right) / 2, bottom + 34, { "text-anchor": "middle", "font-weight": "bold" }));
  return { nodes, height: bottom + 44 };
}

/** Return whether parts can be laid end to end: counts can, once for each part; a sum of rates or ratios is nothing. */
function additive(points) {
  const pairs = new Set(points.map((point) => JSON.stringify([point.label, point.part])));
  return points.some((point) => point.part) && pairs.size === points.length && points.every((point) => Number.isInteger(point.y) && point.y >= 0);
}

function stacked(points) {
  const rows = new Map();
  for (const point of points) rows.set(point.label, [...(rows.get(point.label) ?? []), point]);
  return [...rows].map(([label, parts]) => ({ label, parts }));
}

/** Return a line for each part, or single points. */
function marks(points, { type, x, y, color }, width) {
  const labels = [...new Set(points.map((point) => point.label))];
  const measured = points.every((point) => point.x !== null);
  const placed = points.map((point) => ({ ...point, x: measured ? point.x : labels.indexOf(point.label) }));
  const [top, bottom, left, right] = [16, 330, 58, 24];
  const up = extent(placed, "y", type === "line");
  const along = extent(placed, "x");
  const ups = ticks(...up);
  const alongs = measured ? ticks(...along, width > 500 ? 8 : 4) : labels.map((_, place) => place);
  const atY = scale(ups, bottom, top);
  const atX = scale(alongs.length > 1 ? alongs : [alongs[0] - 1, alongs[0] + 1], left, width - right);
  const nodes = [text(y, 14, (top + bottom) / 2, { "text-anchor": "middle", "font-weight": "bold", transform: `rotate(-90 14 ${(top + bottom) / 2})` })];
  for (const mark of ups) {
    nodes.push(node("line", { x1: left, x2: width - right, y1: atY(mark), y2: atY(mark), stroke: "currentColor", "stroke-opacity": mark ? 0.15 : 0.6 }));
    nodes.push(text(rounded(mark), left - 6, atY(mark) + 4, { "text-anchor": "end" }));
  }
  const every = Math.ceil(alongs.length / Math.max(2, Math.floor(width / (measured ? 70 : 26))));
  alongs.forEach((mark, place) => {
    if (place % every) return;
    const turned = { "text-anchor": "end", transform: `rotate(-40 ${atX(mark)} ${bottom + 14})` };
    nodes.push(measured ? text(moment(mark, points), atX(mark), bottom + 18, { "text-anchor": "middle" }) : cut(labels[mark], atX(mark), bottom + 14, 100, "end", turned));
  });
  for (const part of new Set(placed.map((point) => point.part))) {
    const own = placed.filter((point) => point.part === part).sort((a, b) => (type === "line" ? a.x - b.x : 0));
    if (type === "line")
      nodes.push(node("polyline", { points: own.map((point) => `${atX(point.x)},${atY(point.y)}`).join(" "), fill: "none", stroke: color(part), "stroke-width": 2 }));
    for (const point of own) {
      const spot = node("circle", { cx: atX(point.x), cy: atY(point.y), r: type === "line" ? 3.5 : 4.5, fill: color(part), "fill-opacity": type === "line" ? 1 : 0.6 });
      spot.append(told(`${point.label}${part && `, ${part}`}: ${point.y}`));
      nodes.push(spot);
    }
  }
  const height = bottom + (measured ? 44 : 100);
  nodes.push(text(x, (left + width - right) / 2, height - 8, { "text-anchor": "middle", "font-weight": "bold" }));
  return { nodes, height };
}

function extent(points, name, fromZero = false) {
  const values = points.map((point) => point[name]);
  const [low, high] = values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
  return fromZero ? [Math.min(0, low), Math.max(0, high)] : [low, high];
}

function grid(marksOf, at, top, bottom) {
  return marksOf.flatMap((mark) => [
    node("line", { x1: at(mark), x2: at(mark), y1: top, y2: bottom, stroke: "currentColor", "stroke-opacity": mark ? 0.15 : 0.6 }),
    text(rounded(mark), at(mark), bottom + 16, { "text-anchor": "middle" }),
  ]);
}

/** Return which color is which part, in as many lines as it takes. */
function key(parts, color, name, width, top) {
  const nodes = [text(`${name}:`, 8, top + 14, { "font-weight": "bold" })];
  let [across, down] = [16 + name.length * 7.5, top + 14];
  for (const part of parts) {
    const room = part.length * LETTER + 34;
    if (across + room > width) [across, down] = [8, down + 20];
    nodes.push(node("rect", { x: across, y: down - 10, width: 12, height: 12, fill: color(part) }), text(part || "none", across + 17, down));
    across += room;
  }
  return { nodes, height: down - top + 14 };
}

const scale = (marksOf, from, to) => (value) => from + ((value - marksOf[0]) / (marksOf.at(-1) - marksOf[0])) * (to - from);
const rounded = (number) => (Math.abs(number) >= 1e6 ? number.toExponential(1) : String(Number(number.toFixed(3))));

/** Return a number of the axis; a time as year, or year and month. */
function moment(mark, points) {
  const years = points.every((point) => /^-?\d{4}/.test(point.label) && Math.abs(Number(point.label.slice(0, 4)) - point.x) < 1);
  if (!years || Number.isInteger(mark)) return years ? String(mark) : rounded(mark);
  const month = Math.round((mark - Math.floor(mark)) * 12) + 1;
  return `${Math.floor(mark)}-${String(Math.min(month, 12)).padStart(2, "0")}`;
}

function node(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function told(said) {
  const title = node("title", {});
  title.textContent = said;
  return title;
}

function text(said, x, y, attributes = {}) {
  const made = node("text", { x, y, ...attributes });
  made.textContent = said;
  return made;
}

/** Return a text that is cut to a width, with the whole of it as its title. */
function cut(said, x, y, room, anchor, attributes = {}) {
  const most = Math.floor(room / LETTER);
  const made = text(said.length > most ? `${said.slice(0, most - 1)}…` : said, x, y, { "text-anchor": anchor, ...attributes });
  made.append(told(said));
  return made;
}
