"""HTTP of the server, which lends a connection to a worker for as long as queries come on it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
from http import HTTPStatus
from typing import Any, Protocol

from starlette.responses import Response
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sarcomakg.errors import SarcomakgError, StoreError
from sarcomakg.sparql.borrowing import MOST, PATH
from sarcomakg.sparql.endpoint import refusal
from sarcomakg.sparql.pool import Loan

_LOG = logging.getLogger(__name__)
# How a request begins that a worker may answer.
_QUERIES = (b"POST " + PATH + b" ", b"POST " + PATH + b"?", b"GET " + PATH + b"?")


class Lender(Protocol):
    """What has workers, as the app that is served now has."""

    def lend(self, request: bytes, connection: int) -> Loan | None:
        """Have a worker answer a request, and what follows it, on a connection; None when none can."""
        ...


class LendingProtocol(HttpToolsProtocol):
    """A connection. While it is lent, nothing is read from it here; what the worker does not answer is read when it is back."""

    def __init__(self, lender: Lender, **settings: Any) -> None:
        super().__init__(**settings)
        self._lender = lender
        self._partial = self._ending = False
        self._loan: Loan | None = None

    def data_received(self, data: bytes) -> None:
        """Take bytes from the client: lend the connection where a whole request may be a query, else read them."""
        # A worker compresses nothing. That a query may hold the word does no harm: it is read here.
        may = data.startswith(_QUERIES) and len(data) <= MOST and b"gzip" not in data and self._between()
        if not (may and self._lend(data)):
            super().data_received(data)

    def on_message_begin(self) -> None:
        """Note that a request is under way."""
        self._partial = True
        super().on_message_begin()

    def on_message_complete(self) -> None:
        """Note that it is whole."""
        self._partial = False
        super().on_message_complete()

    def _between(self) -> bool:
        """Say whether no request is under way, nothing is left to send, and the connection is one that can be lent."""
        answered = self.cycle is None or self.cycle.response_complete
        return not self._partial and answered and not self.transport.get_write_buffer_size() and self.scheme == "http"

    def _lend(self, request: bytes) -> bool:
        descriptor = self.transport.get_extra_info("socket").fileno()
        loan = self._lender.lend(request, descriptor)
        if loan is None:
            return False
        self._unset_keepalive_if_required()
        self.flow.pause_reading()
        self._loan = loan
        task = self.loop.create_task(self._back(loan, descriptor))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return True

    async def _back(self, loan: Loan, descriptor: int) -> None:
        try:
            unsent, unread = await self._returned(loan, descriptor)
            self._loan = None
            self._resume(unsent, unread)
        except StoreError:
            self.transport.abort()
        except BaseException as error:
            self.transport.abort()
            if isinstance(error, asyncio.CancelledError):
                raise
            _LOG.exception("a connection that was lent did not come back")
        finally:
            self._loan = None
            if loan.settle is not None:
                await loan.settle()

    async def _returned(self, loan: Loan, descriptor: int) -> tuple[bytes, bytes]:
        """Return what is to be sent yet, and what is to be read; raise StoreError where it is not known what was sent."""
        try:
            return await loan.returned(lambda: _hung_up(descriptor))
        except StoreError:
            raise
        except SarcomakgError as error:
            return _written(refusal(error), self.server_state.default_headers), b""

    def _resume(self, unsent: bytes, unread: bytes) -> None:
        """Send what is left to send, and go on reading with what came meanwhile."""
        if self.transport.is_closing():
            return
        if unsent:
            self.transport.write(unsent)
        if self._ending and not unread:
            self.transport.close()
            return
        self.flow.resume_reading()
        if unread:
            super().data_received(unread)
        else:
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )
        if self._ending:
            super().shutdown()

    def shutdown(self) -> None:
        """Close the connection, after what is being answered on it."""
        self._ending = True
        if self._loan is None:
            super().shutdown()
        else:
            self._loan.recall()


def _hung_up(descriptor: int) -> bool:
    """Say whether the client of a connection has closed it."""
    with contextlib.suppress(OSError), socket.socket(fileno=os.dup(descriptor)) as connection:
        return not connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    return False


def _written(response: Response, always: list[tuple[bytes, bytes]]) -> bytes:
    """Return a response as bytes, with the headers that the server adds to all."""
    status = f"HTTP/1.1 {response.status_code} {HTTPStatus(response.status_code).phrase}\r\n".encode()
    head = b"".join(b"%s: %s\r\n" % header for header in (*always, *response.raw_headers))
    return status + head + b"\r\n" + bytes(response.body)
