"""The command line: articles to standard output as they are, messages to standard error.

Exit status 0 is done, 1 refused or violations found, 2 wrong usage.
"""

from __future__ import annotations

import dataclasses
import gc
import json
import signal
import socket
import sys
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Column, Table

from sarcomakg import settings
from sarcomakg.commands import releases, review
from sarcomakg.commands.options import Kept, Root, Store, TableFormat
from sarcomakg.commands.options import fail as _fail
from sarcomakg.commands.options import messages as _messages
from sarcomakg.commands.options import opened as _open
from sarcomakg.commands.options import root_folder as _root
from sarcomakg.commands.verify import verify
from sarcomakg.errors import DataError, SarcomakgError

if TYPE_CHECKING:
    from sarcomakg.stats import Stats

app = typer.Typer(name="sarcomakg", help="An evidence graph of sarcomas, asked from the command line.", no_args_is_help=True,
                  pretty_exceptions_enable=False)  # fmt: skip
app.add_typer(review.app, name="review")
app.command()(verify)
for _command in (releases.release, releases.diff, releases.impact):
    app.command()(_command)


class Reader(StrEnum):
    """Whom the article is for."""

    CLINICIAN = "clinician"
    PATIENT = "patient"


class ArticleFormat(StrEnum):
    """What the article is written as."""

    MD = "md"
    HTML = "html"
    JSON = "json"
    JSONLD = "jsonld"
    FHIR = "fhir"


class Transport(StrEnum):
    """How programs reach the server of tools."""

    STDIO = "stdio"
    HTTP = "http"


class StatsFormat(StrEnum):
    """What the counts are written as."""

    TEXT = "text"
    JSON = "json"
    MD = "md"


Audience = Annotated[Reader, typer.Option(help="Whom the words are for.")]
Explain = Annotated[bool, typer.Option("--explain", help="Print the plan and what was matched to standard error.")]


def _answered(graph: Any, question: str, audience: Reader, release: str = "") -> dict[str, Any]:
    """Return the `answer` of the published document."""
    given = {
        "question": question,
        "audience": audience.name,
        "today": graph.today(),
        "release": release or None,
    }
    found: dict[str, Any] = _read(graph, "article", **given)["answer"]
    return found


def _read(graph: Any, document: str, **variables: Any) -> dict[str, Any]:
    """Return the data of a published document."""
    from sarcomakg.graphql import Question
    from sarcomakg.resources import published

    response = graph.service().execute(Question(published()[document], variables=variables))
    if response.get("errors"):
        _fail(response["errors"][0]["message"], 2)
    data: dict[str, Any] = response["data"]
    return data


def _explain(graph: Any, question: str) -> None:
    """Print the plan or the kind of refusal, and each name found with its place and how it was matched."""
    plan = graph.plan(question)
    _messages.print(f"refusal: {plan.kind}" if hasattr(plan, "kind") else f"plan: {plan}", markup=False)
    for m in plan.matches:
        _messages.print(f"  {m.start}-{m.end} “{m.text}” is {m.entity}, {m.kind}", markup=False)


@app.command()
def answer(
    question: Annotated[str, typer.Argument(help="The question, in English.")],
    audience: Audience = Reader.CLINICIAN,
    format: Annotated[ArticleFormat, typer.Option(help="What the article is written as.")] = ArticleFormat.MD,
    explain: Explain = False,
    release: Annotated[str, typer.Option(help="An earlier release that is kept, by version or identity.")] = "",
    releases: Kept = None,
    root: Root = None,
) -> None:
    """Answer a question with a cited article."""
    from sarcomakg.render import coded, to_fhir, to_html, to_jsonld, to_markdown

    graph = _open(root, releases=releases)
    if explain:
        _explain(graph, question)
    found = _answered(graph, question, audience, release)
    if format is ArticleFormat.JSON:
        text = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    elif format is ArticleFormat.JSONLD:
        text = json.dumps(to_jsonld(found), ensure_ascii=False, indent=2) + "\n"
    elif format is ArticleFormat.FHIR:
        nodes = coded(found, lambda document, ids: _read(graph, document, ids=ids))
        text = json.dumps(to_fhir(found, nodes), ensure_ascii=False, indent=2) + "\n"
    else:
        text = to_html(found) if format is ArticleFormat.HTML else to_markdown(found)
    sys.stdout.write(text)
    if found["__typename"] == "Refusal":
        raise typer.Exit(1)


