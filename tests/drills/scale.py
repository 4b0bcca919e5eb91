"""How large a drill is, from which seeds it grows, and where its figures go.

Every drill has an everyday size of a few seconds and a full one, marked `drill`. DRILL_SCALE=0.1
runs a tenth of the full one, DRILL_SEED repeats one. A seed that failed is kept in tests/seeds/ and
is run first from then on, every day.
"""

import json
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.habits.tree import ROOT

SEEDS = ROOT / "tests/seeds"
RESULTS = ROOT / "var/drills"


def sizes(everyday: int, full: int, parts: int = 1) -> pytest.MarkDecorator:
    """Run a test with `size` of every day, and in `make drill` with the full one.

    A long everyday one comes in parts, each from a seed of its own, which those who test share.
    """
    scaled = max(everyday, int(full * float(os.environ.get("DRILL_SCALE", "1"))))
    heavy = pytest.param(scaled, id="full", marks=pytest.mark.drill)
    names = [f"everyday{part}" for part in range(1, parts + 1)] if parts > 1 else ["everyday"]
    small = [pytest.param(everyday // parts, id=name) for name in names]
    return pytest.mark.parametrize("size", [*small, heavy])


def seeds(drill: str) -> list[int]:
    """Return the seeds of a run: those that failed before, then a new one (every day: the part)."""
    file = SEEDS / f"{drill}.txt"
    failed = [int(line) for line in file.read_text().split()] if file.exists() else []
    if given := os.environ.get("DRILL_SEED"):
        return [int(given)]
    if _is_full():
        return [*failed, random.SystemRandom().getrandbits(32)]
    part = _part()
    return [*failed, 1] if part == 1 else [part]


@contextmanager
def sown(drill: str, seed: int) -> Iterator[random.Random]:
    """Yield chance from a seed; a seed that fails is kept."""
    print(f"{drill}: seed {seed}")
    try:
        yield random.Random(seed)
    except BaseException:
        SEEDS.mkdir(exist_ok=True)
        file = SEEDS / f"{drill}.txt"
        known = file.read_text().split() if file.exists() else []
        if str(seed) not in known:
            file.write_text("\n".join([*known, str(seed)]) + "\n")
        raise


def keep(drill: str, **figures: Any) -> None:
    """Print what a drill found; the full one also writes it to var/drills for the table."""
    print(f"{drill}: {figures}")
    if _is_full():
        RESULTS.mkdir(parents=True, exist_ok=True)
        file = Path(RESULTS / f"{drill}.json")
        file.write_text(json.dumps({"drill": drill, **figures}, indent=1) + "\n")


def _is_full() -> bool:
    """Tell whether the test that runs is one of full size."""
    return "full" in _chosen()


def _part() -> int:
    """Return which part of an everyday test runs; the first, where there are none."""
    named = [name.removeprefix("everyday") for name in _chosen() if name.startswith("everyday")]
    return int(named[0] or 1) if named else 1


def _chosen() -> list[str]:
    """Return the names of the parameters of the test that runs."""
    named = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition("[")[2].partition("]")[0]
    return named.split("-")
