"""What an audit found, as lines for a terminal and as plain values for other programs."""

from collections.abc import Iterator
from typing import Any

from portal.audit.lists import PROMISES
from portal.audit.run import Result

__all__ = ["plain", "told"]


def told(result: Result) -> Iterator[str]:
    """Yield the lines a person reads: every breach, then what was broken, then the verdict."""
    yield from map(str, result.breaches)
    if (more := result.breach_count - len(result.breaches)) > 0:
        yield f"... and {more} more"
    for invariant, count in sorted(result.by_invariant.items()):
        yield f"{invariant}: {PROMISES[invariant]} ({count})"
    for sums in result.sums:
        yield (
            f"{sums.programme}: issued {sums.issued} = held {sums.held} + given {sums.given}"
            f" + redeemed {sums.flow['redeem']} + lapsed {sums.flow['lapse']}"
            f" + reversed {sums.reversed}"
        )
    if result.head:
        yield f"log: {result.head.size} acts sealed, root {result.head.root}, {result.head.day}"
    acts = "1 act" if result.acts == 1 else f"{result.acts} acts"
    breaches = "1 breach" if result.breach_count == 1 else f"{result.breach_count} breaches"
    yield f"{result.source}: {acts}, {breaches if result.breach_count else 'no breach'}"


def plain(result: Result) -> dict[str, Any]:
    """Return it as values for JSON."""
    return {
        "source": result.source,
        "acts": result.acts,
        "breach_count": result.breach_count,
        "breaches": [breach._asdict() for breach in result.breaches],
        "by_invariant": dict(sorted(result.by_invariant.items())),
        "books": [sums.plain() for sums in result.sums],
        "head": result.head._asdict() if result.head else None,
    }
