"""The one table of settings: each feeds the environment, the command line and docs/operator.md."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from sarcomakg.errors import InputError


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting's command-line name, environment variable, default and meaning."""

    name: str
    variable: str
    default: str
    meaning: str


SETTINGS = (
    Setting("host", "SARCOMAKG_HOST", "127.0.0.1", "the address to listen on"),
    Setting("port", "SARCOMAKG_PORT", "8000", "the port to listen on, 0 to 65535"),
    Setting("mcp_port", "SARCOMAKG_MCP_PORT", "8001", "the port on which agents are answered over HTTP, 0 to 65535"),
    Setting("mcp_hosts", "SARCOMAKG_MCP_HOSTS", "", "names by which agents reach this machine, separated by spaces"),
    Setting(
        "store",
        "SARCOMAKG_STORE",
        "",
        "the folder of a built snapshot, or a SPARQL endpoint (https://...); the data below root without one",
    ),
    Setting("store_user", "SARCOMAKG_STORE_USER", "", "the user at a SPARQL endpoint"),
    Setting("store_password", "SARCOMAKG_STORE_PASSWORD", "", "the password of that user"),
    Setting("store_token", "SARCOMAKG_STORE_TOKEN", "", "a bearer token for a SPARQL endpoint, instead of a user"),
    Setting("store_timeout", "SARCOMAKG_STORE_TIMEOUT", "30", "seconds to wait for a SPARQL endpoint"),
    Setting("sparql_seconds", "SARCOMAKG_SPARQL_SECONDS", "10", "seconds after which a SPARQL query is stopped"),
    Setting("sparql_memory", "SARCOMAKG_SPARQL_MEMORY", "1536", "MiB that a SPARQL query may use beside the graph"),
    Setting(
        "sparql_graph",
        "SARCOMAKG_SPARQL_GRAPH",
        "4096",
        "MiB that the graph of a built snapshot may take, shared by all processes of SPARQL; a larger one is read from disk",
    ),
    Setting("sparql_rows", "SARCOMAKG_SPARQL_ROWS", "100000", "the most rows of a SPARQL answer"),
    Setting("sparql_bytes", "SARCOMAKG_SPARQL_BYTES", "33554432", "the most bytes of a SPARQL answer"),
    Setting("sparql_workers", "SARCOMAKG_SPARQL_WORKERS", "2", "processes that answer SPARQL queries"),
    Setting("sparql_queue", "SARCOMAKG_SPARQL_QUEUE", "32", "SPARQL queries that may wait for a process"),
    Setting(
        "root",
        "SARCOMAKG_ROOT",
        "",
        "the folder that holds ontology/ and data/; the package's own without one",
    ),
    Setting(
        "releases",
        "SARCOMAKG_RELEASES",
        "",
        "a folder that holds releases, from which answers can be asked too; none without one",
    ),
    Setting("cors", "SARCOMAKG_CORS", "", "origins whose pages may read answers, separated by spaces; * for all"),
    Setting("max_age", "SARCOMAKG_MAX_AGE", "0", "seconds for which a cache may keep the answer to a GET unasked"),
    Setting("graphiql", "SARCOMAKG_GRAPHIQL", "on", "whether a browser finds GraphiQL at /graphql: on or off"),
    Setting("workbench", "SARCOMAKG_WORKBENCH", "on", "whether a browser finds the workbench at /sparql: on or off"),
    Setting("introspection", "SARCOMAKG_INTROSPECTION", "on", "whether GraphQL tells its schema: on or off"),
    Setting("max_cost", "SARCOMAKG_MAX_COST", "50000", "the most that a GraphQL document may cost by estimate"),
    Setting("deadline", "SARCOMAKG_DEADLINE", "5", "seconds after which a GraphQL answer is stopped"),
)
_BY_NAME = {s.name: s for s in SETTINGS}


def variable(name: str) -> str:
    """Return the environment variable of a setting."""
    return _BY_NAME[name].variable


def read(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """Return a setting from the environment, or its default."""
    setting = _BY_NAME[name]
    return environment.get(setting.variable, setting.default)


def read_port(name: str = "port", environment: Mapping[str, str] = os.environ) -> int:
    """Return a port; raise InputError that names the variable and its value."""
    value = read(name, environment)
    if not value.isdigit() or int(value) > 65535:
        raise InputError(f"{_BY_NAME[name].variable}={value!r} is not a port; choose 0 to 65535")
    return int(value)


def read_flag(name: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether a setting is on; raise InputError that names the variable and its value."""
    value = read(name, environment)
    if value not in ("on", "off"):
        raise InputError(f"{_BY_NAME[name].variable}={value!r} is neither on nor off")
    return value == "on"


def read_count(name: str, environment: Mapping[str, str] = os.environ) -> int:
    """Return a setting that is a whole number, 0 or more; raise InputError that names the variable and its value."""
    value = read(name, environment)
    if not value.isdigit():
        raise InputError(f"{_BY_NAME[name].variable}={value!r} is not a whole number, 0 or more")
    return int(value)
