// The page: its address says what to ask, the answer is drawn once. Links and the form load the page anew.

import { request } from "./api";
import { drawCard } from "./card";
import { ARTICLE, CARD, type Answer } from "./documents";
import { drawFailure, drawRefusal } from "./refusal";
import type { CardQueryVariables } from "./generated/card";

const EXAMPLE = "?condition=condition:alveolar-soft-part-sarcoma&topics=TREATMENT";

/** `?q=` is a question in words; without it, `condition`, `topics`, `drugs`, `site` and `stage` are identifiers. */
async function ask(address: URLSearchParams): Promise<Answer> {
  const audience = address.get("audience") === "PATIENT" ? "PATIENT" : "CLINICIAN";
  const question = address.get("q");
  if (question) return (await request(ARTICLE, { question, audience })).answer;

  const list = (name: string) => address.get(name)?.split(",");
  const variables = {
    condition: address.get("condition"),
    topics: list("topics") as CardQueryVariables["topics"], // a topic that there is not is for the API to refuse
    drugs: list("drugs"),
    site: address.get("site"),
    stage: address.get("stage"),
    audience,
  } as const;
  return (await request(CARD, variables)).card;
}

function draw(answer: Answer): HTMLElement {
  return answer.__typename === "Card" ? drawCard(answer) : drawRefusal(answer);
}

const main = document.querySelector("main")!;
const box = document.querySelector<HTMLInputElement>("#q")!;
const address = new URLSearchParams(location.search || EXAMPLE);

box.value = address.get("q") ?? "";
main.replaceChildren(await ask(address).then(draw).catch(drawFailure));
main.ariaBusy = "false";
document.title = `${document.querySelector("h1")?.textContent}: Sarcoma evidence`;
