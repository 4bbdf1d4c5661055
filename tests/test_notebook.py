"""The notebook runs from top to bottom, draws, and is kept without outputs."""

from __future__ import annotations

import base64
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from .conftest import ROOT

NOTEBOOK = ROOT / "examples" / "analysis.ipynb"


@pytest.fixture(scope="module")
def kept() -> Any:
    return nbformat.read(NOTEBOOK, as_version=4)


@pytest.fixture(scope="module")
def run() -> Any:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}})
    return client.execute()


def outputs(notebook: Any) -> list[Any]:
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def test_it_is_kept_without_outputs(kept: Any) -> None:
    assert outputs(kept) == []
    assert [cell.id for cell in kept.cells if cell.cell_type == "code" and cell.execution_count is not None] == []
    assert NOTEBOOK.stat().st_size < 40_000


def test_it_says_what_it_is_not_for(kept: Any) -> None:
    assert "must not be used for" in kept.cells[0].source


def test_no_cell_fails_or_warns(run: Any) -> None:
    assert [o for o in outputs(run) if o.output_type == "error" or o.get("name") == "stderr"] == []


def test_figures_are_drawn(run: Any) -> None:
    drawn = [base64.b64decode(o.data["image/png"]) for o in outputs(run) if "image/png" in o.get("data", {})]
    assert len(drawn) == 5
    assert all(len(picture) > 10_000 for picture in drawn)


def test_tables_lead_to_statements_and_places(run: Any) -> None:
    tables = {cell.id: cell.outputs[-1].data["text/html"] for cell in run.cells
              if cell.cell_type == "code" and cell.outputs and "text/html" in cell.outputs[-1].get("data", {})}  # fmt: skip
    for name in ("survival-table", "advice-table", "network-places"):
        assert "statement:" in tables[name]
        assert "locator" in tables[name]
