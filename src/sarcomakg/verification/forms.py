"""An article from any of its forms: its manifest, and what it shows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from sarcomakg.cards.manifest import FORMAT, LISTS, hash_of, header_hash
from sarcomakg.errors import InputError
from sarcomakg.verification.markdown import MARK, manifest_text, shown_in
from sarcomakg.verification.page import Page
from sarcomakg.verification.shown import Shown

MOST = 32 * 1024 * 1024
_ID = "https://w3id.org/sarcomakg/id/"


class TamperedError(InputError):
    """A manifest is not what its own hash says."""

    code = "TAMPERED"


class _Plan(msgspec.Struct, frozen=True):
    text: str
    address: str


class _Sentence(msgspec.Struct, frozen=True):
    section: str
    position: int
    text: str
    statements: list[str]


class _Aside(msgspec.Struct, frozen=True):
    section: str
    position: int
    text: str


class _Title(msgspec.Struct, frozen=True):
    key: str
    title: str


class Manifest(msgspec.Struct, frozen=True):
    """A manifest; `sentences` is None where an article carries its header alone."""

    format: int
    identity: str
    program: str
    date: str
    plan: _Plan
    audience: str
    hashes: dict[str, str]
    texts: str
    content: str
    hash: str
    sections: list[_Title] | None = None
    sentences: list[_Sentence] | None = None
    asides: list[_Aside] | None = None
    statements: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """`form` is what it is written as; `whole` is whether the form tells facts and gaps apart, so that they can be verified."""

    form: str
    manifest: Manifest
    shown: tuple[Shown, ...]
    whole: bool = True


def read_article(content: bytes, name: str) -> Article:
    """Read an article; raise InputError that says why it is none, TamperedError when its manifest has been changed."""
    if len(content) > MOST:
        raise InputError(f"{name} is larger than {MOST} bytes; no article is")
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise InputError(f"{name} is no article: it is not UTF-8") from None
    begin = text.lstrip("\ufeff \t\r\n")[:1]
    if begin == "{":
        return _from_json(text, name)
    return _from_page(text, name) if begin == "<" and not text.lstrip().startswith(MARK) else _from_markdown(text, name)


def _from_json(text: str, name: str) -> Article:
    found = _json(text, name)
    if "data" in found and isinstance(found["data"], dict):
        found = next((v for v in found["data"].values() if isinstance(v, dict)), {})
    try:
        if "@context" in found and "hasPart" in found:
            return Article("JSON-LD", _manifest(found, name), tuple(_claims(found)), whole=False)
        if "sections" in found and "answer" in found:
            return Article("JSON", _manifest(found, name), tuple(_fields(found)))
    except (KeyError, TypeError, AttributeError):
        raise InputError(f"{name} is no article: a sentence in it has no text, or no Statements") from None
    raise InputError(f"{name} is no article: neither a card nor its JSON-LD")


def _fields(card: Mapping[str, Any]) -> Iterator[Shown]:
    for key, sentences in (("answer", card["answer"]), *((s["key"], s["sentences"]) for s in card["sections"])):
        yield from (Shown(key, s["text"], tuple(s["statementIds"])) for s in sentences)
    for section in card["sections"]:
        yield from (Shown(section["key"], f"{f['label']}: {f['value']}", aside=True) for f in section["facts"])
        yield from (Shown(section["key"], g["text"], aside=True) for g in section["gaps"])


def _claims(page: Mapping[str, Any]) -> Iterator[Shown]:
    for key, claims in (("answer", page["abstract"]), *((s["identifier"], s["hasPart"]) for s in page["hasPart"])):
        for claim in claims:
            names = (x["@id"].removeprefix(_ID).replace("/", ":", 1) for x in claim["isBasedOn"])
            yield Shown(key, claim["text"], tuple(names))


def _from_page(text: str, name: str) -> Article:
    page = Page()
    page.feed(text)
    page.close()
    linked = [found for found in (_json(part, name) for part in page.linked) if "manifest" in found]
    if not linked:
        raise InputError(f"{name} has no manifest; a page has it in the JSON-LD of its head")
    return Article("HTML", _manifest(linked[0], name), page.shown)


def _from_markdown(text: str, name: str) -> Article:
    if not (found := manifest_text(text)):
        raise InputError(f"{name} has no manifest; Markdown has it in a comment at its end, {MARK} ... -->")
    manifest = _manifest({"manifest": _json(found, name)}, name)
    return Article("Markdown", manifest, tuple(shown_in(text, {s.title: s.key for s in manifest.sections or ()})))


def _json(text: str, name: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name} is no article: its JSON cannot be read ({str(error)[:80]})") from None
    if not isinstance(found, dict):
        raise InputError(f"{name} is no article: its JSON is no object")
    return found


def _manifest(carrier: Mapping[str, Any], name: str) -> Manifest:
    """Return the manifest of an article; raise InputError without one, or of another version, TamperedError on a changed one."""
    raw = carrier.get("manifest")
    if not isinstance(raw, dict):
        raise InputError(f"{name} has no manifest; ask for it, or take the article from this program")
    if raw.get("format") != FORMAT:
        raise InputError(
            f"{name} has a manifest of version {str(raw.get('format'))[:20]}; this program knows version {FORMAT}"
        )
    try:
        manifest = msgspec.convert(raw, Manifest)
    except msgspec.ValidationError as error:
        raise InputError(f"{name} has a manifest that cannot be read: {error}") from None
    if header_hash(raw) != manifest.hash:
        raise TamperedError(f"{name} has a tampered manifest: its hash is not {manifest.hash[:12]}...")
    for part in LISTS:
        if raw.get(part) is not None and hash_of(raw[part]) != manifest.hashes.get(part):
            raise TamperedError(f"{name} has a tampered manifest: the hash of its {part} is not what its header says")
    return manifest
