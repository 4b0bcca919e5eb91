"""Ask the package index whether a fault is known in what we build on, and say when we last looked.

    python -m tools.faults https://the.index.you.install.from

One question for each pinned package that is served (requirements/run.txt). It ends with 1 where a
fault is known or the last look is older than a quarter, with 2 where the index did not answer:
silence is no clean bill. docs/security.md says how soon a fault is mended.
"""

import json
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

__all__ = ["Fault", "known_faults", "last_look", "look", "pinned"]

ROOT = Path(__file__).resolve().parents[1]
QUARTER = timedelta(days=92)
SECONDS = 20
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
LOOKED = re.compile(r"^Looked through on (\d{4}-\d{2}-\d{2})\.$", re.MULTILINE)


@dataclass(frozen=True)
class Fault:
    """A fault somebody published of a version we use."""

    package: str
    version: str
    name: str
    mended_in: tuple[str, ...]

    @property
    def line(self) -> str:
        """As it is told."""
        mended = f", mended in {', '.join(self.mended_in)}" if self.mended_in else ""
        return f"{self.package} {self.version}: {self.name}{mended}"


def pinned(text: str) -> list[tuple[str, str]]:
    """Return name and version of each package of a list with hashes."""
    return PIN.findall(text)


def known_faults(index: str, package: str, version: str) -> Iterator[Fault]:
    """Yield what the index knows against one version; raises OSError where it does not answer."""
    url = f"{index}/pypi/{package}/{version}/json"
    with urllib.request.urlopen(url, timeout=SECONDS) as answer:  # noqa: S310  (the index's address)
        told = json.load(answer)
    for one in told["vulnerabilities"]:
        if not one.get("withdrawn"):
            yield Fault(package, version, one["id"], tuple(one.get("fixed_in") or ()))


def last_look(stack: str) -> date:
    """Return the day docs/stack.md names as the last look at every package."""
    found = LOOKED.search(stack)
    assert found, "docs/stack.md does not say when the packages were looked through"
    return date.fromisoformat(found[1])


def look(index: str, packages: list[tuple[str, str]], *, looked: date, today: date) -> int:
    """Ask about each, print what is wrong, and return how to end."""
    ended = 0
    if today - looked > QUARTER:
        print(f"The last look at every package was on {looked}: `make lock`, read what changed.")
        ended = 1
    for package, version in packages:
        try:
            for fault in known_faults(index, package, version):
                print(fault.line)
                ended = 1
        except (OSError, ValueError, KeyError) as error:
            print(f"{package} {version}: nobody answered ({type(error).__name__})")
            return 2
    print(f"{len(packages)} packages asked about.")
    return ended


def main() -> int:
    """Look at what is served."""
    if len(sys.argv) != 2:  # noqa: PLR2004  (the program and the index)
        print(__doc__)
        return 2
    packages = pinned((ROOT / "requirements/run.txt").read_text(encoding="utf-8"))
    stack = (ROOT / "docs/stack.md").read_text(encoding="utf-8")
    return look(
        sys.argv[1].rstrip("/"), packages, looked=last_look(stack), today=datetime.now(UTC).date()
    )


if __name__ == "__main__":
    sys.exit(main())
