"""The pages of a question and of a condition."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from sarcomakg.app import create_app
from sarcomakg.knowledge import KnowledgeGraph

from .conftest import SEED


@pytest.fixture(scope="module")
def client(kg: KnowledgeGraph) -> Any:
    with TestClient(create_app(kg)) as found:
        yield found


def test_pages(client: TestClient) -> None:
    page = client.get("/answers", params={"q": SEED})
    assert page.status_code == 200
    assert "atezolizumab" in page.text
    assert client.get("/answers/alveolar-soft-part-sarcoma").status_code == 200
    assert client.get("/answers/no-such-disease").status_code == 404
    edge = html.unescape(re.findall(r'href="(/id/statement/[^"]+)"', page.text)[0])
    shown = client.get(edge, headers={"Accept": "text/html"})
    assert shown.status_code == 200
    assert "studied: " in shown.text
    assert client.get("/").status_code == 200
    hostile = client.get("/answers", params={"q": "<script>alert(1)</script>"})
    assert "<script>alert" not in hostile.text
    assert client.get("/answers", params={"q": "x" * 10_000}).status_code == 404
    assert client.get("/nowhere").status_code == 404
