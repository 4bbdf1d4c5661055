"""Names that an address may be asked for under: retired ones, synonyms, other spellings; each leads to the one that is used."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

from sarcomakg.model import Entity
from sarcomakg.pages.address import FAMILIES

# What an identifier was called before, by its new name: an address that was given out stays good.
RETIRED = {
    "treatment:fdg-pet-ct": "treatment:fdg-pet",
    "treatment:preoperative-chemotherapy": "treatment:neoadjuvant-chemotherapy",
    "treatment:pulmonary-metastasectomy": "treatment:lung-metastasectomy",
    "treatment:stereotactic-radiotherapy": "treatment:stereotactic-body-radiotherapy",
    "treatment:vincristine-dactinomycin-cyclophosphamide": "treatment:vac",
}
# The nearest names that are told, how much alike they are at least, and how much of a text is compared.
_MOST, _ALIKE, _LONGEST = 5, 0.6, 80
_NO_WORD = re.compile(r"[^a-z0-9]+")


def slug(name: str) -> str:
    """Return a name as it is written in an address: letters and digits in lower case, joined by hyphens."""
    return _NO_WORD.sub("-", name.lower()).strip("-")


class Names:
    """What other names of entities lead to; a name that two entities of a family share leads nowhere."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        """Gather the names of the entities that have articles."""
        found: dict[str, set[str]] = {}
        for entity in entities:
            family = entity.id.partition(":")[0]
            # A trial is called after its identifiers, which its label joins: VEG110727 (PALETTE, NCT00753688).
            parts = re.split(r"[(),]", entity.label) if family == "trial" else ()
            for name in filter(slug, (entity.label, entity.plain_label, *entity.synonyms, *parts)):
                found.setdefault(f"{family}:{slug(name)}", set()).add(entity.id)
        self._others = {name: ids.pop() for name, ids in found.items() if len(ids) == 1}

    def find(self, name: str) -> str:
        """Return the identifier that took the place of a name (CURIE), or that the name is another word for; else the empty string."""
        family, _, local = name.partition(":")
        return RETIRED.get(name) or self._others.get(f"{family}:{slug(local)}", "")

    def near(self, text: str, family: str = "") -> list[str]:
        """Return the identifiers whose names are most like a text, best first; of one family, or of all."""
        families = (family,) if family else FAMILIES
        wanted = slug(text[:_LONGEST])
        scored: dict[str, float] = {}
        for kind in families:
            own = {name.partition(":")[2]: found for name, found in self._others.items() if name.startswith(f"{kind}:")}
            for name in get_close_matches(wanted, own, _MOST, _ALIKE):
                score = SequenceMatcher(None, wanted, name).ratio()
                scored[own[name]] = max(score, scored.get(own[name], 0))
        return sorted(scored, key=lambda name: (-scored[name], name))[:_MOST]