@app.command()
def ask(audience: Audience = Reader.CLINICIAN, explain: Explain = False, root: Root = None) -> None:
    """Answer one question after another; an empty line or the end of input ends."""
    from sarcomakg.render import to_markdown

    graph = _open(root)
    prompting = sys.stdin.isatty()
    while True:
        if prompting:
            _messages.print("ask> ", end="")
        question = sys.stdin.readline()
        if not question.strip():
            return
        if explain:
            _explain(graph, question)
        sys.stdout.write(to_markdown(_answered(graph, question, audience), manifest=False))
        sys.stdout.flush()


@app.command()
def cards(root: Root = None) -> None:
    """Build the card of every condition, drug and trial on every topic, and check each."""
    from sarcomakg.cards.proof import prove

    report = prove(_open(root).projection)
    for fault in report.faults:
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write(f"{report.cards} cards, {report.sentences} sentences, {len(report.faults)} faults\n")
    if report.faults:
        raise typer.Exit(1)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=-1, max=65535)] = -1,
    store: Store = "",
    releases: Kept = None,
    root: Root = None,
) -> None:
    """Serve pages, GraphQL and SPARQL."""
    # Told to reload before it is ready, it need not: it reads what there is.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    import uvicorn

    from sarcomakg.app import create_app
    from sarcomakg.serving import Serving
    from sarcomakg.sparql.lending import LendingProtocol
    from sarcomakg.sparql.nursery import preload

    address = host or settings.read("host")
    number = port if port >= 0 else settings.read_port()
    graph, named = _open(root, store, releases), store or settings.read("store")
    base = f"http://{address}:{number}"
    _messages.print(f"sarcomakg serves snapshot {graph.snapshot.identity[:12]}")
    for name, path in (
        ("pages", "/"),
        ("an answer", "/answers/alveolar-soft-part-sarcoma"),
        ("GraphQL", "/graphql"),
        ("SPARQL", "/sparql"),
    ):
        _messages.print(f"  {name:<10} {base}{path}")
    folder = named if not named or "://" in named else str(Path(named).resolve())
    preload(__name__)
    application = Serving(graph, lambda: _open(root, store, releases), create_app, folder)
    # What is there stays, and need not be looked at again; answers that are kept are many, and looked at seldom.
    gc.freeze()
    gc.set_threshold(10_000)
    gc.enable()
    # When it has shut down, uvicorn lets the signal take its course; what is to be removed at the exit is removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    uvicorn.run(
        application,
        host=address,
        port=number,
        http=partial(LendingProtocol, application),  # type: ignore[arg-type]  # (it is called with what a class would be)
        log_level="warning",
        access_log=False,
        limit_concurrency=1000,
        timeout_keep_alive=15,
    )


@app.command()
def reload(
    store: Annotated[str, typer.Option(help="Only the servers of this store; all that run here without it.")] = "",
    seconds: Annotated[float, typer.Option(help="How long to wait for each.", min=0.1)] = 60.0,
) -> None:
    """Let the servers of this machine serve what was built since: each swaps it in whole, or says why it does not."""
    from sarcomakg import servers

    folder = store if not store or "://" in store else str(Path(store).resolve())
    found = servers.running(folder)
    if not found:
        _fail(f"no server runs here{f' on {store}' if store else ''}; start one: sarcomakg serve", 1)
    refused = 0
    for server in found:
        said = servers.reload(server, seconds)
        if said is None:
            _messages.print(f"{server.pid} says nothing", style="red", markup=False)
        elif said.refused:
            _messages.print(
                f"{server.pid} serves {said.identity[:12]} as before: {said.refused}", style="red", markup=False
            )
        else:
            sys.stdout.write(f"{server.pid} serves {said.identity}\n")
        refused += said is None or bool(said.refused)
    if refused:
        raise typer.Exit(1)


