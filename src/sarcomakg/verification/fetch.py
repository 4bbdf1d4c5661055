"""An article from an address that somebody named, and from no other."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import httpx

from sarcomakg.errors import InputError
from sarcomakg.verification.forms import MOST

_SECONDS, _REDIRECTS = 20.0, 3


def fetch(address: str, transport: httpx.BaseTransport | None = None) -> bytes:
    """Return what an http(s) address holds; raise InputError that says why not.

    A redirect is followed on the same host only, and nothing is taken that is larger than an article.
    """
    with httpx.Client(
        timeout=_SECONDS, follow_redirects=False, transport=transport, trust_env=transport is None
    ) as client:
        for _ in range(_REDIRECTS + 1):
            found = _one(client, address)
            if isinstance(found, bytes):
                return found
            if urlsplit(found)[:2] != urlsplit(address)[:2]:
                raise InputError(f"{address} leads elsewhere, to {found[:120]}; name that address if you mean it")
            address = found
    raise InputError(f"{address} leads on and on; name the address of the article")


def _one(client: httpx.Client, address: str) -> bytes | str:
    """Return the content of an address, or where it leads."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(f"{address[:120]} is not an http or https address")
    try:
        with client.stream("GET", address) as response:
            if response.is_redirect:
                return str(urljoin(address, response.headers.get("location", "")))
            if response.status_code != httpx.codes.OK:
                raise InputError(f"{address} answers {response.status_code}")
            content = bytearray()
            for chunk in response.iter_bytes():
                content += chunk
                if len(content) > MOST:
                    raise InputError(f"{address} is larger than {MOST} bytes; no article is")
            return bytes(content)
    except httpx.HTTPError as error:
        raise InputError(f"cannot read {address}: {str(error)[:120] or type(error).__name__}") from None
