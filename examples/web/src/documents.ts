// The published documents: their text as it stands in queries/, their types as generated from the schema.

import articleText from "../../../queries/article.graphql?raw";
import cardText from "../../../queries/card.graphql?raw";
import type { ArticleQuery, ArticleQueryVariables } from "./generated/article";
import type { CardQuery, CardQueryVariables } from "./generated/card";

/** The text of a document that knows what it takes and what it gives; `types` is never set. */
export type GraphQLDocument<Data, Variables> = string & { types?: (variables: Variables) => Data };

/** The answer to a question in words. */
export const ARTICLE: GraphQLDocument<ArticleQuery, ArticleQueryVariables> = articleText;

/** A card by identifiers, with the Citation behind each footnote. */
export const CARD: GraphQLDocument<CardQuery, CardQueryVariables> = cardText;

/** What both documents give. */
export type Answer = ArticleQuery["answer"] | CardQuery["card"];
export type Card = Extract<Answer, { __typename: "Card" }>;
export type Refusal = Extract<Answer, { __typename: "Refusal" }>;
export type Section = Card["sections"][number];
export type Sentence = Section["sentences"][number];
export type Mark = Sentence["marks"][number];
export type Reference = Card["references"][number];
export type Suggestion = Card["followUp"][number];

/** What only one of them asks for. */
export type Citation = Extract<Mark, { citation: unknown }>["citation"];
export type Result = Citation["results"][number];
export type Fact = Extract<Section, { facts: unknown }>["facts"][number];