@app.command()
def mcp(
    transport: Annotated[Transport, typer.Option(help="Standard input and output, or HTTP.")] = Transport.STDIO,
    host: Annotated[str, typer.Option(help="The address to listen on, over HTTP.")] = "",
    port: Annotated[int, typer.Option(help="The port to listen on, over HTTP; 0 for any.", min=-1, max=65535)] = -1,
    store: Store = "",
    root: Root = None,
) -> None:
    """Serve the graph to agents: tools and resources of the Model Context Protocol."""
    from sarcomakg import agents
    from sarcomakg.graphql import Limits
    from sarcomakg.sparql import guard

    limits = Limits(cost=settings.read_count("max_cost"), seconds=settings.read_count("deadline"))
    graph = _open(root, store)
    desk = agents.Desk(
        graph, graph.service(limits, introspection=settings.read_flag("introspection")), guard.read_limits(),
        workers=settings.read_count("sparql_workers"), waiting=settings.read_count("sparql_queue"),
    )  # fmt: skip
    gc.enable()
    if transport is Transport.STDIO:
        agents.run_stdio(desk)
        return
    address = host or settings.read("host")
    with _listening(address, port if port >= 0 else settings.read_port("mcp_port")) as listening:
        origins = [origin for origin in settings.read("cors").split() if origin != "*"]
        application = agents.http_app(desk, [address, *settings.read("mcp_hosts").split()], origins)
        shown = f"[{address}]" if ":" in address else address
        place = f"http://{shown}:{listening.getsockname()[1]}{agents.PATH}"
        agents.run_http(application, listening, lambda: _messages.print(f"sarcomakg answers agents at {place}"))


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        _fail(f"cannot listen on {host} port {port}: {error.strerror or error}; choose another with --port", 2)


@app.command()
def sparql(
    file: Annotated[str, typer.Argument(help="A file with a query, or - for standard input.")] = "-",
    store: Store = "",
    root: Root = None,
) -> None:
    """Answer a SPARQL query: rows as JSON lines, a boolean, or Turtle."""
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        _fail(f"cannot read {file}: {error}", 2)
    found = _open(root, store).sparql(text)
    if isinstance(found, list):
        sys.stdout.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in found)
    else:
        sys.stdout.write(found if isinstance(found, str) else f"{str(found).lower()}\n")


@app.command()
def check(
    stamp: Annotated[
        bool, typer.Option("--stamp", help="Let the data carry the identity of what was checked.")
    ] = False,
    root: Root = None,
) -> None:
    """Check ontology and data against every rule."""
    from sarcomakg.validate import check as run

    report = run(_root(root), stamp=stamp)
    for warning in report.warnings:
        _messages.print(f"warning: {warning}", markup=False)
    violations = report.violations or review.misfits_below(_root(root))
    for violation in violations:
        sys.stdout.write(f"{violation}\n")
    if violations:
        _fail(f"{len(violations)} violations", 1)
    warned = f"; {len(report.warnings)} warnings" if report.warnings else ""
    sys.stdout.write("no violations: " + ", ".join(f"{n} {kind}" for kind, n in report.counts.items()) + f"{warned}\n")


@app.command()
def stats(
    format: Annotated[StatsFormat, typer.Option(help="What the counts are written as.")] = StatsFormat.TEXT,
    root: Root = None,
) -> None:
    """Count what the graph holds: by kind, by condition, by source."""
    from sarcomakg.stats import count, to_markdown

    found = count(_open(root).projection.records)
    if format is StatsFormat.JSON:
        sys.stdout.write(json.dumps(dataclasses.asdict(found), ensure_ascii=False, indent=2) + "\n")
    elif format is StatsFormat.MD:
        sys.stdout.write(to_markdown(found))
    else:
        _print_stats(found)


def _print_stats(found: Stats) -> None:
    wide = Console(width=200, highlight=False)
    kinds = Table("kind", Column("count", justify="right"))
    for name, number in found.kinds.items():
        kinds.add_row(name, str(number))
    wide.print(kinds)
    for title, rows in (("condition", found.conditions), ("source", found.sources)):
        columns = list(next(iter(rows.values()), {}))
        table = Table(title, *(Column(c, justify="right") for c in columns))
        for name, row in rows.items():
            table.add_row(found.labels[name], *(str(row[c] or "") for c in columns))
        wide.print(table)


