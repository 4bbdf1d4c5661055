"""The article: the answer to a question, at the address of its question or of its condition."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sarcomakg.errors import InputError, NotFoundError, SarcomakgError
from sarcomakg.pages.site import Site, missing, page, refused
from sarcomakg.render import to_html

AUDIENCES = ("clinician", "patient")


class ArticlePages:
    """`/answers?q=` and `/answers/{slug}`."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[Route]:
        """Return the routes of articles."""
        return [Route("/answers", self.article), Route("/answers/{slug}", self.article)]

    async def article(self, request: Request) -> Response:
        """Answer a question, or what is asked of a condition at its stable address."""
        question = request.query_params.get("q", "")
        if slug := request.path_params.get("slug"):
            condition = self._site.graph.projection.records.entities.get(f"condition:{slug}")
            if condition is None:
                return await missing(request, NotFoundError(slug))
            question = question or f"What is the treatment for {condition.label}?"
        audience = request.query_params.get("audience", "clinician")
        if audience not in AUDIENCES:
            return refused(InputError(f"unknown audience {audience[:40]!r}; choose {' or '.join(AUDIENCES)}"))
        try:
            data = await run_in_threadpool(self._site.read, "article", question=question, audience=audience.upper())
        except SarcomakgError as error:
            return refused(error)
        answer = data["answer"]
        return page(request, to_html(answer), 200 if answer["__typename"] == "Card" else 404)
