"""One app after another at one address: a snapshot takes the place of the former whole, and no request sees both."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from sarcomakg.errors import SarcomakgError
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.servers import Announcement, Server
from sarcomakg.sparql.pool import Engine, Loan, Pool

# Seconds for which a new snapshot that could answer may settle at most, between two looks, and until the former is closed.
_SETTLING, _LOOK, _CALM = 20.0, 0.05, 1.0
_LOG = logging.getLogger(__name__)


@dataclass
class _Turn:
    """An app that is served, the requests on it, and how it is stopped."""

    graph: KnowledgeGraph
    app: Starlette
    stack: contextlib.AsyncExitStack = field(default_factory=contextlib.AsyncExitStack)
    users: int = 0
    former: bool = False

    async def start(self) -> None:
        await self.stack.enter_async_context(self.app.router.lifespan_context(self.app))

    @property
    def engine(self) -> Engine:
        """What answers its SPARQL."""
        engine: Engine = self.app.state.engine
        return engine

    async def settle(self) -> None:
        """Count a request less."""
        self.users -= 1
        await self.leave()

    async def retire(self) -> None:
        """Make it former."""
        self.former = True
        await self.leave()

    async def leave(self) -> None:
        """Stop it when it is former and nobody is on it any more."""
        if self.former and self.users == 0:
            await self.stack.aclose()


async def _settled(turn: _Turn) -> None:
    """Wait until its SPARQL is as fast as it will be: work that goes on beside what is served. Stop it when told to end meanwhile."""
    loop = asyncio.get_running_loop()
    until = loop.time() + _SETTLING
    try:
        while isinstance(turn.engine, Pool) and not turn.engine.settled and loop.time() < until:
            await asyncio.sleep(_LOOK)
    except asyncio.CancelledError:
        await turn.retire()
        raise


class Serving:
    """The ASGI app over whatever `opener` opens now; on SIGHUP it is opened again and takes the former's place.

    What cannot be opened is refused in one line, and the former stays. A request that began on one app ends on it.
    """

    def __init__(
        self, graph: KnowledgeGraph, opener: Callable[[], KnowledgeGraph], make: Callable[[KnowledgeGraph], Starlette], store: str
    ) -> None:  # fmt: skip
        self._opener, self._make = opener, make
        self._current = _Turn(graph, make(graph))
        self._server, self._announcement = Server(os.getpid(), store, graph.snapshot.identity), Announcement()
        self._swapping = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as an ASGI app."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        turn = self._current
        turn.users += 1
        try:
            await turn.app(scope, receive, send)
        finally:
            await turn.settle()

    def lend(self, request: bytes, connection: int) -> Loan | None:
        """Have a SPARQL worker of what is served now answer on a connection; None when none can."""
        turn = self._current
        loan = turn.engine.lend(request, connection) if isinstance(turn.engine, Pool) else None
        if loan is not None:
            turn.users += 1
            loan.settle = turn.settle
        return loan

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with self._heard():
            await self._current.start()
            self._announcement.say(self._server)
            await send({"type": "lifespan.startup.complete"})
            await receive()
        self._announcement.end()
        await self._current.retire()
        await send({"type": "lifespan.shutdown.complete"})

    @contextlib.asynccontextmanager
    async def _heard(self) -> AsyncIterator[None]:
        """Hear SIGHUP, where this runs in the main thread."""
        loop = asyncio.get_running_loop()
        with contextlib.suppress(ValueError, RuntimeError):
            loop.add_signal_handler(signal.SIGHUP, self._begin)
        yield
        loop.remove_signal_handler(signal.SIGHUP)
        for task in self._tasks:
            task.cancel()

    def _begin(self) -> None:
        task = asyncio.get_running_loop().create_task(self.swap())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def swap(self) -> None:
        """Open what there is now and let it take the place of what is served; the other way round, say why not."""
        async with self._swapping:
            try:
                graph = await asyncio.to_thread(self._opener)
                turn = _Turn(graph, await asyncio.to_thread(self._make, graph))
                await turn.start()
                await _settled(turn)
            except (SarcomakgError, OSError) as error:
                _LOG.error("not reloaded, %s is served as before: %s", self._server.identity[:12], error)
                self._tell(self._server.identity, str(error))
                return
            former, self._current = self._current, turn
            if isinstance(former.engine, Pool):
                former.engine.recall()
            _LOG.warning("serves %s after %s", graph.snapshot.identity[:12], former.graph.snapshot.identity[:12])
            self._tell(graph.snapshot.identity, "")
            try:
                # To end its processes is work too, and those who now ask for the first time have enough.
                await asyncio.sleep(_CALM)
            finally:
                await former.retire()

    def _tell(self, identity: str, refused: str) -> None:
        self._server = self._server.after(identity, refused)
        self._announcement.say(self._server)
