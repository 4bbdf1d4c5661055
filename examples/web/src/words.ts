// The schema's enums, codes and figures in words. A new enum value in schema.graphql breaks the build here.

import type { Citation, Refusal, Result, Sentence } from "./documents";

type Words<Enum extends string | null> = Record<NonNullable<Enum>, string>;

/** How the people whom a source is about stand to the condition asked about. */
export const RELATION: Words<Sentence["relation"]> = {
  EXACT: "the one asked about",
  BROADER: "wider than the one asked about",
  NARROWER: "narrower than the one asked about",
  OVERLAPPING: "overlaps with the one asked about",
};

export const DESIGN: Words<Citation["design"]> = {
  META_ANALYSIS: "Meta-analysis",
  RANDOMIZED_TRIAL: "Randomized trial",
  SYSTEMATIC_REVIEW: "Systematic review",
  NON_RANDOMIZED_TRIAL: "Non-randomized trial",
  SINGLE_ARM_TRIAL: "Single-arm trial",
  PROSPECTIVE_COHORT: "Prospective cohort",
  REGISTRY_STUDY: "Registry study",
  RETROSPECTIVE_COHORT: "Retrospective cohort",
  REVIEW: "Review",
  CONSENSUS: "Consensus",
  CASE_REPORT: "Case report",
  LABORATORY: "Laboratory study",
};

export const MEASURE: Words<Result["measure"]> = {
  HAZARD_RATIO: "Hazard ratio",
  ODDS_RATIO: "Odds ratio",
  RELATIVE_RISK: "Relative risk",
  MEDIAN: "Median",
  MEAN: "Mean",
  PROPORTION: "Proportion",
  COUNT: "Count",
  RATE: "Rate",
  CHANGE: "Change",
  EXTENT: "Extent",
  DOSE: "Dose",
  DURATION: "Duration",
  INTERVAL: "Interval",
  P_VALUE: "P value",
};

export const INTERVAL: Words<Result["intervalKind"]> = {
  CONFIDENCE_INTERVAL: "CI",
  RANGE: "range",
  INTERQUARTILE_RANGE: "interquartile range",
};

export const REFUSAL: Words<Refusal["kind"]> = {
  OUT_OF_SCOPE: "Outside of what the graph covers",
  AMBIGUOUS: "More than one reading",
  UNKNOWN_TERM: "A name that the graph does not know",
  NO_EVIDENCE: "Nothing in the graph",
  PERSONAL_ADVICE: "A question for your own doctors",
};

// UCUM codes that read badly as they are; every other code is shown as it stands.
const UNIT: Record<string, string> = {
  "1": "",
  a: "years",
  mo: "months",
  wk: "weeks",
  d: "days",
  h: "hours",
  "%": "%",
};

/** The estimate with its unit; bounds where the source gives no estimate. */
export function figure({ estimate, lower, upper, unit }: Result): string {
  return amount(estimate ?? bounds({ lower, upper }), unit);
}

/** A value with its unit in words. */
export function amount(value: string, unit: string): string {
  const word = UNIT[unit] ?? unit;
  return word === "" || word === "%" ? value + word : `${value} ${word}`;
}

/** The bounds; the empty string where there are none. */
export function bounds({ lower, upper }: Pick<Result, "lower" | "upper">): string {
  if (lower !== null && upper !== null) return `${lower} to ${upper}`;
  if (lower !== null) return `from ${lower}`;
  return upper === null ? "" : `up to ${upper}`;
}

/** A date or a part of one (YYYY, YYYY-MM, YYYY-MM-DD) as a reader writes it. */
export function day(date: string): string {
  const parts = date.split("-").length;
  const format: Intl.DateTimeFormatOptions = {
    year: "numeric",
    ...(parts > 1 && { month: "long" }),
    ...(parts > 2 && { day: "numeric" }),
    timeZone: "UTC",
  };
  return new Intl.DateTimeFormat("en", format).format(new Date(date));
}

/** A number of things. */
export const count = (n: number, one: string, many: string): string =>
  `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
