"""What changed between two states of the graph, and what happened since a day: as text, as pages, as an Atom feed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

from sarcomakg.render.html import rendered

Json = Mapping[str, Any]

_ATOM = "http://www.w3.org/2005/Atom"
_HAPPENED = {
    "ADDED": "added",
    "CHANGED": "changed",
    "WITHDRAWN": "withdrawn",
    "MODIFIED": "added or changed",
}
# How an entry of the feed is known for good: by a name of ours and a year in which it was ours (RFC 4151).
_TAG = "tag:w3id.org,2026:sarcomakg"


def comparison_text(found: Json) -> str:
    """Return a comparison as lines of text, what was before what is."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Json) -> Iterator[str]:
    was, now, counts = found["was"], found["now"], found["counts"]
    yield f"was: {was['name']}, {was['modified']}, {was['identity'][:12]}"
    yield f"is:  {now['name']}, {now['modified']}, {now['identity'][:12]}"
    yield (
        f"Statements: {counts['added']} added, {counts['changed']} changed, {counts['withdrawn']} withdrawn; "
        f"other records that differ: {counts['entities']}; cards whose sentences change: {counts['cards']}"
    )
    for s in found["statements"]:
        yield f"\n{s['kind']} {s['id']}"
        yield from _sides(s["was"], s["now"])
        yield from (f"    {d['field']}: {d['was'] or 'nothing'} -> {d['now'] or 'nothing'}" for d in s["differences"])
    for e in found["entities"]:
        yield f"\n{e['kind']} {e['id']} ({e['label']})"
        yield from (f"    {d['field']}: {d['was'] or 'nothing'} -> {d['now'] or 'nothing'}" for d in e["differences"])
    for card in found["cards"]:
        readers = "" if card["audience"] == "clinician" else ", for patients alone"
        yield f"\ncard {card['kind']}: {card['title']} ({card['address']}{readers})"
        yield from (f"  - {text}" for text in card["lost"])
        yield from (f"  + {text}" for text in card["gained"])


def _sides(was: str | None, now: str | None) -> Iterator[str]:
    if was == now:
        yield f"    {now}"
        return
    if was:
        yield f"  - {was}"
    if now:
        yield f"  + {now}"


def comparison_html(found: Json) -> str:
    """Return a comparison as a page of its own."""
    return rendered("comparison.html", found=found)


def changes_html(data: Json, since: str = "") -> str:
    """Return the page of what happened, from the published document `changes`; `since` is the day asked for."""
    found = data["changes"]
    info = found["pageInfo"]
    query = {"since": since} if since else {}
    more = "?" + urlencode({**query, "after": info["endCursor"]}) if info["hasNextPage"] else ""
    return rendered(
        "changes.html", release=data["release"], days=_by_day(found["nodes"]), total=found["totalCount"], more=more, since=since,
        happened=_HAPPENED,
    )  # fmt: skip


def _by_day(events: Sequence[Json]) -> list[tuple[str, list[Json]]]:
    found: dict[str, list[Json]] = {}
    for event in events:
        found.setdefault(event["on"], []).append(event)
    return list(found.items())


def changes_atom(data: Json) -> bytes:
    """Return the newest of what happened as an Atom feed (RFC 4287), from the published document `changes`."""
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed", {"xml:lang": "en"})
    _add(feed, "title", "sarcomakg: changes of the evidence graph")
    _add(feed, "subtitle", f"Snapshot {data['release']['identity'][:12]}")
    _add(feed, "id", f"{_TAG}/changes")
    _add(feed, "updated", _moment(data["release"]["modified"]))
    _add(feed, "link", rel="self", type="application/atom+xml", href="/changes.atom")
    _add(feed, "link", rel="alternate", type="text/html", href="/changes")
    author = _add(feed, "author")
    _add(author, "name", "sarcomakg")
    _add(feed, "rights", f"{data['release']['licence']}")
    for event in data["changes"]["nodes"]:
        _entry(feed, event)
    written: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _entry(feed: ElementTree.Element, event: Json) -> None:
    entry = _add(feed, "entry")
    name, on = event["statementId"], event["on"]
    said = event["now"] or event["was"] or name
    _add(entry, "title", f"{_HAPPENED[event['kind']].capitalize()}: {_short(said)}")
    release = f"/{event['release']}" if event["release"] else ""
    _add(entry, "id", f"{_TAG}/{name}/{event['kind'].lower()}/{on}{release}")
    _add(entry, "updated", _moment(on))
    # A Statement that was withdrawn has no page any more.
    address = "/id/" + name.replace(":", "/", 1) if event["statement"] else "/changes"
    _add(entry, "link", rel="alternate", type="text/html", href=address)
    _add(entry, "category", term=event["kind"].lower())
    _add(entry, "summary", _summary(event), type="text")


def _summary(event: Json) -> str:
    parts = [f"Was: {event['was']}" if event["was"] else "", f"Is: {event['now']}" if event["now"] else ""]
    parts += [f"{d['field']}: {d['was'] or 'nothing'}, now {d['now'] or 'nothing'}" for d in event["differences"]]
    return "\n".join(part for part in parts if part) or event["statementId"]


def _short(text: str, most: int = 140) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + "…"


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    # What XML 1.0 cannot hold cannot be sent.
    element.text = "".join(c for c in text if c >= " " or c in "\t\n") or None
    return element
