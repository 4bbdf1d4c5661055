// The graph of the explorer: drawn once into SVG, whose links are links. The layout is worked out before anything is
// drawn, so nothing moves; colors, lines and widths are the style sheet's.
"use strict";

const SVG = "http://www.w3.org/2000/svg";
const TICKS = 400;
const LINE = 18; // characters of a label on one line
const STEP = 1.4;
const READABLE = 0.6;

const SHAPES = {
  condition: d3.symbolCircle,
  drug: d3.symbolSquare,
  trial: d3.symbolDiamond,
  prognostic_factor: d3.symbolTriangle,
  biomarker: d3.symbolStar,
  anatomical_site: d3.symbolCross,
  outcome: d3.symbolWye,
  population: d3.symbolCircle,
};
const TREATMENTS = ["treatment", "regimen", "surgery", "radiotherapy", "procedure"];

function make(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const shapeOf = (kind) => d3.symbol(SHAPES[kind] ?? (TREATMENTS.includes(kind) ? d3.symbolSquare : d3.symbolCircle));
// A treatment that is no drug, and a class without a shape of its own, are told apart by their size.
const sizeOf = (kind) => (SHAPES[kind] && kind !== "population" ? 420 : TREATMENTS.includes(kind) ? 200 : 160);

/** Break a label into lines between words; nothing is cut off. */
function lines(label) {
  const found = [""];
  for (const word of label.split(" ")) {
    const last = found[found.length - 1];
    if (last && last.length + word.length > LINE) found.push(word);
    else found[found.length - 1] = last ? `${last} ${word}` : word;
  }
  return found;
}

/** Return the radius that a node needs with its label below it. */
function roomOf(node) {
  const found = lines(node.label);
  return Math.max(3.4 * Math.max(...found.map((line) => line.length)), 24 + 7 * found.length) + 6;
}

/** Give every node a place: the center in the middle, each label room of its own. */
function layOut(nodes, edges, center) {
  const pairs = new Map();
  for (const edge of edges) {
    const key = [edge.source, edge.target].sort().join(" ");
    if (!pairs.has(key)) pairs.set(key, { source: edge.source, target: edge.target, edges: [] });
    pairs.get(key).edges.push(edge);
  }
  for (const { edges: parallel } of pairs.values())
    parallel.forEach((edge, at) => (edge.offset = (at - (parallel.length - 1) / 2) * 16));
  const middle = nodes.find((node) => node.id === center);
  if (middle) Object.assign(middle, { fx: 0, fy: 0 });
  d3.forceSimulation(nodes)
    .force("link", d3.forceLink([...pairs.values()]).id((node) => node.id).distance((pair) => 160 + 9 * pair.edges.length).strength(0.4))
    .force("charge", d3.forceManyBody().strength(-900))
    .force("room", d3.forceCollide(roomOf).strength(1).iterations(4))
    .force("x", d3.forceX().strength(0.03))
    .force("y", d3.forceY().strength(0.06))
    .stop()
    .tick(TICKS);
}

/** Return the path of an edge, bent so that several between the same two nodes lie apart, and where its end is drawn. */
function course(edge, from, to) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  // The same side for both ways round, so that an edge back does not lie on the edge there.
  const side = edge.source < edge.target ? 1 : -1;
  const bend = { x: (from.x + to.x) / 2 - (dy / length) * edge.offset * 2 * side, y: (from.y + to.y) / 2 + (dx / length) * edge.offset * 2 * side };
  const towards = (a, b, gap) => {
    const far = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    return { x: a.x + ((b.x - a.x) / far) * gap, y: a.y + ((b.y - a.y) / far) * gap };
  };
  const start = towards(from, bend, 16);
  const end = towards(to, bend, 22);
  return { d: `M${start.x},${start.y}Q${bend.x},${bend.y} ${end.x},${end.y}`, end, angle: (Math.atan2(to.y - bend.y, to.x - bend.x) * 180) / Math.PI };
}

function drawEnd(direction, { end, angle }) {
  const place = { transform: `translate(${end.x},${end.y}) rotate(${angle})` };
  if (direction === "for") return make("path", { ...place, class: "end for", d: "M-2,-6L10,0L-2,6Z" });
  if (direction === "against") return make("path", { ...place, class: "bar against", d: "M3,-7V7" });
  return make("circle", { ...place, class: "ring neutral", cx: 4, cy: 0, r: 4 });
}

function drawEdge(edge, byId) {
  const way = course(edge, byId.get(edge.source), byId.get(edge.target));
  const many = `${edge.citations} citation${edge.citations === 1 ? "" : "s"}; strongest evidence: ${edge.best}`;
  const text = `${edge.title}; direction: ${edge.direction}; ${many}`;
  const link = make("a", { href: edge.href, class: "line", tabindex: -1, "aria-label": `Statement: ${text}` });
  link.append(make("title", {}, text), make("path", { class: "hit", d: way.d }), make("path", { class: "halo", d: way.d }));
  link.append(make("path", { class: `edge ${edge.direction} ${edge.evidence}`, d: way.d }), drawEnd(edge.direction, way));
  return link;
}

function drawNode(node, center) {
  const middle = node.id === center;
  const link = make("a", {
    href: middle ? node.page : node.href,
    class: middle ? "node center" : "node",
    tabindex: -1,
    transform: `translate(${node.x},${node.y})`,
    "aria-label": `${node.kindWords}: ${node.label}${middle ? ", in the middle; opens its page" : "; goes on from there"}`,
  });
  const text = make("text", { y: 26 });
  lines(node.label).forEach((line, at) => text.append(make("tspan", { x: 0, dy: at ? 14 : 0 }, line)));
  link.append(make("title", {}, `${node.label} (${node.kindWords})`), make("circle", { class: "hit", r: 18 }));
  link.append(make("path", { class: "shape", d: shapeOf(node.kind).size(sizeOf(node.kind) * (middle ? 1.6 : 1))() }), text);
  return link;
}

