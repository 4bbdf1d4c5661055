"""The graph on servers that others wrote, each filled once; their credentials come from the environment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from unittest.mock import patch

import pytest

from sarcomakg.knowledge import KnowledgeGraph, open_graph
from sarcomakg.load import Target, load
from sarcomakg.stores.remote import RemoteStore

from .servers import Server, has_virtuoso, oxigraph, virtuoso


@dataclass(frozen=True)
class Remote:
    """A filled server, and the graph opened on it."""

    server: Server
    kg: KnowledgeGraph
    store: RemoteStore

    def sent(self) -> int:
        return self.store.requests[0]


@pytest.fixture(scope="package", params=["oxigraph", "virtuoso"])
def remote(
    request: pytest.FixtureRequest, kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Remote]:
    if request.param == "virtuoso" and not has_virtuoso():
        pytest.skip("Virtuoso is not installed; CI installs it")
    running = oxigraph() if request.param == "oxigraph" else virtuoso(tmp_path_factory.mktemp("virtuoso"))
    with running as server:
        named = {"SARCOMAKG_STORE_USER": server.user, "SARCOMAKG_STORE_PASSWORD": server.password}
        with patch.dict(os.environ, named):
            load(kg.snapshot, Target(RemoteStore(server.query), server.update), lambda done, of: None)
            opened = open_graph(store=server.query)
            assert opened.remote is not None
            yield Remote(server, opened, opened.remote)