@app.command()
def audit(
    texts: Annotated[Path | None, typer.Option(help="A folder of source texts in Markdown.")] = None,
    map: Annotated[Path | None, typer.Option(help="Which text is which source; data/texts.tsv without it.")] = None,
    reference: Annotated[Path | None, typer.Option(help="A folder with conditions.tsv and anatomy.tsv.")] = None,
    format: Annotated[TableFormat, typer.Option(help="What the report is written as.")] = TableFormat.TEXT,
    summary: Annotated[
        bool, typer.Option("--summary", help="Count what could not be checked instead of listing it.")
    ] = False,
    root: Root = None,
) -> None:
    """Compare edges with the texts, and identifiers with the tables, that they were made from."""
    from sarcomakg.audit import AuditReport, audit_identifiers, audit_texts, read_map
    from sarcomakg.rdf.dataset import read_dataset
    from sarcomakg.rdf.records import read_records

    if texts is None and reference is None:
        _fail("name what to compare with: --texts DIR, --reference DIR, or both", 2)
    folder = _root(root)
    dataset = read_dataset(folder)
    records, report = read_records(dataset.triples), AuditReport({}, (), ())
    if texts is not None:
        report += audit_texts(records, dataset.places, texts, read_map(map or folder / "data" / "texts.tsv"))
    if reference is not None:
        report += audit_identifiers(records, dataset.places, reference)
    if format is TableFormat.JSON:
        sys.stdout.write(json.dumps(dataclasses.asdict(report), ensure_ascii=False, indent=2) + "\n")
    else:
        if not summary:
            sys.stdout.writelines(f"not checked: {finding}\n" for finding in report.unchecked)
        sys.stdout.writelines(f"missed: {finding}\n" for finding in report.missed)
        counts = ", ".join(f"{n} {kind}" for kind, n in sorted(report.found.items()))
        sys.stdout.write(
            f"found: {counts or 'nothing'}; missed: {len(report.missed)}; not checked: {len(report.unchecked)}\n"
        )
    if report.missed:
        raise typer.Exit(1)


@app.command()
def build(to: Annotated[Path, typer.Option(help="The folder to build into.")], root: Root = None) -> None:
    """Build a snapshot on disk, swapped in whole; `--store` of other commands opens it."""
    from sarcomakg.build import build_to

    snapshot = build_to(_root(root), to)
    sys.stdout.write(f"{snapshot.identity}\n")


@app.command()
def load(
    to: Annotated[str, typer.Option(help="The SPARQL endpoint to fill, as it is queried.")],
    update: Annotated[str, typer.Option(help="Where updates go; the same address without it.")] = "",
    graph_store: Annotated[
        str, typer.Option(help="Where triples go by the Graph Store Protocol, instead of updates.")
    ] = "",
    chunk: Annotated[int, typer.Option(help="How many triples go at a time.", min=1, max=100_000)] = 2000,
    root: Root = None,
) -> None:
    """Fill a SPARQL endpoint with the graph; goes on where it was broken off."""
    from rich.progress import Progress

    from sarcomakg.knowledge import open_graph
    from sarcomakg.load import Target
    from sarcomakg.load import load as run
    from sarcomakg.stores.remote import RemoteStore

    graph = open_graph(_root(root))
    store = RemoteStore(to, timeout=float(settings.read_count("store_timeout")))
    with Progress(console=_messages) as bar:
        task = bar.add_task("triples", total=None)
        held = run(
            graph.snapshot,
            Target(store, update, graph_store, chunk),
            lambda n, of: bar.update(task, completed=n, total=of),
        )
    sys.stdout.write(f"{held.identity}\n")


@app.command()
def export(
    format: Annotated[str, typer.Option(help="What the graph is written as; an unknown name lists them.")] = "turtle",
    out: Annotated[Path | None, typer.Option(help="A file, or a folder that is there; standard output without it.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Write every format and SHA256SUMS into the folder of --out.")] = False,
    root: Root = None,
) -> None:  # fmt: skip
    """Write the whole graph as a file that other tools read."""
    from sarcomakg.export.files import write_dump, write_dumps
    from sarcomakg.export.formats import find

    found = find(format)
    if every:
        if out is None:
            _fail("name the folder to write every format into: --all --out FOLDER", 2)
        dumps = write_dumps(_open(root).edition, out)
    elif out is None:
        found.write(_open(root).edition, sys.stdout.buffer)
        return
    else:
        dumps = (write_dump(_open(root).edition, found, out / found.file if out.is_dir() else out),)
    for dump in dumps:
        _messages.print(f"{dump.sha256}  {dump.path}", markup=False)


@app.command()
def schema() -> None:
    """Write the GraphQL schema to standard output."""
    from sarcomakg.graphql.schema import sdl

    sys.stdout.write(sdl())


def main() -> None:
    """Run the command; every error of ours is one line and a status."""
    gc.disable()  # a command is short-lived and throws nothing away; the server turns collection on when it is ready
    try:
        app()
    except DataError as error:
        for violation in error.violations:
            _messages.print(str(violation), markup=False)
        sys.exit(1)
    except SarcomakgError as error:
        _messages.print(str(error), style="red", markup=False)
        sys.exit(2)
