"""What the endpoint is and what is in it: SPARQL 1.1 Service Description, VoID and DCAT, as one RDF graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import pyoxigraph as ox

from sarcomakg.identifiers import ENTITY_BASE, ONTOLOGY_BASE, prefixes
from sarcomakg.rdf.document import parse_n_triples
from sarcomakg.sparql.guard import DATASET

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_PROLOGUE = """@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix formats: <http://www.w3.org/ns/formats/> .
"""


def describe(graph: bytes, base: str, identity: str, modified: str, media_type: str) -> bytes:
    """Return the description in a format; `base` is the address of the server, without a slash at its end."""
    text = _PROLOGUE + "\n".join(_service(base)) + "\n" + _dataset(graph, base, identity, modified)
    triples = ox.parse(text, format=ox.RdfFormat.TURTLE)
    used = {name: iri for name, iri in prefixes().items() if name in ("void", "dcterms", "skg", "xsd", "sh")}
    used |= {"sd": "http://www.w3.org/ns/sparql-service-description#", "dcat": "http://www.w3.org/ns/dcat#"}
    kind = ox.RdfFormat.from_media_type(media_type)
    assert kind is not None
    return ox.serialize((q.triple for q in triples), format=kind, prefixes=used) or b""


def _service(base: str) -> Iterator[str]:
    results = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG")  # fmt: skip
    yield f"<{base}/sparql> a sd:Service ; sd:endpoint <{base}/sparql> ;"
    yield "    sd:supportedLanguage sd:SPARQL11Query ; sd:feature sd:EmptyGraphs ;"
    yield f"    sd:resultFormat {', '.join(f'formats:{name}' for name in results)} ;"
    yield f"    sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph <{DATASET}> ] ."


@lru_cache(maxsize=2)
def _dataset(graph: bytes, base: str, identity: str, modified: str) -> str:
    """Return VoID and DCAT of the graph; counted once for each snapshot."""
    properties: Counter[str] = Counter()
    classes: Counter[str] = Counter()
    subjects, objects = set(), set()
    triples = 0
    for triple in parse_n_triples(graph):
        triples += 1
        properties[triple.predicate.value] += 1
        subjects.add(triple.subject)
        objects.add(triple.object)
        if triple.predicate.value == _TYPE:
            classes[str(triple.object).strip("<>")] += 1
    lines = [
        f"<{DATASET}> a void:Dataset, dcat:Dataset, sd:Graph ;",
        '    dcterms:title "sarcomakg, a cited evidence graph of sarcomas"@en ;',
        '    dcterms:description "Conditions, treatments, drugs, trials, prognostic factors and sources of sarcomas; every edge names the place in a source where it is stated."@en ;',
        f'    dcterms:license <{LICENCE}> ; dcterms:modified "{modified}"^^xsd:date ; dcterms:identifier "{identity}" ;',
        f'    void:sparqlEndpoint <{base}/sparql> ; void:uriSpace "{ENTITY_BASE}" ; void:vocabulary <{ONTOLOGY_BASE}> ;',
        f"    void:exampleResource <{ENTITY_BASE}condition/alveolar-soft-part-sarcoma>, <{ENTITY_BASE}drug/pazopanib> ;",
        f"    void:triples {triples} ; void:entities {sum(iri.startswith(ENTITY_BASE) for iri in (getattr(s, 'value', '') for s in subjects))} ;",
        f"    void:distinctSubjects {len(subjects)} ; void:distinctObjects {len(objects)} ; void:properties {len(properties)} ; void:classes {len(classes)} ;",
        "    " + " ;\n    ".join(f"void:classPartition [ void:class <{iri}> ; void:entities {n} ]" for iri, n in sorted(classes.items())) + " ;",
        "    " + " ;\n    ".join(f"void:propertyPartition [ void:property <{iri}> ; void:triples {n} ]" for iri, n in sorted(properties.items())) + " ;",
        "    " + " ;\n    ".join(f'sh:declare [ sh:prefix "{name}" ; sh:namespace "{iri}"^^xsd:anyURI ]' for name, iri in prefixes().items()) + " .",
    ]  # fmt: skip
    return "\n".join(lines)
