"""Every kind of page, and an address of each: the one list that the tests of this folder walk."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote_plus

VIEWS = (("light", 390), ("light", 1280), ("dark", 390), ("dark", 1280))


@dataclass(frozen=True)
class Kind:
    """A page: its name in a failure, its address, its status, and whose program draws it (ours when empty).

    `ready` is a selector of what a script draws, which is waited for; `scripted` pages need JavaScript. `shares` names
    the kind that this is another state of, whose title it has. `axe` are the views that axe reads: all four of each
    template, one of a second long article on the same template, for it takes ten seconds each.
    """

    name: str
    address: str
    status: int = 200
    foreign: str = ""
    ready: str = ""
    scripted: bool = False
    shares: str = ""
    axe: tuple[tuple[str, int], ...] = VIEWS


def asked(question: str, at: str = "/answers") -> str:
    return f"{at}?q={quote_plus(question)}"


SEED = "What is the treatment for soft tissue alveolar sarcoma of the thigh?"
_RESULTS = "SELECT ?kind (COUNT(?s) AS ?count) WHERE { ?s a ?kind } GROUP BY ?kind ORDER BY DESC(?count) LIMIT 8"


def _articles(
    short: str, slug: str, clinician: tuple[tuple[str, int], ...], patient: tuple[tuple[str, int], ...]
) -> list[Kind]:
    return [
        Kind(f"article of {short}, clinician", f"/answers/{slug}", axe=clinician),
        Kind(f"article of {short}, patient", f"/answers/{slug}?audience=patient", axe=patient),
    ]


ARTICLES = [
    *_articles("ASPS", "alveolar-soft-part-sarcoma", VIEWS, VIEWS),
    *_articles("GIST", "gastrointestinal-stromal-tumor", VIEWS[:1], VIEWS[1:2]),
    *_articles("osteosarcoma", "osteosarcoma", VIEWS[2:3], VIEWS[3:]),
]

ANSWERS = [
    *ARTICLES,
    Kind("answer to a question", asked(SEED), axe=VIEWS[2:3]),
    Kind("comparison", asked("Ripretinib versus sunitinib in GIST")),
    Kind("answer about a trial", asked("What did PALETTE show?")),
    Kind("answer to an abbreviation", asked("ALT")),
]

REFUSALS = [
    Kind("refusal, ambiguous", asked("alveolar sarcoma"), 404),
    Kind("refusal, unknown term", asked("flurbium in ASPS"), 404),
    Kind("refusal, out of scope", asked("What is the capital of France?"), 404),
    Kind("refusal, personal advice", asked("Should I take pazopanib?"), 404),
    Kind("refusal, no evidence", asked("ripretinib in ASPS"), 404),
    Kind("bad request", asked("ASPS") + "&audience=nobody", 400),
    Kind("not found", "/no-such-page", 404),
    Kind("unknown identifier", "/id/drug/pazopanip", 404, shares="not found"),
]

ENTITIES = [
    Kind(f"entity, {kind}", f"/id/{kind}/{name}")
    for kind, name in (
        ("condition", "alveolar-soft-part-sarcoma"),
        ("drug", "pazopanib"),
        ("trial", "enliven"),
        ("treatment", "wide-excision"),
        ("factor", "older-age"),
        ("source", "pdq-adult-sts"),
        ("statement", "pazopanib-approved-sts"),
        ("biomarker", "aspscr1-tfe3"),
        ("site", "stomach"),
        ("level", "pdq-C2"),
    )
]

EXPLORERS = [
    Kind("explorer, condition", "/explore/condition/alveolar-soft-part-sarcoma"),
    Kind("explorer, drug", "/explore/drug/pazopanib"),
]

SITE = [
    Kind("home", "/"),
    Kind("home with a question", asked(SEED, "/"), shares="answer to a question", axe=VIEWS[1:2]),
    Kind("coverage", "/coverage"),
    Kind("about", "/about"),
    Kind("data", "/data/"),
    Kind("changes", "/changes"),
    Kind("reach of a source", "/impact/source/turalio-label-2019"),
]

TOOLS = [
    Kind("workbench", "/sparql", foreign="yasgui", ready=".yasqe .CodeMirror-line", scripted=True),
    Kind(
        "workbench with rows",
        f"/sparql#query={quote_plus(_RESULTS)}",
        foreign="yasgui",
        ready="table.dataTable tbody tr",
        scripted=True,
        shares="workbench",
    ),
    Kind(
        "GraphiQL",
        "/graphql",
        foreign="graphiql",
        ready=".graphiql-query-editor .CodeMirror-code .CodeMirror-line",
        scripted=True,
    ),
]

OURS = [*SITE, *ANSWERS, *REFUSALS, *ENTITIES, *EXPLORERS]
KINDS = [*OURS, *TOOLS]
