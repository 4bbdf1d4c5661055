"""A load that does not wait for answers: so many requests a second, each measured from when it was due."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from benchmarks.harness import percentile

_LONGEST = 30.0  # seconds for one answer
Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Tally:
    """Milliseconds of what was answered by 2xx; `refused` by 429 or 503; `failed` otherwise, or not at all."""

    answered: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def p(self, share: float) -> float | None:
        """Return a percentile of the milliseconds of answers."""
        return percentile(self.answered, share) if self.answered else None


def offer(port: int, requests: Iterator[bytes], rate: float, seconds: float, meanwhile: Callable[[], None] | None, every: float) -> Tally:  # fmt: skip
    """Send requests (whole, as bytes) at a rate for so long; call `meanwhile` in a thread in the middle of every so many seconds."""
    return asyncio.run(_offer(port, requests, rate, seconds, meanwhile, every))


async def _offer(port: int, requests: Iterator[bytes], rate: float, seconds: float, meanwhile: Callable[[], None] | None, every: float) -> Tally:  # fmt: skip
    tally, idle = Tally(), list[Stream]()
    tasks: set[asyncio.Task[None]] = set()
    begun = time.perf_counter()
    called = 0
    for number in range(round(rate * seconds)):
        due = begun + number / rate
        if (left := due - time.perf_counter()) > 0:
            await asyncio.sleep(left)
        if meanwhile and due - begun > (called + 0.5) * every:
            called += 1
            tasks.add(asyncio.create_task(asyncio.to_thread(meanwhile)))
        tasks.add(asyncio.create_task(_one(port, next(requests), due, idle, tally)))
        if len(tasks) > 4096:
            tasks = {task for task in tasks if not task.done()}
    await asyncio.gather(*tasks)
    tally.seconds = time.perf_counter() - begun
    for _, writer in idle:
        writer.close()
    return tally


async def _one(port: int, request: bytes, due: float, idle: list[Stream], tally: Tally) -> None:
    try:
        async with asyncio.timeout(_LONGEST):
            stream = idle.pop() if idle else await asyncio.open_connection("127.0.0.1", port)
            status = await _exchange(stream, request)
    except (OSError, EOFError, ValueError, TimeoutError) as error:
        tally.failed.append(type(error).__name__)
        return
    taken = 1000 * (time.perf_counter() - due)
    idle.append(stream)
    if 200 <= status < 300:
        tally.answered.append(taken)
    elif status in (429, 503):
        tally.refused.append(taken)
    else:
        tally.failed.append(str(status))


async def _exchange(stream: Stream, request: bytes) -> int:
    """Send a request and read its answer to the end; return the status."""
    reader, writer = stream
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = head.partition("content-length:")[2].partition("\r\n")[0]
    if not length:
        raise ValueError("an answer without a length")
    await reader.readexactly(int(length))
    return int(head.split(" ", 2)[1])
