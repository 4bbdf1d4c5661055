"""A question's parse and plan beside its card, with the lexicon as it is and grown a hundredfold.

`python -m benchmarks.ask [--times N]` prints medians in milliseconds and their ratio; nothing is asserted.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from sarcomakg.ask import Audience, Parser, Plan, build_lexicon
from sarcomakg.cards import assemble
from sarcomakg.knowledge import open_graph
from sarcomakg.model import Entity
from sarcomakg.projection import Projection

QUESTIONS = (
    "What is the treatment for soft tissue alveolar sarcoma of the thigh?",
    "alveolr soft part sarcoma, treatmnt",
    "does pazopanib work in leiomyosarcoma",
    "what did PALETTE show",
    "prognosis of metastatic ewings",
    "treatment of ASPS and foobaritis",
)
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ly", "ma", "ne", "pi", "ro", "su", "ta", "vi", "xo", "zu")


def grown(projection: Projection, times: int) -> Projection:
    """Return the projection with `times` as many entities, their names made of other words; deterministic."""
    chance = random.Random(7)
    entities: dict[str, Entity] = dict(projection.records.entities)
    named = [
        e
        for e in entities.values()
        if e.family in ("condition", "drug", "trial", "site", "treatment", "factor", "biomarker")
    ]

    def name(label: str) -> str:
        return " ".join("".join(chance.choices(_SYLLABLES, k=max(2, len(word) // 2))) for word in label.split())

    for copy in range(times - 1):
        for entity in named:
            made = f"{entity.id}-{copy}"
            entities[made] = replace(
                entity, id=made, label=name(entity.label), synonyms=tuple(map(name, entity.synonyms))
            )
    records: Mapping[str, Entity] = entities
    return replace(projection, records=replace(projection.records, entities=records))


def median(action: Callable[[], object], rounds: int = 30) -> float:
    """Return the median time of an action in milliseconds."""
    seen = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        seen.append(time.perf_counter() - start)
    return 1000 * statistics.median(seen)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=100)
    times = options.parse_args().times
    projection = open_graph().projection
    small = Parser(projection, build_lexicon(projection))
    large = Parser(projection, build_lexicon(grown(projection, times)))
    print(f"{len(small.lexicon.names)} names, and {len(large.lexicon.names)}; milliseconds, median of 30")
    print(f"{'question':70} parse  parse x{times}  card  parse/card")
    for question in QUESTIONS:
        plan = small.parse(question)
        own, grown_ = median(partial(small.parse, question)), median(partial(large.parse, question))
        made = partial(assemble, projection, plan, Audience.CLINICIAN, "") if isinstance(plan, Plan) else None
        card = median(made, 10) if made else 0.0
        print(f"{question:70} {own:5.2f}  {grown_:10.2f}  {card:5.1f}  " + (f"{own / card:.3f}" if card else "refused"))


if __name__ == "__main__":
    main()
