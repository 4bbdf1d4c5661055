"""Frames between this process and its workers: a letter, a length, and that many bytes."""

from __future__ import annotations

import struct

_HEAD = struct.Struct("<cQ")
# Bytes that are read at once: more than a socket holds.
CHUNK = 256 * 1024


def frame(kind: bytes, payload: bytes = b"") -> bytes:
    """Return a frame; `kind` is one byte."""
    return _HEAD.pack(kind, len(payload)) + payload


class Frames:
    """The frames of a stream whose bytes come in pieces."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, piece: bytes) -> tuple[bytes, bytes] | None:
        """Take a piece, empty when there is none; return the next frame (kind, payload), None when it is not whole."""
        if not self._held and len(piece) >= _HEAD.size:
            kind, length = _HEAD.unpack_from(piece)
            if len(piece) == _HEAD.size + length:
                return kind, piece[_HEAD.size :]
        self._held += piece
        if len(self._held) < _HEAD.size:
            return None
        kind, length = _HEAD.unpack_from(self._held)
        end = _HEAD.size + length
        if len(self._held) < end:
            return None
        payload = bytes(memoryview(self._held)[_HEAD.size : end])
        del self._held[:end]
        return kind, payload
