"""Sentence by sentence: does it still follow from a snapshot?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sarcomakg.cards.manifest import asides, manifest_of, text_hash, texts_hash
from sarcomakg.cards.model import Card
from sarcomakg.cards.stable import card_at
from sarcomakg.errors import SarcomakgError
from sarcomakg.projection import Projection
from sarcomakg.verification.forms import Article, Manifest
from sarcomakg.verification.shown import Shown


class Status(StrEnum):
    """What has become of a sentence."""

    SAME = "same"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    TAMPERED = "tampered"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`was` is what the article shows, `now` what the snapshot says in its place, empty where it says nothing."""

    status: Status
    section: str
    was: str
    now: str = ""
    why: str = ""
    statements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What was found; `made_from` is the snapshot that the article names, `identity` the one that it was held against;
    `remarks` are on what is wrong with the whole, `added` what the snapshot says that the article does not.
    """

    form: str
    address: str
    audience: str
    made_from: str
    identity: str
    remarks: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    added: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether every sentence still follows, and nothing is wrong with the whole."""
        return not self.remarks and all(v.status is Status.SAME for v in self.verdicts)

    @property
    def counts(self) -> dict[str, int]:
        """How many sentences, facts and gaps have each status."""
        found = Counter(v.status for v in self.verdicts)
        return {str(status): found[status] for status in Status}


Key = tuple[str, str]


def verify(article: Article, projection: Projection, identity: str) -> Report:
    """Hold an article against a snapshot: its texts against its manifest, and both against the card made again."""
    manifest, remarks = article.manifest, list[str]()
    try:
        card = card_at(projection, manifest.plan.address, manifest.audience, identity)
    except SarcomakgError as error:
        card = None
        remarks.append(f"the snapshot has no such card: {error}")
    if card is not None and not isinstance(card, Card):
        remarks.append(f"the snapshot has no such card: {card.message}")
        card = None
    now = manifest_of(projection, card) if card else None
    # Another version of the program may word a sentence otherwise, on the same snapshot.
    here = manifest.identity == identity and (now is None or now["program"] == manifest.program)
    held = _Held(article, projection, _said(card) if card else (), here)
    # Where facts cannot be told, a card of names and identifiers alone shows nothing that could be held.
    if not article.shown and (article.whole or manifest.sentences):
        remarks.append("the article shows no sentence")
    if not held.intact:
        remarks.append("the texts of the article are not those that its manifest was made of")
    if now and here and now["hash"] != manifest.hash:
        remarks.append("the manifest is not the one of this card in this snapshot; it was forged")
    verdicts, added = (*held.verdicts(), *held.left_out()), held.added()
    about = (article.form, manifest.plan.address, manifest.audience, manifest.identity, identity)
    return Report(*about, tuple(remarks), verdicts, added)


def _said(card: Card) -> Iterator[Shown]:
    for key, sentences in (("answer", card.answer), *((s.id, s.sentences) for s in card.sections)):
        yield from (Shown(key, s.text, s.statements) for s in sentences)
    for section in card.sections:
        yield from (Shown(section.id, text, aside=True) for text in asides(section))


def _key(shown: Shown) -> Key:
    return shown.section, text_hash(shown.text)


