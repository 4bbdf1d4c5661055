"""An answer as JSON-LD with schema.org's terms for medical pages."""

from __future__ import annotations

from typing import Any

from sarcomakg.render.article import LEVEL, kind_name, state

# What a manifest lists, apart from its header.
LISTS = ("sections", "sentences", "asides", "statements")
# A manifest is a JSON literal, so that no reader of linked data takes its keys for properties.
_CONTEXT = [
    "https://schema.org/",
    {"manifest": {"@id": "https://w3id.org/sarcomakg/ontology#manifest", "@type": "@json"}},
]


def to_jsonld(answer: dict[str, Any]) -> dict[str, Any]:
    """Return a schema:MedicalWebPage whose parts cite their Statements; a schema:Message for a refusal."""
    if answer["__typename"] == "Refusal":
        return {"@context": "https://schema.org/", "@type": "Message", "about": kind_name(answer["kind"]), "text": answer["message"],
                "potentialAction": [{"@type": "AskAction", "name": s["question"]} for s in answer["suggestions"]]}  # fmt: skip
    sources = {r["number"]: r["url"] for r in answer["references"]}

    def part(sentence: dict[str, Any]) -> dict[str, Any]:
        return {
            "@type": "Claim", "text": sentence["text"],
            "isBasedOn": [{"@id": "https://w3id.org/sarcomakg/id/" + s.replace(":", "/", 1)} for s in sentence["statementIds"]],
            "citation": [{"@type": "CreativeWork", "url": sources[m["number"]], "pagination": m["locator"], **_fate(m)} for m in sentence["marks"]],
        }  # fmt: skip

    return {
        "@context": _CONTEXT, "@type": "MedicalWebPage", "name": answer["title"], "lastReviewed": None,
        "dateModified": answer["modified"], "version": answer["identity"], "creativeWorkStatus": answer["reviewStatus"],
        "audience": {"@type": "MedicalAudience", "audienceType": LEVEL[answer["audience"]]}, "disclaimer": answer["disclaimer"],
        "about": _about(answer["plan"]),
        "abstract": [part(s) for s in answer["answer"]],
        "hasPart": [{"@type": "WebPageElement", "identifier": s["key"], "name": s["title"], "hasPart": [part(x) for x in s["sentences"]],
                     "description": " ".join([*(f"{f['label']}: {f['value']}." for f in s["facts"]), *(g["text"] for g in s["gaps"])])} for s in answer["sections"]],
        "citation": [{"@type": "CreativeWork", "position": r["number"], "name": r["title"], "url": r["url"], "datePublished": r["issued"], **_fate(r)}
                     for r in answer["references"]],
        "manifest": answer["manifest"],
    }  # fmt: skip


def _fate(cited: dict[str, Any]) -> dict[str, str]:
    """Return what has become of a source that is cited, where it does not stand any more."""
    return {"creativeWorkStatus": said} if (said := state(cited)) else {}


_KINDS = {"condition": "MedicalCondition", "drug": "Drug", "treatment": "MedicalTherapy", "trial": "MedicalTrial"}


def _about(plan: dict[str, Any]) -> list[dict[str, str]]:
    """Return what the plan names, each with its IRI and schema.org's class."""
    named = [n for n in (plan["condition"], *plan["drugs"], plan["comparator"], plan["trial"]) if n]
    return [
        {"@id": "https://w3id.org/sarcomakg/id/" + n.replace(":", "/", 1), "@type": _KINDS[n.partition(":")[0]]}
        for n in named
    ]


def head_of(answer: dict[str, Any], address: str) -> dict[str, Any]:
    """Return what the head of a page says of it in JSON-LD: the whole without its parts, which a link leads to."""
    whole = to_jsonld(answer)
    kept = {key: whole[key] for key in whole if key not in ("abstract", "hasPart", "citation", "lastReviewed")}
    # A page has to be light: the header of the manifest, which has the hashes of what it leaves out.
    kept["manifest"] = {key: value for key, value in whole["manifest"].items() if key not in LISTS}
    opening = " ".join(s["text"] for s in answer["answer"])
    return {
        **kept, **({"url": address} if address else {}), "inLanguage": "en", "isAccessibleForFree": True, "abstract": opening,
        "citation": [r["url"] for r in answer["references"]],
        "publisher": {"@type": "Organization", "name": "sarcomakg"},
    }  # fmt: skip
