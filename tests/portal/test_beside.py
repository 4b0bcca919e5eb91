"""The process beside the server: it is started again when it dies, and ends when it is let go."""

import os
import time
from pathlib import Path

from portal import beside
from portal.beside import kept_running

PATIENCE = 30  # seconds


def waits(parent):
    """What runs beside: it writes down who it is and who started it, and waits to be ended."""
    file = Path(os.environ["BESIDE_FILE"])
    with file.open("a") as told:
        told.write(f"{os.getpid()} {parent}\n")
    time.sleep(PATIENCE)


def lines(file, count):
    patience = time.monotonic() + PATIENCE
    while len(told := file.read_text().splitlines() if file.exists() else []) < count:
        assert time.monotonic() < patience, told
        time.sleep(0.05)
    return [tuple(map(int, line.split())) for line in told]


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_is_started_again_when_it_dies_and_ends_with_us(tmp_path, monkeypatch):
    file = tmp_path / "beside"
    monkeypatch.setenv("BESIDE_FILE", str(file))
    monkeypatch.setattr(beside, "PAUSE", 0.1)
    with kept_running(waits):
        [(first, parent)] = lines(file, 1)
        assert parent == os.getpid() != first
        os.kill(first, 9)
        _, (second, _parent) = lines(file, 2)
        assert second != first and is_alive(second)
    assert not is_alive(second)
    assert len(lines(file, 2)) == 2
