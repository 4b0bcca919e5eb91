"""The matrix: every route, method, actor and thing, asked of the application itself.

tests/matrix/verdicts.csv says what is expected, and a person has read it. Nothing anybody does here
stays: writes are counted when they are committed, and undone.
"""

import re
from collections import Counter
from functools import partial

import pytest
from starlette.responses import Response

from db.engine import connect
from tests.databases import PostgresCopies, SqliteCopies
from tests.matrix import cells, table
from tests.matrix.asking import Asking, build
from tests.matrix.town import ACTORS, OPEN_ACROSS, PEOPLE, RIVERSIDE, SLUGS, STRANGERS, SUSPENDED
from tests.people import PLACES

GROUPS = [ACTORS[start::4] for start in range(4)]  # so that several processes share the work
NO_ROUTE_HAS = ("nobody", "rosa", "olga", "ada", "op")
LEAST = 20_000


@pytest.fixture(params=["sqlite", "postgresql"])
def asking(request, settings):
    """The site on the matrix's town."""
    copies: SqliteCopies | PostgresCopies = request.getfixturevalue(f"{request.param}_copies")
    url = copies.copy("matrix", partial(build, settings=settings))
    engine = connect(url)
    yield Asking(engine, settings)
    engine.dispose()
    copies.drop(url)


def leaks(answers):
    """Return what is not as the table says, or changed something though it was refused."""
    expected = table.read()
    for (at, who), answer in answers.items():
        wanted = expected.get(at.row, {}).get(who, "a line")
        if answer.verdict != wanted:
            yield f"{' '.join(at.row)} as {who}: {answer.verdict}, wanted {wanted}"
        if answer.changed and answer.verdict != "in":
            yield f"{' '.join(at.row)} as {who}: {answer.verdict}, and wrote"
        if answer.changed and at.method == "GET":
            yield f"{' '.join(at.row)} as {who}: looked, and wrote"
    yield from (f"{where}: can be told apart" for where in cells.told_apart(answers))


def sample(asking, share):
    """Return every so-manieth cell: what runs on the second database, to see that it agrees."""
    every = [(at, who) for at in asking.addresses for who in ACTORS]
    return every[::share]


def test_the_matrix_is_large_enough_and_every_route_has_its_lines(on_sqlite):
    asked = {at.row for at in on_sqlite.addresses}
    assert asked == set(table.read()), "ask anew (python -m tests.matrix.table), then read it"
    count = len(asked) * len(ACTORS) + len(on_sqlite.foreign) * len(NO_ROUTE_HAS)
    assert count >= LEAST


@pytest.mark.parametrize("actors", GROUPS, ids="-".join)
def test_everybody_gets_in_where_the_table_says_and_nowhere_else(on_sqlite, actors):
    answers = on_sqlite.ask((at, who) for at in on_sqlite.addresses for who in actors)
    assert list(leaks(answers)) == []


def test_the_second_database_agrees(asking):
    assert list(leaks(asking.ask(sample(asking, 61)))) == []


def test_a_method_no_route_has_is_nobodys(on_sqlite):
    answers = on_sqlite.ask((at, who) for at in on_sqlite.foreign for who in NO_ROUTE_HAS)
    assert {answer.verdict for answer in answers.values()} == {"method"}
    assert {answer.changed for answer in answers.values()} == {0}


def test_nothing_is_changed_by_who_is_refused(on_sqlite):
    """Rows are really counted: what is allowed changes some, what is refused changes none."""
    posts = [at for at in on_sqlite.addresses if at.method == "POST" and "{org}" in at.path]
    answers = on_sqlite.ask((at, who) for at in posts for who in ("olga", "rosa"))
    changed = Counter({who: 0 for who in ("olga", "rosa")})
    for (_, who), answer in answers.items():
        changed[who] += answer.changed
    assert changed["olga"] > 0 and changed["rosa"] == 0


def test_nothing_is_changed_by_looking(on_sqlite):
    looks = [at for at in on_sqlite.addresses if at.method == "GET"][::7]
    answers = on_sqlite.ask((at, who) for at in looks for who in ("rosa", "olga", "op"))
    assert {answer.changed for answer in answers.values()} == {0}


def test_what_is_not_yours_looks_like_what_is_not_there(on_sqlite):
    """And the comparison does find a page that tells."""
    mine = [at for at in on_sqlite.addresses if at.path == "/me/claims/{code}"]
    answers = on_sqlite.ask((at, "vida") for at in mine)
    assert cells.told_apart(answers) == []
    told, other = list(answers)[:2]
    answers[other] = cells.Answer(404, "none", 0, answers[told].told + "It is of Rosa.")
    assert len(cells.told_apart(answers)) == 1


def test_a_gate_that_is_loosened_is_found(on_sqlite, monkeypatch):
    """The matrix sees a hole: here desks open to everybody who is signed in."""
    from portal import desks  # noqa: PLC0415

    real = desks.find_or_none
    river = [at for at in on_sqlite.addresses if at.path == "/desk/{org}/people"]
    before = on_sqlite.ask((at, "vera") for at in river)
    assert list(leaks(before)) == []

    def anybody(session, me, slug, *, now):
        found = real(session, me, slug, now=now)
        owns = frozenset({desks.Role.OWNER})
        return found or desks.Desk(me.id, slug, {"en": slug}, desks.OrganisationKind.SCHOOL, owns)

    monkeypatch.setattr(desks, "find_or_none", anybody)
    assert [leak for leak in leaks(on_sqlite.ask((at, "vera") for at in river)) if " in, " in leak]


