"""`sarcomakg review`: what waits, a Statement beside its source, and a record of a decision."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from sarcomakg.commands.options import Root, TableFormat, messages, opened, root_folder
from sarcomakg.errors import Violation
from sarcomakg.reviews import today

app = typer.Typer(help="What waits for review, and what was decided.", invoke_without_command=True)


def misfits_below(root: Path) -> tuple[Violation, ...]:
    """Return what is wrong with reviews of cards below a root; only those take a graph to see."""
    from sarcomakg.reviewing import FOLDER, misfits

    if not any("skg:reviewedCard" in path.read_text(encoding="utf-8") for path in (root / FOLDER).glob("*.ttl")):
        return ()
    return tuple(misfits(opened(root).projection))


@app.callback()
def review(
    context: typer.Context,
    first: Annotated[int, typer.Option(help="How many of what waits are listed.", min=1)] = 20,
    format: Annotated[TableFormat, typer.Option(help="What the list is written as.")] = TableFormat.TEXT,
    root: Root = None,
) -> None:
    """List what waits for review, by what most answers depend on, and the reviews that lapsed."""
    if context.invoked_subcommand:
        return
    from sarcomakg.reviewing import lapsed, waiting

    projection, day = opened(root).projection, today()
    found, gone = waiting(projection, day), lapsed(projection, day)
    if format is TableFormat.JSON:
        told = {
            "day": day, "waiting": len(found), "first": [dataclasses.asdict(w) for w in found[:first]],
            "lapsed": [dataclasses.asdict(r) | {"why": why} for r, why in gone],
        }  # fmt: skip
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
        return
    for r, why in gone:
        sys.stdout.write(f"lapsed: {r.id}, {r.status} for {r.target} on {r.day}: {why}\n")
    for w in found[:first]:
        sys.stdout.write(f"{w.reach:>5}  {w.status:<12}  {w.statement}\n")
    sys.stdout.write(
        f"{len(found)} Statements wait, {len(gone)} reviews lapsed; how many answers may show each is in front\n"
    )


@app.command()
def show(
    target: Annotated[
        str, typer.Argument(help="A Statement (statement:...), or the stable address of a card (/answers/...).")
    ],
    audience: Annotated[str, typer.Option(help="Whom a card is for: clinician or patient.")] = "clinician",
    root: Root = None,
) -> None:
    """Show a Statement in words beside its source, or a card, with its hash and its reviews."""
    projection, day = opened(root).projection, today()
    lines = _card(projection, target, audience, day) if target.startswith("/") else _statement(projection, target, day)
    sys.stdout.write("\n".join(lines) + "\n")


@app.command()
def record(
    target: Annotated[str, typer.Argument(help="What was read: statement:..., or /answers/... with --audience.")],
    status: Annotated[str, typer.Option(help="The status given: submitted, 'under review' or approved.")],
    role: Annotated[
        str, typer.Option(help="In which role: clinical-reviewer, methodologist, patient-reviewer, editor...")
    ],
    expires: Annotated[str, typer.Option(help="The first day on which it does not count any more (YYYY-MM-DD).")],
    interests: Annotated[str, typer.Option(help="Declared interests; 'none declared' where there are none.")],
    on: Annotated[str, typer.Option(help="The day of the review (YYYY-MM-DD); today without it.")] = "",
    audience: Annotated[str, typer.Option(help="Whom the card was read for: clinician or patient.")] = "",
    note: Annotated[str, typer.Option(help="What has to be known beside it.")] = "",
    root: Root = None,
) -> None:
    """Record what somebody decided on just what the graph says now, as a file below data/reviews/."""
    from sarcomakg.reviewing import Decision
    from sarcomakg.reviewing import record as run

    decision = Decision(target, status, role, interests, on or today(), expires, audience, note)
    path = run(opened(root).projection, root_folder(root), decision, today())
    sys.stdout.write(f"{path}\n")
    messages.print("the data has changed: run sarcomakg check --stamp, and build what is served again", markup=False)


def _statement(projection: Any, name: str, day: str) -> list[str]:
    from sarcomakg.ask import Audience
    from sarcomakg.cards.phrasing import Voice
    from sarcomakg.identifiers import web_address

    s = projection.statement(name)
    lines = [name, f"  content {s.content}", *_standing(projection, projection.reviews.standing(name, s.content, day))]
    for c in s.citations:
        source = projection.entity(c.source)
        lines += [
            "",
            f"{source.label}: {c.locator}",
            f"  {source.first('title')}, {source.first('issued')}, {web_address(source.first('url'))}",
        ]
        lines += [f"  {reader}s: {Voice(projection, reader, '').sentence(s, [c])}" for reader in Audience]
        lines.append(f"  people: {projection.label(c.population)}" + (f", {c.sample_size}" if c.sample_size else ""))
        lines += [f"  note: {c.note}"] if c.note else []
        lines.append(f"  second reading: {c.second_reading or 'none'}")
        for r in c.results:
            given = ((f.name.replace("_", " "), getattr(r, f.name)) for f in dataclasses.fields(r) if f.name != "id")
            lines.append(
                "  figure: " + "; ".join(f"{key} {_named(projection, v)}" for key, v in given if v not in ("", None))
            )
    return lines


def _named(projection: Any, value: Any) -> str:
    return projection.label(value) if isinstance(value, str) else str(value)


def _card(projection: Any, address: str, audience: str, day: str) -> list[str]:
    from sarcomakg.cards import Card
    from sarcomakg.cards.manifest import manifest_of
    from sarcomakg.cards.review import review_of
    from sarcomakg.cards.stable import card_at
    from sarcomakg.commands.options import fail

    card = card_at(projection, address, audience, day=day)
    if not isinstance(card, Card):
        fail(f"there is no card at {address}: {card.message}", 2)
    found = review_of(projection, card, day)
    lines = [
        f"{address} for {audience}s",
        f"  content {manifest_of(projection, card)['content']}",
        f"  status {found.status}",
    ]
    lines.append("  its Statements: " + ", ".join(f"{n} {status}" for status, n in found.statements.items()))
    lines += _standing(projection, found.own)
    for title, sentences in (("The answer", card.answer), *((s.title, s.sentences) for s in card.sections)):
        lines += ["", title, *(f"  {s.text} [{', '.join(s.statements)}]" for s in sentences)] if sentences else []
    return lines


def _standing(projection: Any, standing: Any) -> list[str]:
    def line(r: Any, tail: str) -> str:
        return f"  {r.id}: {r.status} on {r.day} by {projection.label(r.role)}, until {r.expires}; interests: {r.interests}{tail}"

    lines = [f"  own review: {standing.status}"]
    lines += [line(standing.review, "")] if standing.review else []
    lines += [line(r, "; a later one took its place") for r in standing.former]
    return lines + [line(r, f"; does not count any more: {why}") for r, why in standing.lapsed]