class _Held:
    """An article beside the card made again; `here` is whether the snapshot is the one that the article names."""

    def __init__(self, article: Article, projection: Projection, said: Iterable[Shown], here: bool) -> None:
        self._article, self._projection, self.here = article, projection, here
        self._manifest: Manifest = article.manifest
        self._said = tuple(s for s in said if article.whole or not s.aside)
        self._now = Counter(map(_key, self._said))
        self._made = {(s.section, s.text, s.statements) for s in self._said}
        self._recorded = self._records()
        shown = Counter(map(_key, article.shown))
        recorded = Counter(self._recorded) if self._recorded is not None else None
        self.intact = (
            shown == recorded if recorded is not None else texts_hash(shown.elements()) == self._manifest.texts
        )

    def _records(self) -> list[Key] | None:
        """Return what the manifest lists, (section, hash of the text) each; None where it lists nothing."""
        if self._manifest.sentences is None:
            return None
        whole = [*self._manifest.sentences, *((self._manifest.asides or ()) if self._article.whole else ())]
        return [(x.section, x.text) for x in whole]

    def verdicts(self) -> Iterator[Verdict]:
        """Yield a verdict on everything that is shown."""
        left = Counter(self._recorded or ())
        now = self._now.copy()
        for shown in self._article.shown:
            key = _key(shown)
            genuine = self.intact if self._recorded is None else left[key] > 0
            left[key] -= 1
            # Of a header alone, what the snapshot says just so is as good as recorded.
            if now[key] > 0 and (genuine or self._recorded is None) and self._stands_beside(shown):
                now[key] -= 1
                yield Verdict(Status.SAME, shown.section, shown.text, shown.text, statements=shown.statements)
            else:
                yield self._differing(shown, genuine)

    def _stands_beside(self, shown: Shown) -> bool:
        """Say whether the Statements shown beside a sentence are those that it is made from, where the form shows them all."""
        if shown.aside or self._article.form == "HTML":
            return True
        return (shown.section, shown.text, shown.statements) in self._made

    def _differing(self, shown: Shown, genuine: bool) -> Verdict:
        now = self._in_its_place(shown)
        text = now.text if now else ""
        if not genuine:
            why = "the manifest has no such text here"
            return Verdict(Status.TAMPERED, shown.section, shown.text, text, why, shown.statements)
        if self.here:
            why = "the snapshot that it names says something else, or makes it from other Statements"
            return Verdict(Status.TAMPERED, shown.section, shown.text, text, why, shown.statements)
        if gone := self._gone(shown):
            return Verdict(Status.WITHDRAWN, shown.section, shown.text, text, gone, shown.statements)
        return Verdict(Status.CHANGED, shown.section, shown.text, text, self._cause(shown), shown.statements)

    def _in_its_place(self, shown: Shown) -> Shown | None:
        """Return what the card says now from the same Statements, in the same section first."""
        if shown.aside:
            return None
        alike = [s for s in self._said if set(s.statements) & set(shown.statements)]
        alike.sort(key=lambda s: (s.section != shown.section, s.statements != shown.statements))
        taken = {(s.section, s.text) for s in self._article.shown}
        return next((s for s in alike if (s.section, s.text) not in taken), alike[0] if alike else None)

    def _gone(self, shown: Shown) -> str:
        """Say which Statement of a sentence is gone or has ended since; the empty string when none has."""
        for name in shown.statements:
            statement = self._projection.records.statements.get(name)
            if statement is None:
                return f"{name} is gone"
            if (day := statement.qualifier("validUntil")) and self._was(name) != statement.content:
                return f"{name} ended on {day}"
        return ""

    def _was(self, name: str) -> str:
        return (self._manifest.statements or {}).get(name, "")

    def _cause(self, shown: Shown) -> str:
        if shown.aside:
            return "the snapshot has no such fact or gap"
        if not self._manifest.statements:
            return "the snapshot says something else"
        statements = self._projection.records.statements
        changed = [n for n in shown.statements if self._was(n) != statements[n].content]
        if changed:
            return f"{', '.join(changed)} changed"
        return "its Statements are the same; their names, their wording, or what they override changed"

    def added(self) -> tuple[str, ...]:
        """Return what the card says now that the article does not show."""
        left = self._now - Counter(map(_key, self._article.shown))
        return tuple(dict.fromkeys(s.text for s in self._said if left[_key(s)]))

    def left_out(self) -> Iterator[Verdict]:
        """Yield a verdict on what the manifest lists and the article does not show."""
        if self._recorded is None:
            if not self.intact and all(self._now[_key(s)] for s in self._article.shown):
                yield Verdict(
                    Status.TAMPERED, "", "", why="something that the manifest was made of is left out, or stands twice"
                )
            return
        texts = {_key(s): s.text for s in self._said}
        missing = Counter(self._recorded) - Counter(map(_key, self._article.shown))
        for section, digest in missing.elements():
            why = f"the manifest has a text here that the article leaves out (SHA-256 {digest[:12]}...)"
            yield Verdict(Status.TAMPERED, section, "", texts.get((section, digest), ""), why)
