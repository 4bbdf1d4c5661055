"""The content of a Statement, hashed as another program would."""

from __future__ import annotations

import hashlib

import pyoxigraph as ox

from sarcomakg.knowledge import KnowledgeGraph

OWNED = """CONSTRUCT { ?s ?p ?o } WHERE {
  { VALUES ?s { %(it)s } ?s ?p ?o } UNION { %(it)s skg:citation ?s . ?s ?p ?o }
  UNION { %(it)s skg:citation/skg:result ?s . ?s ?p ?o } }"""


def test_the_hash_is_that_of_the_canonical_form_that_the_engine_gives(kg: KnowledgeGraph) -> None:
    for name in ("statement:sts-palette-pfs", "statement:asps-atezolizumab-approval-fda", *list(kg.projection.records.statements)[:40]):  # fmt: skip
        if name not in kg.projection.records.statements:
            continue
        found = kg.snapshot.store.query(OWNED % {"it": name})
        assert isinstance(found, ox.QueryTriples)
        dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in found)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        lines = (ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
        assert kg.projection.statement(name).content == hashlib.sha256(b"".join(sorted(lines))).hexdigest()


def test_every_statement_has_a_content_of_its_own(kg: KnowledgeGraph) -> None:
    found = [s.content for s in kg.projection.records.statements.values()]
    assert len(set(found)) == len(found) == len(kg.projection.records.statements)
