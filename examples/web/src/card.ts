// A card as an article: answer, sections, references, and what it is and is not.

import type { Card, Fact, Reference, Section, Sentence, Suggestion } from "./documents";
import { el, link, pairs } from "./dom";
import { fate, footnotes } from "./footnote";
import { count, day } from "./words";

/** So many sentences of a section are shown; the others are folded. */
const SHOWN = 8;

export function drawCard(card: Card): HTMLElement {
  const { references } = card;
  return el(
    "article",
    { class: "card" },
    el(
      "header",
      {},
      el("h1", {}, card.title),
      ...card.notes.map((note) => el("p", { class: "note" }, note)),
      el("div", { class: "lead" }, ...card.answer.flatMap((sentence) => [...cited(sentence, references), " "])),
    ),
    contents(card),
    el(
      "div",
      { class: "body" },
      legend(card.sections),
      ...card.sections.map((section) => drawSection(section, references)),
      drawReferences(references),
      suggestions("You could also ask", card.followUp),
      imprint(card),
    ),
  );
}

/** Questions that have an answer, each a link to it. */
export function suggestions(heading: string, list: readonly Suggestion[]): HTMLElement | null {
  if (list.length === 0) return null;
  const items = list.map(({ question }) => el("li", {}, el("a", { href: asking(question) }, question)));
  return el("section", { class: "suggestions" }, el("h2", {}, heading), el("ul", {}, ...items));
}

/** The address of this page with a question, for the same reader. */
function asking(question: string): string {
  const audience = new URLSearchParams(location.search).get("audience");
  return `?${new URLSearchParams({ q: question, ...(audience && { audience }) })}`;
}

/** A sentence and its footnotes. */
function cited(sentence: Sentence, references: readonly Reference[]): (Node | string)[] {
  const [first, ...others] = footnotes(sentence, references);
  const end = sentence.text.lastIndexOf(" ") + 1; // the first number stays on the line of the last word
  return [sentence.text.slice(0, end), el("span", { class: "end" }, sentence.text.slice(end), first), ...others];
}

function contents({ sections, references }: Card): HTMLElement {
  const items = references.length ? [...sections, { key: "references", title: "References" }] : sections;
  const links = items.map(({ key, title }) => el("li", {}, el("a", { href: `#${anchor(key)}` }, title)));
  return el("nav", { class: "contents", "aria-label": "On this page" }, el("ul", {}, ...links));
}

/** The name of a section in the page, apart from every other. */
const anchor = (section: string): string => `section-${section}`;

/** What the bullets say, where not every sentence is about the condition itself. */
function legend(sections: readonly Section[]): HTMLElement | null {
  const sentences = sections.flatMap<Sentence>((section) => section.sentences);
  if (!sentences.some(({ relation }) => relation && relation !== "EXACT")) return null;
  return el(
    "p",
    { class: "legend" },
    el("span", { "data-relation": "EXACT" }, "the condition asked about"),
    el("span", { "data-relation": "BROADER" }, "a wider, narrower or overlapping group"),
  );
}

function drawSection(section: Section, references: readonly Reference[]): HTMLElement {
  const items = section.sentences.map((sentence) =>
    el("li", { "data-relation": sentence.relation }, ...cited(sentence, references)),
  );
  const folded = items.slice(SHOWN);
  return el(
    "section",
    { "aria-labelledby": anchor(section.key) },
    el("h2", { id: anchor(section.key) }, section.title),
    "facts" in section ? pairs(...section.facts.map(fact)) : null,
    items.length > 0 && el("ul", { class: "sentences" }, ...items.slice(0, SHOWN)),
    folded.length > 0 &&
      el(
        "details",
        {},
        el("summary", {}, count(folded.length, "more sentence", "more sentences")),
        el("ul", { class: "sentences" }, ...folded),
      ),
    ...section.gaps.map((gap) => el("p", { class: "gap" }, gap.text)),
  );
}

function fact({ label, value, url }: Fact): [string, HTMLElement | string] {
  return [label, url ? link(url, value) : value];
}

function drawReferences(references: readonly Reference[]): HTMLElement | null {
  if (references.length === 0) return null;
  const items = references.map((reference) =>
    el(
      "li",
      { value: reference.number },
      link(reference.url, reference.label),
      ` ${reference.title} (${day(reference.issued)}). `,
      fate(reference),
    ),
  );
  return el(
    "section",
    { class: "references", "aria-labelledby": anchor("references") },
    el("h2", { id: anchor("references") }, "References"),
    el("ol", {}, ...items),
  );
}

function imprint(card: Card): HTMLElement {
  return el(
    "footer",
    {},
    el("p", { class: "disclaimer" }, card.disclaimer),
    pairs(
      ["Review", card.reviewStatus],
      ["Last change", el("time", { datetime: card.modified }, day(card.modified))],
      ["Snapshot", el("code", {}, card.identity)],
    ),
  );
}
