"""Somebody who reads the effect page, and knows the rule of hiding, learns no hidden answer.

Unknown is how many people gave each answer, or live in homes of each size. Whatever would be told
in the same words is possible; the guesser tries it all, and asks the portal what it would tell.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, permutations
from random import Random

from portal import answers, participation
from portal.answers import ANSWERS, BEFORE, STILL, Told
from portal.participation import HOMES
from portal.questions import FEWEST
from tests.drills.scale import keep, seeds, sizes, sown

People = Sequence[int]
Published = Sequence[int | None]


def ask(question: str, people: People) -> Told:
    """Return what is told where each person answers once: then an answer is somebody."""
    return answers.tell(
        question, {name: (it, it) for name, it in zip(ANSWERS[question], people, strict=True)}
    )


def as_answers(people: People) -> Published:
    return [*ask(BEFORE, people).counts.values()]


def as_homes(people: People) -> Published:
    found = {name: (it, it) for name, it in zip(HOMES, people, strict=True)}
    return [band.people for band in participation.tell_homes(found)]


def crowd(chance: Random, places: int) -> list[int]:
    """Return how many people are behind each of so many numbers, often nobody or a few."""
    return [chance.choice((0, chance.randrange(10), chance.randrange(60))) for _ in range(places)]


def split(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Yield every way to make a total of so many parts of at least one."""
    if parts == 1:
        yield (total,)
        return
    for first in range(1, total - parts + 2):
        yield from ((first, *rest) for rest in split(total - first, parts - 1))


def near(parts: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield the same, and ways a few people from it, which are soon found."""
    for giver, taker in permutations(range(len(parts)), 2):
        for moved in range(min(parts[giver], 10)):
            other = [*parts]
            other[giver], other[taker] = other[giver] - moved, other[taker] + moved
            yield tuple(other)


def guess(tell: Callable[[People], Published], people: People) -> list[set[int]]:
    """Return what each hidden number could be, until there are two of each."""
    told = tell(people)
    hidden = [place for place, it in enumerate(told) if it is None]
    true = [people[place] for place in hidden]
    possible: list[set[int]] = [set() for _ in hidden]
    for parts in chain(near(true), split(sum(true), len(true)) if true else ()):
        other = dict(zip(hidden, parts, strict=True))
        if tell([other.get(place, it) for place, it in enumerate(people)]) == told:
            for values, part in zip(possible, parts, strict=True):
                values.add(part)
        if all(len(values) > 1 for values in possible):
            break
    return possible


@sizes(everyday=5_000, full=500_000)
def test_every_hidden_number_could_be_another_one(size):
    for seed in seeds("guessing"):
        with sown("guessing", seed) as chance:
            hidden = 0
            for number in range(size):
                tell, places = ((as_answers, 4), (as_homes, 5))[number % 2]
                people = crowd(chance, places)
                if sum(people) >= FEWEST:
                    possible = guess(tell, people)
                    assert all(len(values) > 1 for values in possible), people
                    hidden += len(possible)
            assert hidden > size / 2
            keep("guessing", tables=size, hidden=hidden, learned=0)


@sizes(everyday=2_000, full=100_000)
def test_a_sum_of_programmes_says_no_more_than_each_of_them_does(size):
    for seed in seeds("sums"):
        with sown("sums", seed) as chance:
            found = 0
            for _ in range(size):
                question = chance.choice((BEFORE, STILL))
                parts = [ask(question, crowd(chance, 4)) for _ in range(chance.randrange(1, 5))]
                whole, _ = answers.add_up(question, parts)
                shown = [[*it.counts.values()] for it in parts if None not in it.counts.values()]
                sums = [sum(counts) for counts in zip(*shown, strict=True)]
                assert [*whole.counts.values()] == (sums or [0] * 4)
                found += bool(shown) and len(shown) < len(parts)
            assert found > size / 20
            keep("sums", sums=size, partly=found)


def test_a_number_that_is_hidden_alone_is_found():
    """The control: the guesser does learn what a worse rule would tell."""

    def alone(people: People) -> Published:
        return [None if 0 < it < 10 else it for it in people]

    assert guess(alone, [3, 30, 40, 0]) == [{3}]


def test_a_number_hidden_because_it_is_the_next_larger_one_is_found():
    """The control of the control: this was the rule, and who knew it could work such people out."""

    def next_larger(people: People) -> Published:
        order = sorted((it, place) for place, it in enumerate(people) if it)
        hidden = order[:2] if order[0][0] < FEWEST else []
        return [None if (it, place) in hidden else it for place, it in enumerate(people)]

    assert guess(next_larger, [0, 58, 58, 9]) == [{58}, {9}]
