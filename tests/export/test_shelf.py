from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from sarcomakg.export import shelf as module
from sarcomakg.export.formats import FORMATS
from sarcomakg.export.release import Edition
from sarcomakg.export.shelf import Shelf


def test_a_dump_is_made_once_and_one_at_a_time(small: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    running = threading.Semaphore(1)
    write = module.write_dump

    def slow(edition: Edition, format: Any, target: Any) -> Any:
        assert running.acquire(blocking=False), "two dumps are made at once"
        made.append(format.name)
        time.sleep(0.02)
        try:
            return write(edition, format, target)
        finally:
            running.release()

    monkeypatch.setattr(module, "write_dump", slow)
    shelf = Shelf(lambda: small)
    names = ["graphml", "csv", "kgx"] * 6
    with ThreadPoolExecutor(12) as threads:
        dumps = list(threads.map(lambda name: shelf.dump(FORMATS[name]), names))
    assert sorted(made) == ["csv", "graphml", "kgx"]
    folder = dumps[0].path.parent
    assert len({dump.path for dump in dumps}) == 3
    assert folder.is_dir()
    shelf.close()
    assert not folder.exists()
