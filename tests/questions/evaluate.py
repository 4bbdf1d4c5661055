"""How well questions are understood: accuracy of topic, condition, plan, facts and refusals, on the open and the held-out part.

`python -m tests.questions.evaluate [--failures PART]` prints the table, and with --failures what was understood otherwise.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from sarcomakg.ask import Plan, Refusal
from sarcomakg.cards import Card
from sarcomakg.knowledge import KnowledgeGraph, open_graph

PARTS = ("open", "held-out")
MEASURES = ("topic", "condition", "plan", "facts", "refusal")


@dataclass
class Score:
    """For each measure, how many questions it was right on and how many it was asked of."""

    right: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    asked: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    failures: list[str] = field(default_factory=list)

    def count(self, measure: str, holds: bool, detail: str) -> None:
        self.asked[measure] += 1
        self.right[measure] += holds
        if not holds:
            self.failures.append(f"{measure}: {detail}")

    def rate(self, measure: str) -> float:
        return self.right[measure] / self.asked[measure] if self.asked[measure] else 1.0


def questions(part: str) -> list[dict[str, Any]]:
    """Return the questions of a part, file by file."""
    return [
        entry
        for path in sorted((Path(__file__).parent / part).glob("*.yaml"))
        for entry in yaml.safe_load(path.read_text("utf-8"))
    ]


def text_of(card: Card) -> str:
    """Return all that a card says."""
    parts = [*card.notes, *(s.text for s in card.answer)]
    for section in card.sections:
        parts += [
            *(s.text for s in section.sentences),
            *(g.text for g in section.gaps),
            *(f"{f.label}: {f.value}" for f in section.facts),
        ]
    return "\n".join(parts).casefold()


def score(kg: KnowledgeGraph, part: str) -> Score:
    """Ask every question of a part."""
    found = Score()
    for entry in questions(part):
        question, audience = entry["question"], entry.get("audience", "clinician")
        answer = kg.answer(question, audience)
        understood = str(answer.plan) if isinstance(answer, Card) else f"{answer.kind}: {answer.message[:90]}"
        if wanted := entry.get("refusal"):
            kind = answer.kind.value if isinstance(answer, Refusal) else ""
            found.count("refusal", kind == wanted, f"{question!r}: wanted {wanted}, got {understood}")
            continue
        plan = kg.plan(question)
        _plan(found, question, entry["plan"], plan if isinstance(plan, Plan) else None, understood)
        says, omits = entry.get("says", []), entry.get("omits", [])
        if says or omits:
            text = text_of(answer) if isinstance(answer, Card) else ""
            lost = [s for s in says if str(s).casefold() not in text] + [o for o in omits if str(o).casefold() in text]
            found.count("facts", bool(text) and not lost, f"{question!r}: {lost} in {understood}")
    return found


def _plan(found: Score, question: str, wanted: dict[str, Any], plan: Plan | None, understood: str) -> None:
    detail = f"{question!r}: wanted {wanted}, got {understood}"
    found.count("topic", plan is not None and list(plan.topics) == wanted["topics"], detail)
    found.count("condition", plan is not None and plan.condition == wanted.get("condition", ""), detail)
    rest = {
        k: tuple(v) if isinstance(v, list) else str(v) for k, v in wanted.items() if k not in ("topics", "condition")
    }
    if rest:
        found.count("plan", plan is not None and all(getattr(plan, k) == v for k, v in rest.items()), detail)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--failures", choices=PARTS)
    shown = parser.parse_args().failures
    kg = open_graph()
    scores = {part: score(kg, part) for part in PARTS}
    if shown:
        print("\n".join(scores[shown].failures))
    print("| part | " + " | ".join(MEASURES) + " |\n|---|" + "---|" * len(MEASURES))
    for part, found in scores.items():
        cells = (f"{found.rate(m):.1%} ({found.right[m]} of {found.asked[m]})" for m in MEASURES)
        print(f"| {part} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
