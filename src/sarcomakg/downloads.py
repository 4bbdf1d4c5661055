"""Dumps over HTTP: what there is to download, and each file, as the very bytes that its entity tag names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sarcomakg.errors import StoreError
from sarcomakg.export.files import Dump
from sarcomakg.export.formats import FORMATS, by_file
from sarcomakg.export.release import Release
from sarcomakg.export.shelf import Shelf
from sarcomakg.negotiation import best
from sarcomakg.render.html import rendered

_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Content-Disposition",
    "X-Content-Type-Options": "nosniff",
}
_PAGE = _HEADERS | {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept",
}


class DataEndpoint:
    """Lists the dumps of a shelf and sends them; `release` says of which state they are."""

    def __init__(self, shelf: Shelf, release: Callable[[], Release]) -> None:
        self._shelf, self._release = shelf, release
        # Threads of its own: who waits for a dump keeps nobody else waiting.
        self._threads = CapacityLimiter(8)

    async def listing(self, request: Request) -> Response:
        """List every dump, as HTML or JSON by Accept."""
        kind = best(("application/json", "text/html"), request.headers.get("accept", ""))
        if kind is None:
            return PlainTextResponse("the list is application/json or text/html\n", 406, _HEADERS)
        try:
            dumps = await to_thread.run_sync(self._shelf.every, limiter=self._threads)
        except StoreError as error:
            return PlainTextResponse(f"{error}\n", 503, _HEADERS)
        release, rows = self._release().items(), [_row(dump) for dump in dumps]
        if kind == "application/json":
            said = {name: value for name, value in release.items() if name != "triples"}
            shared = {name: release[name] for name in ("version", "date", "licence")}
            body = said | {"triples": self._release().triples, "dumps": [row | shared for row in rows]}
            return JSONResponse(body, headers=_HEADERS | {"Vary": "Accept"})
        return HTMLResponse(rendered("data.html", release=release, dumps=rows), headers=_PAGE)

    async def file(self, request: Request) -> Response:
        """Send a dump, whole or the part that is asked for."""
        format = by_file(request.path_params["name"])
        if format is None:
            names = ", ".join(found.file for found in FORMATS.values())
            return PlainTextResponse(f"there is no such file; /data/ has: {names}\n", 404, _HEADERS)
        try:
            dump = await to_thread.run_sync(self._shelf.dump, format, limiter=self._threads)
        except StoreError as error:
            return PlainTextResponse(f"{error}\n", 503, _HEADERS)
        headers = _HEADERS | {"ETag": f'"{dump.sha256}"', "Cache-Control": "no-cache"}
        if _same(request.headers.get("if-none-match", ""), dump.sha256):
            return Response(status_code=304, headers=headers)
        return FileResponse(dump.path, media_type=format.media_type, filename=format.file, headers=headers)


def spared(middleware: Callable[..., ASGIApp]) -> Callable[..., ASGIApp]:
    """Return a middleware that leaves the files below /data/ and the answers of /graphql as they are."""

    def make(app: ASGIApp, **options: Any) -> ASGIApp:
        wrapped = middleware(app, **options)

        async def either(scope: Scope, receive: Receive, send: Send) -> None:
            path = scope.get("path", "")
            alone = path == "/graphql" or path.startswith("/data/")
            await (app if alone else wrapped)(scope, receive, send)

        return either

    return make


def _row(dump: Dump) -> dict[str, Any]:
    return {
        "name": dump.format.name,
        "file": dump.format.file,
        "media_type": dump.format.media_type,
        "meaning": dump.format.meaning,
        "size": dump.size,
        "sha256": dump.sha256,
    }


def _same(wanted: str, sha256: str) -> bool:
    """Say whether If-None-Match names the tag, weakly compared (RFC 9110, 13.1.2)."""
    return any(tag.strip().removeprefix("W/") in ("*", f'"{sha256}"') for tag in wanted.split(","))
