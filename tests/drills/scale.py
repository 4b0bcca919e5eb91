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


def sizes(everyday: int, full: int) -> pytest.MarkDecorator:
    """Run a test with `size` of every day, and in `make drill` with the full one."""
    scaled = max(everyday, int(full * float(os.environ.get("DRILL_SCALE", "1"))))
    heavy = pytest.param(scaled, id="full", marks=pytest.mark.drill)
    return pytest.mark.parametrize("size", [pytest.param(everyday, id="everyday"), heavy])


def seeds(drill: str) -> list[int]:
    """Return the seeds of a run: those that failed before, then a new one (every day: 1)."""
    file = SEEDS / f"{drill}.txt"
    failed = [int(line) for line in file.read_text().split()] if file.exists() else []
    if given := os.environ.get("DRILL_SEED"):
        return [int(given)]
    return [*failed, random.SystemRandom().getrandbits(32) if _is_full() else 1]


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
    chosen = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition("[")[2].partition("]")[0]
    return "full" in chosen.split("-")
