"""What a worker does with a connection that is lent to it: it answers queries, and gives back all else as it came.

So a query goes from its client to the process that evaluates it, and the answer the same way back; in a server that reads
every request itself, handing over takes longer than most queries do.
"""

from __future__ import annotations

import contextlib
import mmap
import select
import socket
import struct
import time
from collections.abc import Callable
from email.utils import formatdate
from functools import lru_cache

import httptools
from cachetools import LRUCache

from sarcomakg.errors import SarcomakgError
from sarcomakg.sparql.asking import Answer, Asking
from sarcomakg.sparql.guard import Query
from sarcomakg.sparql.operation import RefusedError, kind_of, operation_of

# Where queries are sent.
PATH = b"/sparql"
# Bytes of a request that is lent at most, and of the answers that a worker keeps.
MOST, KEPT = 16 * 1024, 16 * 1024 * 1024
# Milliseconds that a worker waits for the next request on a connection.
LINGER = 50
# A request with one of these is for others: it waits to be asked for its body, goes on as something else, or is a page's elsewhere.
_OTHERS = {b"expect", b"upgrade", b"origin"}
_SIZE, _TIME = struct.Struct("<Q"), struct.Struct("<d")


def returned(unsent: bytes = b"", unread: bytes = b"") -> bytes:
    """Return what is said when a connection is given back: what is to be sent on it yet, and what came and was not answered."""
    return _SIZE.pack(len(unsent)) + unsent + unread


def read_returned(said: bytes) -> tuple[bytes, bytes]:
    """Return (unsent, unread) of what `returned` says."""
    end = _SIZE.size + _SIZE.unpack_from(said)[0]
    return said[_SIZE.size : end], said[end:]


class Clock:
    """Since when a query runs, in memory that the worker and whoever watches it share."""

    SIZE = _TIME.size

    def __init__(self, shared: mmap.mmap | bytearray) -> None:
        self._shared = shared

    def start(self) -> None:
        """Begin with a query."""
        _TIME.pack_into(self._shared, 0, time.monotonic())

    def stop(self) -> None:
        """Be done with it."""
        _TIME.pack_into(self._shared, 0, 0.0)

    def running(self) -> float:
        """Return for how many seconds it runs, 0 when it does not."""
        since: float = _TIME.unpack_from(self._shared)[0]
        return time.monotonic() - since if since else 0.0


class Borrower:
    """Answers requests with queries; `evaluate` answers a guarded one in a media type."""

    def __init__(self, asking: Asking, evaluate: Callable[[Query, str], bytes], clock: Clock) -> None:
        self._asking, self._evaluate, self._clock = asking, evaluate, clock
        self._kept: LRUCache[bytes, tuple[bytes, bytes]] = LRUCache(KEPT, getsizeof=_size)

    def serve(self, connection: socket.socket, request: bytes, owner: socket.socket) -> bytes:
        """Answer what comes on a connection, until nothing does for a while or its owner says anything; return `returned`.

        The clock runs while a query does, and nothing of its answer is sent before it stops. Raises what an evaluation that
        fails raises; nothing is sent of that.
        """
        awaited = select.poll()
        awaited.register(connection, select.POLLIN)
        awaited.register(owner, select.POLLIN)

        def more() -> bytes:
            ready = [descriptor for descriptor, _ in awaited.poll(LINGER)]
            return _receive(connection) if ready == [connection.fileno()] else b""

        while request:
            _, response = self._kept.get(request, (b"", None))
            if response is None:
                asked = _Request(request)
                while asked.partial and (piece := more()):
                    asked.feed(piece)
                request = asked.came
                response = self._respond(asked)
            if response is None:
                return returned(unread=request)
            if unsent := _send(connection, b"HTTP/1.1 200 OK\r\n%s%s" % (_dated(int(time.time())), response)):
                return returned(unsent)
            request = more()
        return returned()

    def respond(self, request: bytes) -> bytes | None:
        """Return the response to one whole request, without what the server adds; None when it is for others to answer."""
        return self._respond(_Request(request))

    def _respond(self, request: _Request) -> bytes | None:
        self._clock.start()
        try:
            response = self._made(request)
        except Exception:
            # After anything worse this process ends, and the clock tells that nothing was sent.
            self._clock.stop()
            raise
        self._clock.stop()
        return response

    def _made(self, request: _Request) -> bytes | None:
        answer = self._answer(request)
        if answer is None:
            return None
        head = b"".join([b"%s: %s\r\n" % header for header in self._asking.headers(answer)])
        response = b"%scontent-length: %d\r\n\r\n%s" % (head, len(answer.body), answer.body)
        if answer.lasting:
            self._kept[request.came] = request.came, response
        return response

    def _answer(self, request: _Request) -> Answer | None:
        """Return the answer with its body; None where the request is for others, who find out again what is wrong with it."""
        if not request.plain:
            return None
        try:
            kind = kind_of(request.header(b"content-type")) if request.method == b"POST" else ""
            operation = operation_of(request.query, kind, request.body)
            if operation.query is None:
                return None
            answer = self._asking.asked(operation, request.header(b"accept"))
        except (SarcomakgError, RefusedError):
            return None
        if answer.tag in request.header(b"if-none-match"):
            return None
        try:
            return answer._replace(body=self._evaluate(answer.query, answer.media_type))
        except SyntaxError:
            return None  # the guard may say better what is wrong