function drawLegend(nodes) {
  const room = document.getElementById("kinds");
  const kinds = new Map(nodes.map((node) => [node.kind, node.kindWords]));
  for (const [kind, words] of [...kinds].sort((a, b) => a[1].localeCompare(b[1]))) {
    const icon = make("svg", { width: 28, height: 28, viewBox: "-14 -14 28 28", "aria-hidden": "true" });
    icon.append(make("path", { class: "shape", d: shapeOf(kind).size(sizeOf(kind) * 0.7)() }));
    const item = document.createElement("li");
    item.append(icon, ` ${words}`);
    room.querySelector("ul").append(item);
  }
  room.hidden = false;
}

/** Let the buttons, two fingers, the wheel with Ctrl, and dragging move the picture; the wheel alone scrolls the page. */
function letZoom(svg, picture) {
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  const box = picture.getBBox();
  const zoom = d3
    .zoom()
    .scaleExtent([0.15, 6])
    .filter((event) => (event.type === "wheel" ? event.ctrlKey : event.touches ? event.touches.length > 1 : !event.button))
    .on("zoom", ({ transform }) => picture.setAttribute("transform", transform));
  const view = d3.select(svg).call(zoom);
  const moved = () => (reduced.matches ? view : view.transition().duration(200));
  const fitted = () => {
    const { clientWidth: width, clientHeight: height } = svg;
    const scale = Math.min(1.4, 0.96 / Math.max(box.width / width, box.height / height));
    return d3.zoomIdentity.translate(width / 2 - scale * (box.x + box.width / 2), height / 2 - scale * (box.y + box.height / 2)).scale(scale);
  };
  view.call(zoom.transform, fitted());
  // Where all of it would be too small to read, a part is shown first, around the middle.
  if (fitted().k < READABLE) view.call(zoom.scaleTo, READABLE).call(zoom.translateTo, 0, 0);
  return {
    in: () => moved().call(zoom.scaleBy, STEP),
    out: () => moved().call(zoom.scaleBy, 1 / STEP),
    fit: () => moved().call(zoom.transform, fitted()),
    show: (x, y) => view.call(zoom.translateTo, x, y),
  };
}

/** One stop of the Tab key; arrows go from node to node, and along the lines of a node. */
function letWalk(svg, graph, byId, view, say) {
  const nodes = [...svg.querySelectorAll(".node")];
  const edges = [...svg.querySelectorAll(".line")];
  const ends = graph.edges.map((edge) => [edge.source, edge.target]);
  let at = Math.max(0, graph.nodes.findIndex((node) => node.id === graph.center));
  let line = -1;
  const focus = (link) => {
    svg.querySelector('[tabindex="0"]')?.setAttribute("tabindex", -1);
    link.setAttribute("tabindex", 0);
    link.focus({ preventScroll: true });
  };
  const dim = (id) => {
    const near = new Set(ends.flatMap((pair) => (pair.includes(id) ? pair : [])).concat(id));
    nodes.forEach((node, n) => node.classList.toggle("dim", Boolean(id) && !near.has(graph.nodes[n].id)));
    edges.forEach((edge, n) => edge.classList.toggle("dim", Boolean(id) && !ends[n].includes(id)));
  };
  nodes[at]?.setAttribute("tabindex", 0);
  nodes.forEach((node, n) => {
    node.addEventListener("mouseenter", () => graph.nodes[n].id !== graph.center && dim(graph.nodes[n].id));
    node.addEventListener("mouseleave", () => dim());
    node.addEventListener("focus", () => ([at, line] = [n, -1]));
  });
  for (const link of [...nodes, ...edges]) {
    link.addEventListener("focus", () => (say.textContent = link.getAttribute("aria-label")));
    link.addEventListener("mouseenter", () => (say.textContent = link.getAttribute("aria-label")));
  }
  svg.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const own = edges.filter((_, n) => ends[n].includes(graph.nodes[at].id));
    const turn = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const along = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const zoomed = { "+": "in", "=": "in", "-": "out", 0: "fit" }[event.key];
    if (turn) {
      at = (at + turn + nodes.length) % nodes.length;
      const { x, y } = graph.nodes[at];
      focus(nodes[at]);
      view.show(x, y);
    } else if (along && own.length) {
      line = (line + along + own.length) % own.length;
      focus(own[line]);
    } else if (zoomed) view[zoomed]();
    else return;
    event.preventDefault();
  });
}

async function draw() {
  const room = document.getElementById("graph");
  if (!room) return;
  const response = await fetch(room.dataset.source);
  if (!response.ok) return;
  const graph = await response.json();
  room.hidden = false;
  layOut(graph.nodes, graph.edges, graph.center);
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const picture = make("g");
  picture.append(...graph.edges.map((edge) => drawEdge(edge, byId)), ...graph.nodes.map((node) => drawNode(node, graph.center)));
  const svg = make("svg", { role: "group", "aria-label": `Graph of ${graph.shown} of ${graph.total} Statements`, "aria-describedby": "graph-help" });
  svg.append(picture);
  room.querySelector(".canvas").append(svg);
  const view = letZoom(svg, picture);
  letWalk(svg, graph, byId, view, room.querySelector(".saying"));
  drawLegend(graph.nodes);
  for (const button of room.querySelectorAll("[data-zoom]")) button.addEventListener("click", view[button.dataset.zoom]);
}

draw();
