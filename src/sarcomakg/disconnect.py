"""What is done for a client ends when the client hangs up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.requests import Request

# Seconds before anybody looks whether the client is there; most answers are sent by then.
UNWATCHED = 0.02


class watched:  # noqa: N801  (used as a function is)
    """Call `stop` when the client hangs up while the block runs; the request's body has to be read before."""

    def __init__(self, request: Request, stop: Callable[[], None]) -> None:
        self._request, self._stop = request, stop
        self._watching: asyncio.Task[None] | None = None

    async def __aenter__(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(UNWATCHED, self._watch)

    async def __aexit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._watching is not None:
            self._watching.cancel()

    def _watch(self) -> None:
        self._watching = asyncio.create_task(self._gone())

    async def _gone(self) -> None:
        while (await self._request.receive())["type"] != "http.disconnect":
            pass
        self._stop()
