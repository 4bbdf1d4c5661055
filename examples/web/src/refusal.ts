// What is shown where there is no card: a typed refusal with ways on, or a failure with its code.

import { ApiError } from "./api";
import { suggestions } from "./card";
import type { Refusal } from "./documents";
import { el } from "./dom";
import { REFUSAL } from "./words";

/** An answer too: the API says why it has none, and what it can answer. */
export function drawRefusal(refusal: Refusal): HTMLElement {
  return el(
    "article",
    { class: "refusal" },
    el("h1", {}, REFUSAL[refusal.kind]),
    el("p", {}, refusal.message),
    suggestions("Questions that have an answer", refusal.suggestions),
  );
}

/** Not an answer: the request was wrong, or the server is. */
export function drawFailure(error: unknown): HTMLElement {
  if (!(error instanceof ApiError)) console.error(error);
  const { code, message } =
    error instanceof ApiError ? error : { code: "PAGE", message: "The page has a fault; the console says which." };
  return el(
    "div",
    { class: "failure", role: "alert" },
    el("h1", {}, "No answer"),
    el("p", {}, message),
    el("p", {}, el("code", {}, code)),
    el("p", {}, el("a", { href: location.href }, "Try again")),
  );
}
