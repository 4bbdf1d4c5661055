// A chart of an answer, as a plugin of YASR: bars, lines or points; the columns can be picked.

import { columns, dividing, fitting, points, TYPES } from "./chart-data.js";
import { draw } from "./chart-draw.js";

const ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" aria-hidden="true"><path fill="currentColor" d="M1 15V8h3v7zM6.5 15V1h3v14zM12 15V5h3v10z"/></svg>';

export class Chart {
  label = "Chart";
  priority = 5;

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    return this.columns().some((column) => column.kind === "number");
  }

  getIcon() {
    const icon = document.createElement("div");
    icon.className = "svgImg";
    icon.innerHTML = ICON;
    return icon;
  }

  columns() {
    const { results } = this.yasr;
    return columns(results?.getVariables() ?? [], results?.getBindings() ?? []);
  }

  /** Draw by settings (type, x, y, split) where they fit the answer. */
  draw(kept) {
    const bindings = this.yasr.results.getBindings();
    const found = this.columns();
    const settings = fitting(kept, found, bindings);
    const drawn = points(bindings, found, settings, (iri) => this.shorten(iri));
    const figure = document.createElement("figure");
    figure.className = "chart";
    const caption = document.createElement("figcaption");
    this.yasr.resultsEl.append(this.controls(found, settings), figure);
    if (drawn.length) {
      const { svg, note } = draw(drawn, settings, Math.max(figure.clientWidth, 280));
      this.svg = svg;
      caption.textContent = [told(drawn, settings), note].join(" ");
      svg.setAttribute("aria-label", caption.textContent);
      figure.append(svg);
    } else caption.textContent = "No row has a value in both columns.";
    figure.append(caption);
  }

  controls(found, settings) {
    const names = (of) => found.filter(of).map((column) => column.name);
    const change = (name, value) => this.yasr.storePluginConfig("chart", { ...settings, [name]: value });
    const line = document.createElement("div");
    line.className = "picks";
    line.append(
      pick("Chart", TYPES, settings.type, (value) => this.again(change, "type", value)),
      pick("Along", names((column) => column.kind !== "empty"), settings.x, (value) => this.again(change, "x", value)),
      pick("Values", names((column) => column.kind === "number"), settings.y, (value) => this.again(change, "y", value)),
      pick("Split by", ["", ...names(dividing)], settings.split, (value) => this.again(change, "split", value)),
    );
    return line;
  }

  /** Keep a setting and draw again; the focus stays with the list in which it was picked. */
  again(change, name, value) {
    change(name, value);
    const place = ["type", "x", "y", "split"].indexOf(name);
    this.yasr.resultsEl.replaceChildren();
    this.draw(this.yasr.config.plugins.chart.dynamicConfig);
    this.yasr.resultsEl.querySelectorAll("select")[place]?.focus();
  }

  shorten(iri) {
    const [prefix, base] = Object.entries(this.yasr.getPrefixes()).find(([, base]) => iri.startsWith(base)) ?? [];
    return base ? `${prefix}:${iri.slice(base.length)}` : iri;
  }

  download(name) {
    if (!this.svg) return undefined;
    return { getData: () => this.svg.outerHTML, contentType: "image/svg+xml", title: "Download the chart (SVG)", filename: `${name || "chart"}.svg` };
  }
}

function pick(label, names, chosen, take) {
  const around = document.createElement("label");
  const list = document.createElement("select");
  for (const name of names) list.add(new Option(name || "nothing", name, false, name === chosen));
  list.addEventListener("change", () => take(list.value));
  around.append(label, " ", list);
  return around;
}

/** Return a drawing in words; the table holds every value. */
function told(drawn, { type, x, y, split }) {
  const [low, high] = [drawn.reduce((a, b) => (b.y < a.y ? b : a)), drawn.reduce((a, b) => (b.y > a.y ? b : a))];
  const what = { bar: "Bars", line: "Lines", scatter: "Points" }[type];
  return `${what}: ${y} by ${x}${split && `, split by ${split}`}; ${drawn.length} values, from ${low.y} (${low.label}) to ${high.y} (${high.label}). The table has them all.`;
}
