// A footnote: a number in the text that opens a popover with the place in the source.
//
// The browser does the work: `popovertarget` opens on click, Enter and Space, `autofocus` moves the focus in,
// Escape or a click outside closes, and the focus goes back to the number.

import type { Citation, Mark, Reference, Result, Sentence } from "./documents";
import { el, link, pairs } from "./dom";
import { amount, bounds, day, DESIGN, figure, INTERVAL, MEASURE, RELATION } from "./words";

let made = 0;

/** The footnotes of a sentence: for each source a number and its popover, to be put where flow content may stand. */
export function footnotes(sentence: Sentence, references: readonly Reference[]): HTMLElement[] {
  return [...Map.groupBy<number, Mark>(sentence.marks, (mark) => mark.number)].flatMap(([number, marks]) => {
    const reference = references.find((each) => each.number === number);
    return reference ? footnote(reference, marks, sentence) : [];
  });
}

function footnote(reference: Reference, marks: readonly Mark[], sentence: Sentence): HTMLElement[] {
  const id = `footnote-${++made}`;
  const name = `Footnote ${reference.number}: ${reference.label}`;
  const button = el(
    "button",
    { type: "button", class: "mark", popovertarget: id, "aria-label": name },
    `${reference.number}`,
  );
  const popover = el("div", {
    id,
    class: "footnote",
    popover: "auto",
    role: "dialog",
    "aria-label": name,
    tabindex: -1,
    autofocus: true,
  });
  // A card has hundreds of footnotes: each is drawn when it is first opened.
  popover.addEventListener("beforetoggle", () => popover.append(...content(id, reference, marks, sentence)), {
    once: true,
  });
  popover.addEventListener("toggle", ({ newState }) => button.classList.toggle("open", newState === "open"));
  return [el("sup", {}, button), popover];
}

function content(id: string, reference: Reference, marks: readonly Mark[], sentence: Sentence): HTMLElement[] {
  const close = {
    type: "button",
    class: "close",
    popovertarget: id,
    popovertargetaction: "hide",
    "aria-label": "Close",
  };
  return [
    el(
      "header",
      {},
      el("span", { class: "mark" }, `${reference.number}`),
      el("p", { class: "source" }, link(reference.url, reference.label)),
      el("button", close, "×"),
    ),
    el("p", { class: "title" }, `${reference.title} (${day(reference.issued)}) `, fate(reference)),
    ...marks.map((mark) => place(mark, sentence)),
    el(
      "p",
      { class: "statements" },
      "Made from",
      ...sentence.statementIds.map((statement) => el("code", {}, statement)),
    ),
  ];
}

/** What has become of a source, where the document asks for it; null while it stands. */
export function fate(reference: Reference): HTMLElement | null {
  if ("retracted" in reference && reference.retracted)
    return el("strong", { class: "fate" }, `Retracted on ${day(reference.retracted)}`);
  if ("supersededBy" in reference && reference.supersededBy)
    return el("strong", { class: "fate" }, `Superseded by ${reference.supersededBy}`);
  return null;
}

function place(mark: Mark, { relation }: Sentence): HTMLElement {
  const citation = "citation" in mark ? mark.citation : null;
  return el(
    "section",
    { class: "place" },
    el("p", { class: "locator" }, mark.locator),
    pairs(
      ["Level", citation?.level && level(citation.level)],
      ["Design", citation?.design && DESIGN[citation.design]],
      ["Population", citation?.population.label],
      ["Sample size", citation?.sampleSize?.toLocaleString("en")],
      ["Condition", relation && el("span", { class: "relation", "data-relation": relation }, RELATION[relation])],
      ["Second reading", "secondReading" in mark && (mark.secondReading ? day(mark.secondReading) : "not yet")],
      ["Note", citation?.note],
    ),
    citation && table(citation.results),
  );
}

function level({ notation, label }: NonNullable<Citation["level"]>): string {
  return notation && !label.includes(notation) ? `${notation}: ${label}` : label;
}

function table(results: readonly Result[]): HTMLElement | null {
  if (results.length === 0) return null;
  const head = ["Outcome", "Figure", "Bounds"].map((name) => el("th", { scope: "col" }, name));
  const rows = results.map((result) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, result.endpoint.label, el("small", {}, details(result))),
      el("td", {}, figure(result), el("small", {}, against(result))),
      el("td", {}, result.estimate === null ? "" : bounds(result), el("small", {}, interval(result))),
    ),
  );
  return el(
    "table",
    {},
    el("caption", {}, "Figures at this place"),
    el("thead", {}, el("tr", {}, ...head)),
    el("tbody", {}, ...rows),
  );
}

/** Which figure it is: measure, group, time, analysis. */
function details({ measure, arm, atTime, timeUnit, analysis }: Result): string {
  const time = atTime !== null && `at ${amount(atTime, timeUnit ?? "1")}`;
  return [MEASURE[measure], arm?.label, time, analysis].filter(Boolean).join(", ");
}

/** The other group of a comparison. */
function against({ comparator, comparatorEstimate, unit, pValue }: Result): string {
  const other =
    comparator && `against ${comparatorEstimate ? `${amount(comparatorEstimate, unit)} with ` : ""}${comparator.label}`;
  return [other, pValue && `p ${/^[<>]/.test(pValue) ? pValue : `= ${pValue}`}`].filter(Boolean).join(", ");
}

function interval({ intervalKind, intervalLevel }: Result): string {
  return intervalKind ? `${intervalLevel ? `${intervalLevel}% ` : ""}${INTERVAL[intervalKind]}` : "";
}
