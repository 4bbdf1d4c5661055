"""The guard reads the tokens of a query only where it has to: what passes without would have passed with."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from sarcomakg.errors import QuerySyntaxError
from sarcomakg.sparql.guard import _FORMS, DEFAULT, Limits, _plain, _scanned

_PIECES = (
    "SELECT", "ask", "CONSTRUCT", "describe", "*", "?s", "?task", "?from", "{", "}", "(", ")", "[", "]", ".", "WHERE", "prefix skg: <x:>",
    "PREFIX skg: <https://example.org/#>", "PREFIX mine: <m:>", "skg:source", "mine:x", "nope:x", ":x", "<http://example.org/a>",
    "<http://example.org/a>/skg:b", "<a:b>|nope:c|<d:e>", '"FROM: skg:"', "'x # y'", "# GRAPH nope:x\n", "# SELECT\n", "SERVICE <s:>", "INSERT",
    "WITH", "FROM <f:>", "GRAPH ?g", "BASE <b:>", "\\u0053ERVICE", "_:b", "@en", "a",
)  # fmt: skip
_SHALLOW = Limits(nesting=3)


@given(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=12).map(" ".join))
@example("SELECT * { ?s <a:b>|nope:c|<d:e> ?o }")
@example("?task { }")
def test_what_passes_unread_passes_read(text: str) -> None:
    for limits in (DEFAULT, _SHALLOW):
        plain = _plain(text, limits)
        if plain is None:
            continue
        try:
            read = _scanned(text, limits, ())
        except QuerySyntaxError:  # a prefix that nobody declared: the engine says so too
            continue
        assert (plain.default, plain.named) == (read.default, read.named)
        # Where the only form stands in a comment or in a longer word there is no query, and the engine says so.
        assert plain.form == read.form or not _FORMS & set(text.replace("# SELECT", "").upper().split())


def test_an_everyday_query_is_not_read() -> None:
    query = "PREFIX skg: <https://example.org/#> SELECT ?s WHERE { ?s skg:source <http://example.org/a> ; a skg:Drug }"
    assert _plain(query, DEFAULT) is not None
    assert _plain(query.replace("skg:source", "\\u0053ERVICE"), DEFAULT) is None
