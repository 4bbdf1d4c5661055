"""What the repository promises about itself."""

from __future__ import annotations

from sarcomakg.cli import app
from sarcomakg.settings import SETTINGS

from .conftest import ROOT


def test_every_setting_and_command_is_documented() -> None:
    text = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")
    assert [s.variable for s in SETTINGS if s.variable not in text] == []
    names = [c.name or c.callback.__name__ for c in app.registered_commands if c.callback]
    names += [str(group.name) for group in app.registered_groups]
    assert [n for n in names if f"`sarcomakg {n}" not in text] == []
