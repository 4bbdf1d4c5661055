"""An answer in FHIR: it parses, hangs together, says no more and nothing else than the card, and the page on it is true."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pytest
from fhir.resources.bundle import Bundle
from fhir.resources.operationoutcome import OperationOutcome
from starlette.testclient import TestClient

from sarcomakg.graphql import Question, Service
from sarcomakg.identifiers import to_iri
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.render import coded, to_fhir
from sarcomakg.resources import published

from ..conftest import ROOT, SEED

PAGE = (ROOT / "docs" / "fhir.md").read_text(encoding="utf-8")
QUESTIONS = {
    "treatment": SEED, "prognosis": "prognosis of GIST", "trial": "what did PALETTE show", "drug": "what is pazopanib",
    "safety": "side effects of votrient", "overview": "what is GIST", "comparison": "ripretinib vs sunitinib in GIST",
    "approval": "approved drugs for epithelioid sarcoma", "dose": "dose of imatinib in GIST", "identifiers": "MONDO id of ASPS",
    "follow-up": "follow-up of osteosarcoma", "metastasis": "where does ewings spread", "sts": "treatment of soft tissue sarcoma",
}  # fmt: skip
NEGATIVE = ("not-standard", "not-recommended", "avoidable", "uncertain")


@pytest.fixture(scope="module")
def service(kg: KnowledgeGraph) -> Service:
    return kg.service()


def answered(service: Service, question: str, audience: str = "CLINICIAN") -> dict[str, Any]:
    given = {"question": question, "audience": audience}
    found: dict[str, Any] = service.execute(Question(published()["article"], variables=given))["data"]["answer"]
    return found


def written(service: Service, answer: Mapping[str, Any]) -> dict[str, Any]:
    def read(document: str, ids: list[str]) -> dict[str, Any]:
        data: dict[str, Any] = service.execute(Question(published()[document], variables={"ids": ids}))["data"]
        return data

    return to_fhir(answer, coded(answer, read))


@pytest.fixture(scope="module", params=list(QUESTIONS))
def pair(request: pytest.FixtureRequest, service: Service) -> tuple[dict[str, Any], dict[str, Any]]:
    answer = answered(service, QUESTIONS[request.param])
    return answer, written(service, answer)


def of_kind(bundle: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
    return [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind]


def within(value: Any, name: str) -> Iterator[Any]:
    """Yield the values of a field, however deep."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == name:
                yield inner
            yield from within(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from within(inner, name)


def marks(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    sentences = [*answer["answer"], *(x for s in answer["sections"] for x in s["sentences"])]
    return [m for s in sentences for m in s["marks"]]


def test_a_library_parses_it(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    answer, bundle = pair
    assert answer["__typename"] == "Card"
    parsed = Bundle.model_validate_json(json.dumps(bundle))
    assert json.loads(parsed.model_dump_json())["type"] == "collection"
    assert {e["resource"]["resourceType"] for e in bundle["entry"]} <= {
        "Evidence", "Citation", "ArtifactAssessment", "EvidenceVariable", "Group",
    }  # fmt: skip


def test_ids_are_urls_and_references_resolve(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    _, bundle = pair
    urls = [e["fullUrl"] for e in bundle["entry"]]
    assert len(urls) == len(set(urls))
    assert all(e["fullUrl"] == f"urn:uuid:{e['resource']['id']}" for e in bundle["entry"])
    kinds = {e["fullUrl"]: e["resource"]["resourceType"] for e in bundle["entry"]}
    holders = [v for e in bundle["entry"] for v in _references(e["resource"])]
    assert holders or not of_kind(bundle, "Evidence")
    assert all(kinds[h["reference"]] == h["type"] for h in holders)


def _references(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "reference" in value:
            yield value
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def test_every_citation_of_the_card_has_its_evidence_and_its_source(
    pair: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    answer, bundle = pair
    told = {(i["identifier"][0]["value"], i["identifier"][1]["value"]) for i in of_kind(bundle, "Evidence")}
    assert told == {(to_iri(m["citation"]["statement"]["id"]), to_iri(m["citationId"])) for m in marks(answer)}
    assert {c["url"] for c in of_kind(bundle, "Citation")} == {to_iri(r["sourceId"]) for r in answer["references"]}
    described = " ".join(e["description"] for e in of_kind(bundle, "Evidence"))
    assert all(s["text"] in described for s in answer["answer"])
    checked = {
        a["artifactReference"]["reference"] for a in of_kind(bundle, "ArtifactAssessment") if "artifactReference" in a
    }
    assert checked == {f"urn:uuid:{e['id']}" for e in of_kind(bundle, "Evidence")}


def test_direction_is_never_lost(pair: tuple[dict[str, Any], dict[str, Any]], kg: KnowledgeGraph) -> None:
    _, bundle = pair
    by_iri = {to_iri(name): s for name, s in kg.projection.records.statements.items()}
    for e in of_kind(bundle, "Evidence"):
        record = by_iri[e["identifier"][0]["value"]]
        plain = {x["url"].rpartition("/")[2]: x for x in e["extension"]}
        turning = {x["url"].rpartition("/")[2]: x for x in e.get("modifierExtension", [])}
        way = record.direction.lower()
        assert ("direction" in turning) == (way != "for")
        assert (turning if way != "for" else plain)["direction"]["valueCode"] == way
        assert e["title"].startswith({"for": "", "against": "Stated against: ", "neutral": "No side taken: "}[way])
        modality = re.sub(r"(?<!^)(?=[A-Z])", "-", record.qualifier("modality")).lower()
        if modality:
            assert (turning if modality in NEGATIVE else plain)["modality"]["valueCode"] == modality
        assert ("ended" in turning) == bool(record.qualifier("validUntil"))


def test_every_figure_is_a_statistic_beside_its_own_people(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    answer, bundle = pair
    told = of_kind(bundle, "Evidence")
    for mark in marks(answer):
        citation = mark["citation"]
        mine = [e for e in told if e["identifier"][1]["value"] == to_iri(mark["citationId"])]
        for e in mine:
            people = [
                v["observed"]["display"] for v in e["variableDefinition"] if v["variableRole"]["text"] == "population"
            ]
            assert people == [citation["population"]["label"]]
        statistics = [s for e in mine for s in e.get("statistic", [])]
        figures = [(r["estimate"], r["armSize"]) for r in citation["results"]]
        others = ("comparatorEstimate", "comparatorLower", "comparatorUpper", "comparatorEvents", "comparatorSize")
        figures += [
            (r["comparatorEstimate"], r["comparatorSize"])
            for r in citation["results"]
            if any(r[o] is not None for o in others)
        ]
        assert sorted(map(str, figures_of(statistics))) == sorted(str((norm(a), b)) for a, b in figures)
        bounds = sorted(str(norm(r["lower"])) for r in citation["results"] if r["lower"] is not None)
        written_bounds = [
            str(norm(a["range"]["low"]["value"])) for s in statistics if not s["description"].startswith("The comparator")
            for a in s.get("attributeEstimate", []) if "low" in a.get("range", {})
        ]  # fmt: skip
        assert sorted(written_bounds) == bounds


def norm(value: Any) -> Any:
    return None if value is None else Decimal(str(value)).normalize()


def figures_of(statistics: list[dict[str, Any]]) -> list[tuple[Any, Any]]:
    return [
        (norm(s.get("quantity", {}).get("value")), s.get("sampleSize", {}).get("numberOfParticipants")) for s in statistics
    ]  # fmt: skip


def test_every_system_and_extension_is_on_the_page(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    _, bundle = pair
    for system in set(within(bundle["entry"], "system")):
        name = system.rpartition("/")[2] if "/CodeSystem/" in system else system
        assert name in PAGE or system in (
            "urn:ietf:rfc:3986",
            "https://pubmed.ncbi.nlm.nih.gov",
            "https://doi.org",
            "http://clinicaltrials.gov",
            "https://dailymed.nlm.nih.gov",
        ), system
    for url in (
        x["url"] for e in of_kind(bundle, "Evidence") for x in (*e["extension"], *e.get("modifierExtension", []))
    ):
        assert f"`{url.rpartition('/')[2]}`" in PAGE


def test_the_same_again_and_another_voice_is_another_bundle(service: Service) -> None:
    clinician, again, patient = (
        written(service, answered(service, SEED, a)) for a in ("CLINICIAN", "CLINICIAN", "PATIENT")
    )
    assert clinician == again
    assert clinician["id"] != patient["id"]
    ids = [{e["id"] for e in of_kind(b, "Evidence")} for b in (clinician, patient)]
    assert ids[0] == ids[1]


def test_codes_are_those_of_the_graph(service: Service, kg: KnowledgeGraph) -> None:
    bundle = written(service, answered(service, "does imatinib work in GIST"))
    entities = kg.projection.records.entities
    variables = {
        v["url"]: v["characteristic"][0]["definitionCodeableConcept"] for v in of_kind(bundle, "EvidenceVariable")
    }
    groups = {
        g["identifier"][0]["value"]: g["characteristic"][0]["valueCodeableConcept"] for g in of_kind(bundle, "Group")
    }
    for found, name, system, prefix, before in (
        (variables, "drug:imatinib", "http://www.nlm.nih.gov/research/umls/rxnorm", "rxnorm", ""),
        (
            groups,
            "condition:gastrointestinal-stromal-tumor",
            "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl",
            "ncit",
            "",
        ),
        (
            groups,
            "condition:gastrointestinal-stromal-tumor",
            "http://purl.obolibrary.org/obo/mondo.owl",
            "mondo",
            "MONDO:",
        ),
    ):
        known = dict(m.split(":", 1) for m in entities[name].exact_matches)
        assert {"system": system, "code": before + known[prefix], "display": entities[name].label} in found[
            to_iri(name)
        ]["coding"]
    bare = to_fhir(answered(service, "does imatinib work in GIST"))
    assert Bundle.model_validate_json(json.dumps(bare))


def test_figures_keep_their_sign_level_and_unit(service: Service) -> None:
    bundle = written(service, answered(service, "what did PALETTE show"))
    text = json.dumps(bundle)
    hazard = next(
        s for e in of_kind(bundle, "Evidence") for s in e.get("statistic", []) if s["statisticType"]["text"] == "hazard ratio"
    )  # fmt: skip
    interval = hazard["attributeEstimate"][0]
    assert interval["level"] == 0.95
    assert interval["range"]["low"]["value"] < hazard["quantity"]["value"] < interval["range"]["high"]["value"]
    assert '"comparator": "<"' in text
    rates = [
        q
        for e in of_kind(written(service, answered(service, "what is GIST")), "Evidence")
        for q in within(e, "quantity")
    ]
    assert any(q["code"] == "/(10*6.a)" for q in rates if "code" in q)


REFUSALS = {
    "treatment for diabetes": "not-supported", "treatment of florpsarcoma": "code-invalid", "treatment of alveolar sarcoma": "multiple-matches",
    "does imatinib work in ASPS": "not-found", "should I take pazopanib": "business-rule",
}  # fmt: skip


@pytest.mark.parametrize("question", REFUSALS)
def test_a_refusal_is_an_outcome(service: Service, question: str) -> None:
    answer = answered(service, question)
    outcome = written(service, answer)
    assert OperationOutcome.model_validate_json(json.dumps(outcome))
    first, *hints = outcome["issue"]
    assert first["severity"] == "error"
    assert first["details"]["text"] == answer["message"]
    assert first["code"] == REFUSALS[question]
    assert len(hints) == len(answer["suggestions"])


def test_a_retracted_source_says_so(service: Service) -> None:
    answer = answered(service, "what did PALETTE show")
    reference = {**answer["references"][0], "retracted": "2025-03-01"}
    bundle = to_fhir({**answer, "references": [reference, *answer["references"][1:]]})
    artifact = of_kind(bundle, "Citation")[0]["citedArtifact"]
    assert artifact["currentState"][0]["coding"][0]["code"] == "retracted"
    assert Bundle.model_validate_json(json.dumps(bundle))
    old = to_fhir(
        {
            **answer,
            "references": [{**reference, "retracted": None, "supersededBy": "a newer one"}, *answer["references"][1:]],
        }
    )
    assert of_kind(old, "Citation")[0]["citedArtifact"]["currentState"][0]["text"] == "Superseded by a newer one"


@pytest.mark.parametrize(
    "path", ["/answers/alveolar-soft-part-sarcoma", "/answers/drug/pazopanib", "/answers/leiomyosarcoma/prognosis"]
)
def test_an_address_ends_in_fhir_json(client: TestClient, path: str) -> None:
    found = client.get(f"{path}.fhir.json")
    assert (found.status_code, found.headers["content-type"]) == (200, "application/fhir+json; charset=utf-8")
    assert found.json()["resourceType"] == "Bundle"
    assert f'href="{path}.fhir.json"' in client.get(path).text
    refused = client.get("/answers", params={"q": "treatment for diabetes", "format": "fhir"})
    assert (refused.status_code, refused.json()["resourceType"]) == (404, "OperationOutcome")
