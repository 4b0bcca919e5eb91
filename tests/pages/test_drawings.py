"""A chart that was drawn is kept, and never shown for another."""

from dataclasses import dataclass

import pytest
from markupsafe import Markup

from pages.speech import speaking
from pages.web.drawings import MOST, drawings, keeper
from pages.web.templates import environment_for, stock_environment


class Module:
    """Stands for a template's macros: each says what it was given, and how often it was asked."""

    def __init__(self):
        self.asked = 0
        for name in ("columns", "multiples", "picture", "range_cell", "axis_cell"):
            setattr(self, name, self.draw)
        for name in ("river", "stacked", "swatch", "figure"):
            setattr(self, name, self.draw)

    def draw(self, *facts, **more):
        self.asked += 1
        return Markup("<p>{}</p>").format(repr((facts, more)))


@pytest.fixture
def module():
    return Module()


def test_the_same_values_are_drawn_once(module):
    kept = drawings(module)
    made = {kept.columns("a", [1, None, 3], words=("x", "y")) for _ in range(3)}
    assert len(made) == 1 and module.asked == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, 1.0), (1, True), ("<b>", Markup("<b>")), ([("<b>", 1)], [(Markup("<b>"), 1)])],
    ids=repr,
)
def test_values_that_only_look_alike_are_drawn_apart(module, one, other):
    kept = drawings(module)
    assert kept.columns(one) != kept.columns(other) and module.asked == 2
    assert kept.columns("a", height=one) != kept.columns("a", height=other)


def test_what_takes_a_body_is_not_kept(module):
    kept = drawings(module)
    assert kept.figure("a") == kept.figure("a") and module.asked == 2


def test_not_more_are_kept_than_there_is_room_for(module):
    kept = drawings(module)
    for number in range(MOST + 1):
        kept.picture(number)
    kept.picture(0)
    assert module.asked == MOST + 2


@dataclass(frozen=True, eq=False)
class Itself:
    """Equal to nothing but itself, as the workings of a report are."""


def test_a_part_of_a_page_is_written_once_for_the_same_facts():
    once, written = keeper(), []

    def write():
        written.append(Markup("<p>{}</p>").format(len(written)))
        return written[-1]

    one, other = Itself(), Itself()
    first = once("lines", one, (1, None), caller=write)
    assert once("lines", one, (1, None), caller=write) is first
    for part, facts in [
        ("lines", (other, (1, None))),
        ("lines", (one, (True, None))),
        ("lines", (one, (1, ""))),
        ("sums", (one, (1, None))),
    ]:
        assert once(part, *facts, caller=write) != first
    assert len(written) == 5


def test_a_part_that_is_kept_is_the_one_jinja_writes():
    source = "{% call once('part', it.name) %}<b>{{ it.name }}</b>, {{ url('x') }}{% endcall %}"
    facts = {"it": {"name": "Fish & chips"}, "url": lambda name: f"/{name}"}
    with speaking("en"):
        stock = stock_environment("en").from_string(source).render(facts)
        kept = environment_for("en").from_string(source)
        assert [kept.render(facts), kept.render(facts)] == [stock, stock]
    assert stock == "<b>Fish &amp; chips</b>, /x"


@pytest.mark.parametrize("name", ["en", "ar"])
def test_a_kept_chart_is_the_one_jinja_draws(name):
    source = '{{ chart.columns("a", [3, none, 9], title, "d", waiting=(1, 2), colour=2) }}'
    with speaking(name):
        stock = stock_environment(name).from_string(source)
        lean = environment_for(name).from_string(source)
        for title in ("Fish & chips", Markup("Fish &amp; <b>chips</b>"), "Fish & chips"):
            assert lean.render(title=title) == stock.render(title=title)
