"""GraphiQL comes from this machine, whole."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

from sarcomakg.app import create_app
from sarcomakg.graphql import graphiql
from sarcomakg.knowledge import KnowledgeGraph


def test_the_page_names_no_other_host_and_its_files_are_there(kg: KnowledgeGraph) -> None:
    with TestClient(create_app(kg)) as client:
        page = client.get("/graphql", headers={"Accept": "text/html"})
        assert page.text == graphiql.PAGE
        assert "http" not in graphiql.PAGE
        assert "default-src 'none'" in page.headers["content-security-policy"]
        links = re.findall(r'(?:src|href)="(/[^"]+)"', page.text)
        assert len(links) == 7
        assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)
        start = client.get("/static/graphiql/start.js").text
        assert "query ConditionPage" in start
        assert "://" not in start
        assert client.get("/queries/article.graphql").text.startswith("# Everything")
        assert client.get("/queries/nope.graphql").status_code == 404
        assert client.get("/static/graphiql/..%2Fapp.py").status_code == 404
