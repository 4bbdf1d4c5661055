"""What is done for a client ends when the client hangs up."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from starlette.requests import Request


@contextlib.asynccontextmanager
async def watched(request: Request, stop: Callable[[], None]) -> AsyncIterator[None]:
    """Call `stop` when the client hangs up while the block runs; the request's body has to be read before."""
    watching = asyncio.create_task(_gone(request, stop))
    try:
        yield
    finally:
        watching.cancel()


async def _gone(request: Request, stop: Callable[[], None]) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    stop()
