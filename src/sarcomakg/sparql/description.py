"""What the endpoint is and what is in it: SPARQL 1.1 Service Description, VoID and DCAT, as one RDF graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from sarcomakg.export.formats import FORMATS, Format
from sarcomakg.export.release import LICENCE, TITLE
from sarcomakg.identifiers import DATASET, ENTITY_BASE, ONTOLOGY_BASE, prefixes
from sarcomakg.rdf.document import parse_n_triples
from sarcomakg.stores.remote import RemoteStore, value_of

_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_PROLOGUE = """@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix formats: <http://www.w3.org/ns/formats/> .
"""


def describe(contents: Contents, base: str, identity: str, modified: str, media_type: str) -> bytes:
    """Return the description in a format; `base` is the address of the server, without a slash at its end."""
    lines = (
        *_service(base),
        _dataset(contents, base, identity, modified),
        *(_distribution(base, f) for f in FORMATS.values()),
    )
    text = _PROLOGUE + "\n".join(lines)
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


def _distribution(base: str, format: Format) -> str:
    media_type = format.media_type.partition(";")[0]
    return (
        f"<{DATASET}> dcat:distribution <{base}/data/{format.file}> . <{base}/data/{format.file}> a dcat:Distribution ; "
        f'dcterms:title "{format.meaning}"@en ; dcat:downloadURL <{base}/data/{format.file}> ; '
        f"dcat:mediaType <{_MEDIA_TYPES}{media_type}> ; dcterms:license <{LICENCE}> ."
    )


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in the graph, counted: entities of each class, triples of each property, distinct subjects and objects."""

    triples: int
    classes: Mapping[str, int]
    properties: Mapping[str, int]
    entities: int
    subjects: int
    objects: int


def count(graph: bytes) -> Contents:
    """Count an N-Triples document."""
    properties: Counter[str] = Counter()
    classes: Counter[str] = Counter()
    subjects, objects = set(), set()
    for triple in parse_n_triples(graph):
        properties[triple.predicate.value] += 1
        subjects.add(triple.subject)
        objects.add(triple.object)
        if triple.predicate.value == _TYPE:
            classes[str(triple.object).strip("<>")] += 1
    entities = sum(getattr(s, "value", "").startswith(ENTITY_BASE) for s in subjects)
    return Contents(properties.total(), classes, properties, entities, len(subjects), len(objects))


def count_remote(store: RemoteStore) -> Contents:
    """Count a graph in a remote store, in four requests."""

    def counted(key: str, pattern: str) -> dict[str, int]:
        rows = store.rows(f"SELECT ?k (COUNT({key}) AS ?n) WHERE {{ {pattern} }} GROUP BY ?k")
        return {value_of(row["k"]): int(value_of(row["n"])) for row in rows if "k" in row}

    properties = counted("*", "?s ?k ?o")
    ends = store.rows("SELECT (COUNT(DISTINCT ?s) AS ?a) (COUNT(DISTINCT ?o) AS ?b) WHERE { ?s ?p ?o }")[0]
    own = store.rows(
        f'SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), "{ENTITY_BASE}")) }}'
    )
    return Contents(
        sum(properties.values()), counted("DISTINCT ?s", "?s a ?k"), properties,
        int(value_of(own[0]["n"])), int(value_of(ends["a"])), int(value_of(ends["b"])),
    )  # fmt: skip


def _dataset(contents: Contents, base: str, identity: str, modified: str) -> str:
    """Return VoID and DCAT of the graph."""
    lines = [
        f"<{DATASET}> a void:Dataset, dcat:Dataset, sd:Graph ;",
        f'    dcterms:title "{TITLE}"@en ;',
        '    dcterms:description "Conditions, treatments, drugs, trials, prognostic factors and sources of sarcomas; every edge names the place in a source where it is stated."@en ;',
        f'    dcterms:license <{LICENCE}> ; dcterms:modified "{modified}"^^xsd:date ; dcterms:identifier "{identity}" ;',
        f'    void:sparqlEndpoint <{base}/sparql> ; void:uriSpace "{ENTITY_BASE}" ; void:vocabulary <{ONTOLOGY_BASE}> ;',
        f"    void:exampleResource <{ENTITY_BASE}condition/alveolar-soft-part-sarcoma>, <{ENTITY_BASE}drug/pazopanib> ;",
        f"    void:triples {contents.triples} ; void:entities {contents.entities} ;",
        f"    void:distinctSubjects {contents.subjects} ; void:distinctObjects {contents.objects} ; void:properties {len(contents.properties)} ; void:classes {len(contents.classes)} ;",
        "    " + " ;\n    ".join(f"void:classPartition [ void:class <{iri}> ; void:entities {n} ]" for iri, n in sorted(contents.classes.items())) + " ;",
        "    " + " ;\n    ".join(f"void:propertyPartition [ void:property <{iri}> ; void:triples {n} ]" for iri, n in sorted(contents.properties.items())) + " ;",
        "    " + " ;\n    ".join(f'sh:declare [ sh:prefix "{name}" ; sh:namespace "{iri}"^^xsd:anyURI ]' for name, iri in prefixes().items()) + " .",
    ]  # fmt: skip
    return "\n".join(lines)
