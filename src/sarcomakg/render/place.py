"""Where a page stands: its own address, the stable one of its answer, and the document that it was made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

# The same card in other forms: ending, media type, name.
FORMS = (
    ("md", "text/markdown", "Markdown"),
    ("json", "application/json", "JSON"),
    ("jsonld", "application/ld+json", "JSON-LD"),
    ("ttl", "text/turtle", "Turtle"),
    ("fhir.json", "application/fhir+json", "FHIR"),
)


@dataclass(frozen=True)
class Place:
    """`here` and `stable` are a path and a query without the audience; both are empty outside a server."""

    here: str = ""
    stable: str = ""
    question: str = ""
    document: str = ""
    text: str = ""
    variables: dict[str, Any] = field(default_factory=dict)

    def voiced(self, audience: str) -> str:
        """Return the address of this page for clinicians or for patients."""
        return with_audience(self.here, audience)

    def canonical(self, audience: str) -> str:
        """Return the stable address of the answer."""
        return with_audience(self.stable, audience)

    def form(self, end: str, audience: str) -> str:
        """Return the address of the same card in another form, by its ending."""
        path, _, query = self.stable.partition("?")
        return with_audience(f"{path}.{end}" + (f"?{query}" if query else ""), audience)


def with_audience(address: str, audience: str) -> str:
    """Return an address with the audience, which is left out where it is the usual one: clinicians."""
    if audience.lower() != "patient":
        return address
    return f"{address}{'&' if '?' in address else '?'}audience=patient"
