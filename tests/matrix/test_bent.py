"""Forms as nobody fills them in, sent to every address that takes one, by whoever may."""

import random
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import wtforms

import pages
from tests.drills.scale import keep, seeds, sizes, sown
from tests.matrix import cells, table
from tests.odd import ODD

SENT = parse_qsl(cells.FORM.decode(), keep_blank_values=True)


def names() -> list[str]:
    """Every field of every form of the site."""
    here = Path(pages.__file__).parent
    for file in sorted(here.glob("*/forms.py")):
        import_module(f"pages.{file.parent.name}.forms")
    waiting, found = [wtforms.Form], {name for name, _ in SENT} | {"idem", "switch", "next", "page"}
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        found |= {name for name in dir(form) if hasattr(getattr(form, name), "field_class")}
    return sorted(found)


def bent(chance: random.Random, known: list[str]) -> bytes:
    """Fill a form in with odd words; what is left sound leads deeper in."""
    fields = dict(SENT) if chance.random() < 0.7 else {}
    for name in chance.sample(known, chance.randint(1, 30)):
        fields[name] = chance.choice(ODD)
    for name in chance.sample(sorted(fields), chance.randint(0, len(fields) // 3)):
        del fields[name]
    pairs = [*fields.items()]
    if chance.random() < 0.2:
        pairs += [(name, chance.choice(ODD)) for name in chance.sample(sorted(fields), 1)]
    body = urlencode(pairs).encode()
    return (
        body
        if chance.random() < 0.95
        else body[: chance.randrange(len(body))] + chance.randbytes(9)
    )


@sizes(everyday=300, full=20_000)
def test_no_form_breaks_a_page(on_sqlite, size):
    verdicts = table.read()
    allowed = [
        (at, who)
        for at in on_sqlite.addresses
        for who, verdict in verdicts.get(at.row, {}).items()
        if at.method == "POST" and verdict in {"in", "refused"}
    ]
    known = names()
    for seed in seeds("bent-forms"):
        with sown("bent-forms", seed) as chance:
            chosen = chance.choices(allowed, k=size)
            asked = [(replace(at, form=bent(chance, known)), who) for at, who in chosen]
            answers = on_sqlite.ask(asked)
            broken = [
                (at.filled, who, at.form) for (at, who), it in answers.items() if it.status > 499
            ]
            assert broken == []
            keep(
                "bent-forms",
                forms=len(answers),
                addresses=len({at.row for at, _ in allowed}),
                faults=0,
            )
