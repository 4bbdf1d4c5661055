"""The server of tools, asked by the client of the mcp package over standard input and output and over HTTP."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import anyio
import httpx
import pytest
from jsonschema import Draft202012Validator
from mcp import Client, MCPError
from mcp.client.stdio import StdioServerParameters
from starlette.testclient import TestClient

from sarcomakg.agents import TOOLS
from sarcomakg.resources import default_root

from ..conftest import ROOT, SEED

STDIO = StdioServerParameters(command=sys.executable, args=["-m", "sarcomakg", "mcp", "--root", str(ROOT)])


def ask(server: Any, work: Callable[[Client], Any], mode: str = "auto") -> Any:
    """Run `work` with a client of a server."""

    async def run() -> Any:
        async with Client(server, mode=mode) as client:
            return await work(client)

    return anyio.run(run)


@contextmanager
def http_server(*arguments: str) -> Iterator[str]:
    """Yield the address of a server over HTTP."""
    command = [sys.executable, "-m", "sarcomakg", "mcp", "--transport", "http", "--port", "0", "--root", str(ROOT)]
    process = subprocess.Popen([*command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        found = re.search(r"http://\S+/mcp", line)
        assert found, line
        yield found[0]
    finally:
        process.terminate()
        process.communicate(timeout=30)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with http_server() as found:
        yield found


async def everything(client: Client) -> dict[str, Any]:
    """Ask for a little of everything."""
    listed = await client.list_tools()
    results = {
        "ask": await client.call_tool("ask", {"question": SEED, "sentences": 2}),
        "refused": await client.call_tool("ask", {"question": "treatment for diabetes"}),
        "search": await client.call_tool("search", {"text": "pazopanib", "kinds": ["DRUG"]}),
        "statement": await client.call_tool("statement", {"id": "statement:asps-guideline-complete-resection"}),
        "entity": await client.call_tool("entity", {"id": "drug:pazopanib", "first": 3}),
        "card": await client.call_tool("card", {"trial": "trial:veg110727"}),
        "sparql": await client.call_tool("sparql", {"query": "SELECT (COUNT(*) AS ?n) { ?s a skg:Statement }"}),
        "graphql": await client.call_tool("graphql", {"query": "{ release { statementCount } }"}),
        "update": await client.call_tool("sparql", {"query": "INSERT DATA { skg:a skg:b skg:c }"}),
    }
    books = await client.list_resources()
    texts = {b.uri: (await client.read_resource(b.uri)).contents[0] for b in books.resources}
    return {"tools": listed.tools, "results": results, "texts": texts}


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize("transport", ["stdio", "http"])
def test_both_transports_answer_clients_of_both_eras(transport: str, mode: str, address: str) -> None:
    found = ask(STDIO if transport == "stdio" else address, everything, mode)
    assert [tool.name for tool in found["tools"]] == list(TOOLS)
    assert all(tool.annotations.read_only_hint and not tool.annotations.open_world_hint for tool in found["tools"])
    refusal = found["results"].pop("update")
    assert refusal.is_error
    assert refusal.content[0].text.startswith("INSERT changes data; this endpoint is read only")
    for name, result in found["results"].items():
        assert not result.is_error, result.content[0].text
        schema = TOOLS["ask" if name == "refused" else name].gives
        assert not list(Draft202012Validator(schema).iter_errors(result.structured_content)), name
    counted = found["results"]["sparql"].structured_content["results"]["results"]["bindings"][0]["n"]["value"]
    assert int(counted) == found["results"]["graphql"].structured_content["data"]["release"]["statementCount"]
    ontology = (default_root() / "ontology" / "sarcomakg.ttl").read_text(encoding="utf-8")
    assert found["texts"]["sarcomakg://ontology"].text == ontology
    assert all(content.text for content in found["texts"].values())


def test_an_unknown_tool_and_an_unknown_resource_are_errors_of_the_protocol(address: str) -> None:
    async def work(client: Client) -> None:
        with pytest.raises(MCPError, match="there is no tool 'guess'"):
            await client.call_tool("guess", {})
        with pytest.raises(MCPError, match="there is no resource"):
            await client.read_resource("file:///etc/passwd")

    ask(address, work)


BODY = {"jsonrpc": "2.0", "id": 1, "method": "initialize",
        "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}}  # fmt: skip
HEADERS = {"Accept": "application/json, text/event-stream"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:1"}, 200),
        ({"Origin": "http://localhost:3000"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1.evil.example:80"}, 421),
    ],
)
def test_other_hosts_and_origins_are_refused(address: str, headers: dict[str, str], status: int) -> None:
    assert httpx.post(address, json=BODY, headers=HEADERS | headers).status_code == status


def test_a_body_is_limited(address: str) -> None:
    body = {**BODY, "params": {"question": "x" * 300_000}}
    assert httpx.post(address, json=body, headers=HEADERS).status_code == 413


def test_named_hosts_and_origins_are_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SARCOMAKG_MCP_HOSTS", "graph.example")
    monkeypatch.setenv("SARCOMAKG_CORS", "https://app.example *")
    with http_server() as address:
        for headers, status in (
            ({"Host": "graph.example"}, 200), ({"Origin": "https://app.example"}, 200), ({"Origin": "https://evil.example"}, 403),
        ):  # fmt: skip
            assert httpx.post(address, json=BODY, headers=HEADERS | headers).status_code == status
        asking = {
            "Origin": "https://app.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "mcp-protocol-version",
        }
        told = httpx.options(address, headers=asking)
        assert (told.status_code, told.headers["access-control-allow-origin"]) == (200, "https://app.example")


def test_standard_output_carries_only_the_protocol() -> None:
    """Ends when its input does, and what it wrote is JSON, line by line."""
    call = {
        "jsonrpc": "2.0",
        "id": 2,
        "method": "tools/call",
        "params": {"name": "sparql", "arguments": {"query": "ASK { ?s ?p ?o }"}},
    }
    sent = [
        BODY,
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        call,
        {**call, "id": 3, "params": {"name": "nothing"}},
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "sarcomakg", "mcp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("".join(json.dumps(message) + "\n" for message in sent) + "this is no JSON\n")
    process.stdin.flush()
    read = [json.loads(process.stdout.readline()) for _ in range(3)]
    rest, said = process.communicate(timeout=60)
    lines = [*read, *map(json.loads, rest.splitlines())]
    answers = {line.get("id"): line for line in lines}
    assert all(line["jsonrpc"] == "2.0" for line in lines)
    assert answers[2]["result"]["structuredContent"]["results"]["boolean"] is True
    assert "there is no tool" in answers[3]["error"]["message"]
    assert "Traceback" not in said
    assert process.returncode == 0


def test_the_app_of_the_page_is_mounted() -> None:
    page = (ROOT / "docs" / "agents.md").read_text(encoding="utf-8")
    block = next(b for b in re.findall(r"```python\n(.*?)```", page, re.S) if "Mount(" in b)
    names: dict[str, Any] = {}
    exec(block, names)
    with TestClient(names["app"], base_url="http://localhost") as client:
        assert (
            client.post("/agents/mcp", json=BODY, headers=HEADERS).json()["result"]["serverInfo"]["name"] == "sarcomakg"
        )
        assert client.post("/agents/mcp", json=BODY, headers=HEADERS | {"Host": "graph.example.org"}).status_code == 200
        assert client.post("/agents/mcp", json=BODY, headers=HEADERS | {"Host": "evil.example"}).status_code == 421


def test_a_port_that_is_taken_is_refused_in_one_line(address: str) -> None:
    port = address.split(":")[2].split("/")[0]
    command = [sys.executable, "-m", "sarcomakg", "mcp", "--transport", "http", "--port", port]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(f"cannot listen on 127.0.0.1 port {port}: ")
    assert done.stderr.count("\n") == 1
