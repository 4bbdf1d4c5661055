"""The protocol: the desk and the library as a server of the mcp package, over stdio and streamable HTTP."""

from __future__ import annotations

import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Callable, Collection
from importlib.metadata import version
from typing import Any

import anyio
import mcp_types as types
import uvicorn
from anyio import CapacityLimiter, to_thread
from mcp.server.caching import CacheHint
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel.server import Server
from mcp.server.stdio import stdio_server
from mcp.server.transport_security import TransportSecuritySettings
from mcp.shared.exceptions import MCPError
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware

from sarcomakg.agents.desk import Desk, Reply
from sarcomakg.agents.library import BOOKS
from sarcomakg.agents.tools import TOOLS
from sarcomakg.errors import SarcomakgError

_LOG = logging.getLogger(__name__)
PATH = "/mcp"
# As of GraphQL and SPARQL over HTTP: documents that are worked out at one time, queries that may wait, all that may.
_AT_ONCE, _QUERIES, _MOST = 4, 64, 128
_MAX_BODY = 256 * 1024
INSTRUCTIONS = (
    "An evidence graph of sarcomas. Answers are assembled from cited edges (Statements) and hold nothing else: repeat numbers, "
    "negations and hedges as they stand, keep the citations, and say so where the graph refuses or has a gap. The data was "
    "curated and machine-checked; it is not clinically approved and no advice for one person. Start with ask; search finds "
    "identifiers for card, entity and statement; sparql and graphql are for what those do not give."
)
_READ_ONLY = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
Context = ServerRequestContext[Any, Any]


def serve(desk: Desk) -> Server[Any]:
    """Return the server over a desk; its SPARQL workers stop with it."""

    async def list_tools(ctx: Context, params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=_listed())

    async def list_resources(ctx: Context, params: types.PaginatedRequestParams | None) -> types.ListResourcesResult:
        return types.ListResourcesResult(
            resources=[
                types.Resource(uri=b.uri, name=b.name, title=b.title, description=b.description, mime_type=b.media_type)
                for b in BOOKS.values()
            ]
        )

    async def read_resource(ctx: Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        book = BOOKS.get(str(params.uri))
        if book is None:
            raise MCPError(
                types.INVALID_PARAMS, f"there is no resource {str(params.uri)[:80]!r}; choose from {', '.join(BOOKS)}"
            )
        text = await to_thread.run_sync(book.read)
        return types.ReadResourceResult(
            contents=[types.TextResourceContents(uri=book.uri, mime_type=book.media_type, text=text)]
        )

    @contextlib.asynccontextmanager
    async def lifespan(server: Server[Any]) -> AsyncIterator[dict[str, Any]]:
        yield {}
        desk.close()

    return Server(
        "sarcomakg", version=version("sarcomakg"), title="sarcomakg, an evidence graph of sarcomas", instructions=INSTRUCTIONS,
        lifespan=lifespan, on_list_tools=list_tools, on_call_tool=_Caller(desk), on_list_resources=list_resources,
        on_read_resource=read_resource,
        # The graph does not change while it is served, and is the same for everybody.
        cache_hints={name: CacheHint(ttl_ms=3_600_000, scope="public") for name in ("tools/list", "resources/list", "resources/read")},
    )  # fmt: skip


def _listed() -> list[types.Tool]:
    return [
        types.Tool(name=t.name, title=t.title, description=t.description, input_schema=dict(t.takes), output_schema=dict(t.gives),
                   annotations=_READ_ONLY)
        for t in TOOLS.values()
    ]  # fmt: skip


class _Caller:
    """Calls tools in threads; a call whose client goes away is stopped."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._documents, self._queries = CapacityLimiter(_AT_ONCE), CapacityLimiter(_QUERIES)
        self._waiting = 0

    async def __call__(self, ctx: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        """Return what the tool says, or its refusal in one line as an error of the tool."""
        if params.name not in TOOLS:
            raise MCPError(
                types.INVALID_PARAMS, f"there is no tool {params.name[:80]!r}; choose from {', '.join(TOOLS)}"
            )
        if self._waiting >= _MOST:
            return _failed(f"over {_MOST} calls wait; try again in a few seconds")
        call = self._desk.begin()
        self._waiting += 1
        try:
            limiter = self._queries if params.name == "sparql" else self._documents
            reply = await to_thread.run_sync(
                self._desk.answer, params.name, params.arguments, call, limiter=limiter, abandon_on_cancel=True
            )
        except SarcomakgError as error:
            return _failed(str(error))
        except Exception:
            _LOG.exception("the tool %s failed", params.name)
            return _failed("something went wrong inside the server")
        finally:
            self._waiting -= 1
            call.stop()
        return _told(reply)


def _told(reply: Reply) -> types.CallToolResult:
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=reply.text)], structured_content=reply.structure
    )


def _failed(message: str) -> types.CallToolResult:
    line = " ".join(message.split())
    return types.CallToolResult(content=[types.TextContent(type="text", text=line)], is_error=True)


def run_stdio(desk: Desk) -> None:
    """Answer one client on standard input and output until it hangs up; nothing else is written there."""

    async def run() -> None:
        server = serve(desk)
        async with stdio_server() as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())

    anyio.run(run)


def http_app(desk: Desk, hosts: Collection[str] = (), origins: Collection[str] = ()) -> Starlette:
    """Return the ASGI app, with the protocol at `/mcp`; a request with a Host or an Origin of others is refused.

    This machine's own names are always taken; `hosts` are further names by which clients reach it, `origins` further
    pages that may ask (`https://example.org`).
    """
    own = ("127.0.0.1", "localhost", "[::1]", *(f"[{host}]" if ":" in host else host for host in hosts))
    security = TransportSecuritySettings(
        allowed_hosts=[name for host in own for name in (host, f"{host}:*")],
        allowed_origins=[*(f"http://{host}{end}" for host in own for end in ("", ":*")), *origins],
    )
    app = serve(desk).streamable_http_app(
        streamable_http_path=PATH, json_response=True, stateless_http=True, transport_security=security,
        max_request_body_size=_MAX_BODY,
    )  # fmt: skip
    if origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=list(origins), allow_methods=["GET", "POST", "DELETE"], allow_headers=["*"]
        )
    return app


def run_http(app: Starlette, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Serve an app on a socket until the process is told to stop."""
    ready()
    config = uvicorn.Config(app, log_level="warning", limit_concurrency=1000, timeout_keep_alive=15)
    uvicorn.Server(config).run(sockets=[listening])
