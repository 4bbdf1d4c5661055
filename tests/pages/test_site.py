"""What every page has in common: an error is a page with the status that fits it."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from sarcomakg.app import create_app
from sarcomakg.errors import InputError, LimitError, NotFoundError, SarcomakgError, StoreError
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.pages.site import refused


@pytest.mark.parametrize(
    ("error", "status"), [(InputError, 400), (NotFoundError, 404), (LimitError, 503), (StoreError, 503)]
)
def test_an_error_is_a_page_with_its_status(error: type[SarcomakgError], status: int) -> None:
    response = refused(error("<b>because</b>"))
    assert response.status_code == status
    assert b"<b>" not in bytes(response.body)
    assert ("retry-after" in response.headers) == (status == 503)


def test_a_page_that_takes_too_long_is_not_the_fault_of_who_asks(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SARCOMAKG_DEADLINE", "0")
    with TestClient(create_app(kg)) as client:
        response = client.get("/answers/chordoma")
    assert response.status_code == 503
    assert "busy" in response.text