def _size(kept: tuple[bytes, bytes]) -> int:
    """Return what an answer takes, with the request that it is kept by."""
    return len(kept[0]) + len(kept[1]) + 500


class _Request:
    """One request, parsed as it comes: `came` is all of it."""

    def __init__(self, request: bytes) -> None:
        self.came = self.body = self._url = b""
        self._headers: dict[bytes, bytes] = {}
        self._begun = self._ended = 0
        self._headed = self._stays = self._broken = False
        self._parser = httptools.HttpRequestParser(self)
        self.feed(request)

    def feed(self, piece: bytes) -> None:
        """Take what came."""
        self.came += piece
        try:
            self._parser.feed_data(piece)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._broken = True

    @property
    def partial(self) -> bool:
        """Whether more of it has to come, and may be waited for."""
        may = not self._broken and not self._ended and len(self.came) < MOST
        return may and (not self._headed or self._here)

    @property
    def plain(self) -> bool:
        """Whether it is whole, with nothing after it, and one to answer here."""
        return not self._broken and (self._begun, self._ended) == (1, 1) and self._here

    @property
    def _here(self) -> bool:
        """Whether its head is that of a query, on a connection that stays, in a form that is answered here."""
        address = self._url.partition(b"?")[0] == PATH and b"#" not in self._url
        form = self.method in (b"GET", b"POST") and b"gzip" not in self._headers.get(b"accept-encoding", b"")
        return self._stays and address and form and _OTHERS.isdisjoint(self._headers)

    @property
    def method(self) -> bytes:
        return self._parser.get_method()

    @property
    def query(self) -> bytes:
        """The query string of its address."""
        return self._url.partition(b"?")[2]

    def on_message_begin(self) -> None:
        self._begun += 1

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        # What follows a body is no header.
        if not self._headed:
            self._headers.setdefault(name.lower(), value)

    def on_headers_complete(self) -> None:
        self._headed = True
        self._stays = self._parser.get_http_version() == "1.1" and self._parser.should_keep_alive()

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self._ended += 1

    def header(self, name: bytes) -> str:
        """Return the first header of a name, or the empty string."""
        return self._headers.get(name, b"").decode("latin-1")


@lru_cache(maxsize=1)
def _dated(now: int) -> bytes:
    """Return the headers that the server adds to every response."""
    return b"date: %s\r\nserver: uvicorn\r\n" % formatdate(now, usegmt=True).encode()


def _send(connection: socket.socket, response: bytes) -> bytes:
    """Send what can be sent at once; return the rest, which nobody waits for when the client is gone."""
    try:
        return response[connection.send(response) :]
    except BlockingIOError:
        return response
    except OSError:
        return b""


def _receive(connection: socket.socket) -> bytes:
    with contextlib.suppress(OSError):
        return connection.recv(MOST)
    return b""
