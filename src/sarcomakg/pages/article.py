"""The article: the answer to a question, at the address of the question or at the stable one of what it asks."""

from __future__ import annotations

import json
import re
from functools import cached_property
from typing import Any
from urllib.parse import quote_plus, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sarcomakg.errors import InputError, SarcomakgError, StoreError
from sarcomakg.graphql.kept import Kept
from sarcomakg.pages.address import FAMILIES, address, is_usual, variables
from sarcomakg.pages.retired import Names
from sarcomakg.pages.site import HEADERS, Site, page, refused
from sarcomakg.render import FORMS, Place, coded, refusal_html, to_fhir, to_html, to_jsonld, to_markdown, with_audience
from sarcomakg.resources import published
from sarcomakg.sparql.pool import Engine, whole
from sarcomakg.sparql.resource import about_statements
from sarcomakg.sparql.worker import TooManyError

AUDIENCES = ("clinician", "patient")
_TYPES = {end: type_ for end, type_, _ in FORMS}
_KEPT_BYTES = 64 * 1024 * 1024


class ArticlePages:
    """`/answers?q=` and `/answers/...`, each also as Markdown, JSON, JSON-LD, Turtle and FHIR."""

    def __init__(self, site: Site, engine: Engine) -> None:
        self._site, self._engine = site, engine
        self._kept: Kept[str, tuple[str, dict[str, str]]] = Kept(_KEPT_BYTES, lambda kept: len(kept[0]) + 1024)

    def routes(self) -> list[Route]:
        """Return the routes of articles."""
        # A family before a condition, or its name would be taken for one.
        paths = [(f"/answers/{family}/{{slug}}", family) for family in FAMILIES if family != "condition"]
        stable = [
            Route(path + topic, self._stable(family))
            for path, family in (*paths, ("/answers/{slug}", "condition"))
            for topic in ("", "/{topic}")
        ]
        return [Route("/answers", self.asked), *stable]

    async def asked(self, request: Request) -> Response:
        """Answer the question of a form."""
        question = request.query_params.get("q", "").strip()
        if not question:
            return RedirectResponse("/", 303)
        return await self._guarded(request, self._answer, question)

    def _stable(self, family: str) -> Any:
        async def respond(request: Request) -> Response:
            return await self._guarded(request, self._card, family)

        return respond

    async def _guarded(self, request: Request, make: Any, what: str) -> Response:
        """Answer from what was made before for the same address on the same day: the graph does not change while it is served."""
        key = f"{self._site.today()} {self._site.service.epoch} {request.url.path}?{request.url.query}"
        if found := self._kept.get(key):
            return page(request, found[0], headers=found[1])
        response = await self._made(request, make, what)
        if response.status_code == 200:
            headers = {name: response.headers[name] for name in ("content-type", "link") if name in response.headers}
            self._kept.keep(key, (bytes(response.body).decode(), headers))
        return response

    async def _made(self, request: Request, make: Any, what: str) -> Response:
        audience = request.query_params.get("audience", "clinician")
        if audience not in AUDIENCES:
            return refused(InputError(f"unknown audience {audience[:40]!r}; choose {' or '.join(AUDIENCES)}"))
        try:
            return await run_in_threadpool(make, request, what, audience)
        except SarcomakgError as error:
            return refused(error)

    def _answer(self, request: Request, question: str, audience: str) -> Response:
        given = {"question": question, "audience": audience.upper()} | _release(request)
        answer = self._site.read("article", **given, today=self._site.today())["answer"]
        end = _format(request)
        if answer["__typename"] == "Refusal":
            return self._refusal(request, answer, question, audience, end)
        here = "/answers?" + urlencode({"q": question}, quote_via=quote_plus)
        stable = _from(address(answer["plan"]), answer["release"])
        place = Place(_from(here, answer["release"]), stable, question, "article", published()["article"], given)
        return self._sent(request, answer, place, end)

    def _card(self, request: Request, family: str, audience: str) -> Response:
        slug, topic = request.path_params["slug"], request.path_params.get("topic", "")
        last, end = _ending(topic or slug)
        slug, topic = (slug, last) if topic else (last, "")
        if found := self._moved(request, f"{family}:{slug}", topic, end):
            return found
        if f"{family}:{slug}" not in self._site.graph.projection.records.entities:
            return self._unknown(family, slug)
        given = variables(family, slug, topic, request.query_params.multi_items())
        given |= {"audience": audience.upper()} | _release(request)
        answer = self._site.read("card", **given, today=self._site.today())["card"]
        end = end or _format(request)
        if answer["__typename"] == "Refusal":
            return self._refusal(request, answer, "", audience, end)
        stable = _from(address(answer["plan"]), answer["release"])
        return self._sent(request, answer, Place(stable, stable, "", "card", published()["card"], given), end)

    def _sent(self, request: Request, answer: dict[str, Any], place: Place, end: str) -> Response:
        """Return a card in the form asked for; HTML without one."""
        if not end:
            links = ", ".join(
                f'<{place.form(e, answer["audience"])}>; rel="alternate"; type="{t}"' for e, t, _ in FORMS
            )
            return page(request, to_html(answer, place), headers={"Link": links})
        if end not in _TYPES:
            raise InputError(f"unknown format {end[:20]!r}; choose {', '.join(_TYPES)}")
        if end == "ttl" and answer["release"]:
            raise InputError(
                f"Turtle is written of the graph that is served; the release {answer['release']} has dumps"
            )
        return page(request, self._written(answer, end), headers={"Content-Type": f"{_TYPES[end]}; charset=utf-8"})

    def _written(self, answer: dict[str, Any], end: str) -> str:
        if end == "md":
            return to_markdown(answer)
        if end == "ttl":
            sentences = [*answer.get("answer", ()), *(s for part in answer["sections"] for s in part["sentences"])]
            names = sorted({name for s in sentences for name in s["statementIds"]})
            try:
                return whole(self._engine, about_statements(names), "text/turtle").decode()
            except TooManyError as error:
                raise StoreError(str(error)) from error
        if end == "fhir.json":
            nodes = coded(answer, lambda document, ids: self._site.read(document, ids=ids))
            return json.dumps(to_fhir(answer, nodes), ensure_ascii=False) + "\n"
        return json.dumps(answer if end == "json" else to_jsonld(answer), ensure_ascii=False, indent=1) + "\n"

    def _refusal(self, request: Request, answer: dict[str, Any], question: str, audience: str, end: str) -> Response:
        if end in ("md", "json", "jsonld", "fhir.json"):
            body, type_ = self._written(answer, end), f"{_TYPES[end]}; charset=utf-8"
            return page(request, body, 404, headers={"Content-Type": type_})
        corrected = (
            self._corrected(question, answer["term"] or "", audience) if answer["kind"] == "UNKNOWN_TERM" else []
        )
        place = Place(question=question, variables={"audience": audience})
        return page(request, to_html(answer, place, corrected), 404)

    def _corrected(self, question: str, term: str, audience: str) -> list[tuple[str, str]]:
        """Return the question with the unknown term put right, once for each of the nearest names."""
        where = re.search(re.escape(term), question, re.IGNORECASE) if term else None
        if where is None:
            return []
        found = []
        entities = self._site.graph.projection.records.entities
        for label in dict.fromkeys(entities[name].label for name in self._names.near(term)):
            right = question[: where.start()] + label + question[where.end() :]
            found.append((right, with_audience("/answers?" + urlencode({"q": right}), audience)))
        return found

    @cached_property
    def _names(self) -> Names:
        """The other names of what has articles, gathered once."""
        entities = self._site.graph.projection.records.entities
        return Names(e for e in entities.values() if e.id.partition(":")[0] in FAMILIES)

    def _moved(self, request: Request, name: str, topic: str, end: str) -> Response | None:
        """Return the redirect from a retired name, another name, or a topic that goes without saying; None where the address is right."""
        family, slug = name.split(":", 1)
        known = name in self._site.graph.projection.records.entities
        right = name if known else self._names.find(name)
        usual = is_usual(family, topic)
        if not right or (known and not usual):
            return None
        family, slug = right.split(":", 1)
        path = "/answers/" + (slug if family == "condition" else f"{family}/{slug}")
        path += (f"/{topic}" if topic and not usual else "") + (f".{end}" if end else "")
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(path + query, 308)

    def _unknown(self, family: str, slug: str) -> Response:
        words = slug.replace("-", " ")[:200]
        entities = self._site.graph.projection.records.entities
        near = self._names.near(words, family) or self._names.near(words)
        pages = [(entities[name].label, f"/answers/{_path(name)}") for name in near]
        said = f"nothing called “{words[:80]}” is in the graph"
        body = refusal_html("NotFound", said, [], question=words, corrected=pages)
        return Response(body, 404, HEADERS, "text/html")


def _format(request: Request) -> str:
    """Return the ending that `?format=` means; FHIR goes by its own name too, as on the command line."""
    name = request.query_params.get("format", "")
    return "fhir.json" if name == "fhir" else name


def _release(request: Request) -> dict[str, str]:
    """Return the release that is asked, as a variable of the document; nothing where it is the graph that is served."""
    release = request.query_params.get("release", "")
    return {"release": release} if release else {}


def _from(address: str, release: str | None) -> str:
    """Return an address of an answer that was made from an earlier release."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'release': release})}" if release else address


def _path(name: str) -> str:
    family, _, slug = name.partition(":")
    return slug if family == "condition" else f"{family}/{slug}"


def _ending(name: str) -> tuple[str, str]:
    """Return the last part of an address without its ending, and the ending where it is one of ours."""
    stem, dot, end = name.partition(".")
    return (stem, end) if dot and end in _TYPES else (name, "")