def test_a_new_route_without_a_line_fails():
    rows = table.read()
    assert ("GET", "/desk/{org}/secrets", "org=riverside") not in rows
    at = cells.Address("GET", "/desk/{org}/secrets", (("org", "riverside"),), "/desk/x/secrets")
    answers = {(at, "rosa"): cells.Answer(404, "none", 0, "")}
    assert [leak for leak in leaks(answers) if "wanted a line" in leak]


def test_a_page_that_breaks_is_no_verdict():
    assert cells.verdict_of(500, "") == "broken"
    assert cells.verdict_of(Response(status_code=303).status_code, "/en/sign-in?next=/me") == "ask"


def test_the_table_never_expects_a_fault_and_never_lets_strangers_in():
    rooms = re.compile(r"/(me|desk|charity|admin)\b")
    for (method, path, _), verdicts in table.read().items():
        assert "broken" not in verdicts.values(), path
        if rooms.match(path):
            assert {verdicts[name] for name in STRANGERS} == {"ask"}, (method, path)


def test_no_desk_reaches_what_is_anothers():
    """Read from the table itself: whoever gets to a desk has a seat there, and nobody else does."""
    seats = {(place.slug, name) for place in PLACES for who in place.staff.values() for name in who}
    seats |= {(RIVERSIDE, "vida"), (RIVERSIDE, "tilda"), (SUSPENDED, "sue")}
    of_riverside = {"river", "linden-waits", "linden-awarded", "fennel-waits", "kits-waits", "vera"}
    rows = table.read()
    at_desks = [row for row in rows.items() if "{org}" in row[0][1]]
    assert len(at_desks) > 150
    for (method, path, things), verdicts in at_desks:
        said = dict(one.split("=") for one in things.split())
        label = said.pop("org")
        place = SLUGS.get(label)
        reached = {name for name in PEOPLE if verdicts[name] not in {"none", "ask"}}
        assert {(place, name) for name in reached} <= seats, (method, path, things)
        if place != RIVERSIDE and set(said.values()) & of_riverside:
            [name] = (name for name, thing in said.items() if thing in of_riverside)
            none = {**said, name: "missing"}
            told = " ".join(f"{one}={thing}" for one, thing in {"org": label, **none}.items())
            across = next(
                (who for room, who in OPEN_ACROSS.items() if path.startswith(room)), set()
            )
            for who in verdicts.keys() - across:
                assert verdicts[who] == rows[method, path, told][who], (method, path, things, who)


def test_what_is_of_a_home_is_reached_by_its_people_alone():
    """Read from the table: under /me a thing of one home is nobody else's."""
    fennel = {"fay", "kit"}
    homes = {"linden": {"rosa", "tom"}, "fennel": fennel, "kits": fennel}
    homes |= {"rosas": {"rosa"}, "fays": {"fay"}}
    found = Counter()
    for (method, path, things), verdicts in table.read().items():
        label = things.partition("=")[2].partition("-")[0].partition(" ")[0]
        if (
            not path.startswith(("/me/claims", "/me/gifts", "/me/applications"))
            or label not in homes
        ):
            continue
        if method == "GET" and path.endswith(("/{act}", "papers", "withdrawal")):
            continue  # sends on to the thing's own page, whatever it is
        reached = {name for name in PEOPLE if verdicts[name] not in {"none", "ask"}}
        assert reached <= homes[label], (method, path, things)
        found[label] += bool(reached)
    assert set(found) == set(homes) and min(found.values()) > 0


def test_a_child_is_reached_by_who_answers_for_it_now():
    """Read from the table: not by an adult at its home, and not by who answered for it once."""
    found = Counter()
    for (method, path, things), verdicts in table.read().items():
        child = re.search(r"number=(kit|pip)", things)
        if child and path.startswith("/me/children/{number"):
            reached = {name for name in PEOPLE if verdicts[name] not in {"none", "ask"}}
            assert reached <= {"gwen"}, (method, path, things)
            found[child[1]] += bool(reached)
    assert set(found) == {"kit", "pip"} and min(found.values()) >= 6


def test_a_class_card_opens_its_class_and_nothing_else():
    """Read from the table: elsewhere a tablet that was shown one fares as any stranger."""
    rows = table.read().items()
    other = {path for (_, path, _), said in rows if said["card"] != said["nobody"]}
    assert other == {"/class", "/class/leave"}


def test_a_till_takes_vouchers_and_opens_nothing_else():
    """Read from the table: elsewhere a browser that is a till fares as any stranger."""
    rows = table.read().items()
    other = {path for (_, path, _), said in rows if said["till"] != said["nobody"]}
    assert other == {"/till", "/till/{code}", "/till/{code}/undo", "/till/leave"}


def test_what_is_harmless_for_others_changes_nothing(on_sqlite):
    """To end what is not one's own is answered as if it were done, and is not done."""
    of_rosa = {
        ("/me/sign-ins/{number}", "rosa"),
        ("/me/household/codes/{number}/end", "linden"),
    }
    asked = [at for at in on_sqlite.addresses if at.method == "POST"]
    ends = [at for at in asked if at.things and (at.path, at.things[0][1]) in of_rosa]
    assert len(ends) == len(of_rosa)
    answers = on_sqlite.ask((at, who) for at in ends for who in ("rosa", "walt", "fay", "olga"))
    for (at, who), answer in answers.items():
        assert (answer.changed > 0) is (who == "rosa"), (at.path, who)
