"""Somebody who has every published figure of a district, and wants to know what is hidden.

Unknown are the acts of each programme on each stretch of days in which nothing begins or ends.
Every published figure is an equation about them. What follows from all of them is found by
elimination, exactly: the linear programme without its bounds, which find nothing more here, because
whatever is hidden together is at least ten acts of at least two figures. The way to it shares
nothing with the portal's own: days and algebra, no graphs.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random

from portal import cells

PRIME = 2**31 - 1
FEWEST = 10
DAY = timedelta(days=1)
Key = tuple[object, str]
Found = dict[str, dict[Key, int]]
Days = tuple[date, date]  # the first and the last


@dataclass
class District:
    """Who acted where and when, and the seasons of each programme."""

    seasons: dict[Key, Days]
    acts: dict[tuple[str, date], list[int]] = field(default_factory=dict)  # who, once per act
    _codes: dict[tuple[str, date], list[str]] = field(default_factory=dict)

    @property
    def programmes(self) -> list[str]:
        return sorted({row for row, _ in self.seasons})

    def codes(self, programme: str, day: date) -> list[str]:
        """Return every period an act counts in."""
        if (programme, day) not in self._codes:
            self._codes[programme, day] = list(self._periods(programme, day))
        return self._codes[programme, day]

    def _periods(self, programme: str, day: date) -> Iterator[str]:
        yield from calendar_of(day)
        for (row, code), (first, last) in self.seasons.items():
            if row == programme and first <= day <= last:
                yield code


def random_district(random: Random) -> District:
    """A few programmes in a few months, most of them small somewhere."""
    start = date(random.choice((2024, 2025, 2026, 2027)), random.randrange(1, 12), 1)
    start += random.randrange(28) * DAY
    weeks = random.randrange(3, 13)
    found = District({})
    for number in range(random.randrange(1, 4)):
        row, first = f"p{number}", start + random.choice((0, 0, 7, 10)) * DAY
        last = first + (7 * weeks - 1) * DAY
        cut = first + random.randrange(1, 7 * weeks) * DAY
        seasons = [(first, last)] if random.random() < 0.6 else [(first, cut - DAY), (cut, last)]
        found.seasons |= {(row, f"season-{at}"): days for at, days in enumerate(seasons)}
        people = random.choice((4, 12, 30, 60, 90))
        quiet = random.choice((0.0, 0.1, 0.4))
        busy = [
            random.choice((0.02, 0.1)) if random.random() < quiet else 0.6 for _ in range(weeks)
        ]
        for day in range(7 * weeks):
            share = busy[day // 7] / 3
            if who := [person for person in range(people) if random.random() < share]:
                found.acts[row, first + day * DAY] = who
    return found


def count(district: District, until: date = date.max) -> Found:
    """Return acts, people and squares by programme and period, as they are on a day."""
    times: dict[Key, Counter[int]] = defaultdict(Counter)  # of each person
    for (row, day), who in district.acts.items():
        if day <= until:
            for code in district.codes(row, day):
                times[row, code].update(who)
    return {
        "acts": {key: it.total() for key, it in times.items()},
        "people": {key: len(it) for key, it in times.items()},
        "squares": {key: sum(n * n for n in it.values()) for key, it in times.items()},
    }


class Attack:
    """What follows from figures that are shown, and from differences told of pairs of them."""

    def __init__(
        self,
        district: District,
        found: Found,
        hidden: Iterable[Key],
        differences: Iterable[tuple[Key, Key]] = (),
    ) -> None:
        self.district, self.hidden, self.whole = district, set(hidden), cells.ALL
        self.true, self.people = found["acts"], found["people"]
        self.atoms = list(self._atoms())
        self.places = {
            (row, first): at
            for at, (row, first) in enumerate(
                (row, first)
                for row in district.programmes
                for first, last in self.atoms
                if any(self._covers(days, (first, last)) for days in self._seasons_of(row))
            )
        }
        self.codes = {place: set(district.codes(*place)) for place in self.places}
        self.nothing = self._nothing()
        told = [self._row(*key) for key in self._shown()]
        for pair in differences:
            now, before = (self._row(*key) for key in pair)
            told.append([(a - b) % PRIME for a, b in zip(now, before, strict=True)])
        self.rows = self._solve(told)

    def learned(self) -> list[Key]:
        """Return what can be worked out although it is hidden, or about too few people."""
        small = {key for key, number in self.people.items() if number < FEWEST}
        seasons = {code for _, code in self.district.seasons}
        sums = {(self.whole, code) for code in seasons}  # hidden when a part is; add nothing
        wanted = {key for key in self.hidden - sums | small if self._true(*key)}
        return sorted((key for key in wanted if self._follows(self._row(*key))), key=str)

    def _shown(self) -> Iterator[Key]:
        """Yield every figure that is published; where nothing was done, that is said, too."""
        codes = {code for row, code in self.true} | self._empty_codes()
        for row in (*self.district.programmes, self.whole):
            for code in codes:
                if not is_part(code) and (row, code) not in self.hidden:
                    yield row, code

    def _empty_codes(self) -> set[str]:
        days = [day for pair in self.district.seasons.values() for day in pair]
        day, found = min(days), set()
        while day <= max(days) + 6 * DAY:
            year, week, _ = min(day, max(days)).isocalendar()
            found |= {month_of(min(day, max(days))), f"{year}-W{week:02}"}
            day += 7 * DAY
        return found

    def _atoms(self) -> Iterator[Days]:
        """Yield stretches of days in which no period begins or ends."""
        ends = [day for pair in self.district.seasons.values() for day in pair]
        day, last = min(ends), max(ends)
        starts = {pair[0] for pair in self.district.seasons.values()}
        starts |= {pair[1] + DAY for pair in self.district.seasons.values()}
        first = day
        while day <= last:
            tomorrow = day + DAY
            if tomorrow.day == 1 or tomorrow.weekday() == 0 or tomorrow in starts or day == last:
                yield first, day
                first = tomorrow
            day = tomorrow

    def _seasons_of(self, row: str) -> list[Days]:
        return [days for (mine, _), days in self.district.seasons.items() if mine == row]

    def _covers(self, outer: Days, inner: Days) -> bool:
        return outer[0] <= inner[0] and inner[1] <= outer[1]

    def _row(self, row: object, code: str) -> list[int]:
        """Return a figure as a sum of unknowns."""
        sums = [0] * len(self.places)
        for place, at in self.places.items():
            if (row == self.whole or row == place[0]) and code in self.codes[place]:
                sums[at] = 1
        return sums

    def _true(self, row: object, code: str) -> int:
        rows = self.district.programmes if row == self.whole else [row]
        return sum(self.true.get((one, code), 0) for one in rows)

    def _solve(self, rows: Sequence[list[int]]) -> list[tuple[int, list[int]]]:
        """Return the rows as steps, by elimination modulo a large prime."""
        steps: list[tuple[int, list[int]]] = []
        for sums in rows:
            left = self._reduce(sums, steps)
            lead = next((at for at, one in enumerate(left) if one), None)
            if lead is not None:
                turn = pow(left[lead], PRIME - 2, PRIME)
                steps.append((lead, [one * turn % PRIME for one in left]))
        return steps

    def _nothing(self) -> list[int]:
        """Return the unknowns of which it is known: a sum of nothing says it of each part."""
        sums = [self._row(*key) for key in self._shown() if not self._true(*key)]
        return [at for at, parts in enumerate(zip(*sums, strict=True)) if any(parts)]

    def _reduce(self, sums: list[int], steps: Iterable[tuple[int, list[int]]]) -> list[int]:
        sums = sums.copy()
        for at in self.nothing:
            sums[at] = 0
        for lead, step in steps:
            if times := sums[lead]:
                sums = [(a - times * b) % PRIME for a, b in zip(sums, step, strict=True)]
        return sums

    def _follows(self, sums: list[int]) -> bool:
        return not any(self._reduce(sums, self.rows))


def hide(
    district: District, found: Found, settled: Mapping[Key, bool] | None = None
) -> frozenset[Key]:
    """Return what the portal hides of a district of which so much was found."""
    people = {
        cells.Key(*key): cells.effective(number, found["acts"][key], found["squares"][key])
        for key, number in found["people"].items()
    }
    seasons = {cells.Key(*key): days for key, days in district.seasons.items()}
    hidden = cells.hide(
        people, seasons, {cells.Key(*key): it for key, it in (settled or {}).items()}
    )
    rows, codes = [*district.programmes, cells.ALL], {code for _, code in found["acts"]}
    asked = (cells.Key(row, code) for row in rows for code in codes if not is_part(code))
    return frozenset(
        key for key in asked if hidden.covers([key.row], key.name, is_all=key.row == cells.ALL)
    )


def attack_open(district: District) -> Attack:
    """Return an attack on a district whose reports are all open."""
    found = count(district)
    return Attack(district, found, hide(district, found))


def attack_closed(district: District) -> Attack:
    """Return an attack on a district in which each report is closed when its period is over."""
    settled: dict[Key, bool] = {}
    ends = {code: last_day(district, code) for at in district.acts for code in district.codes(*at)}
    for today in sorted(set(ends.values())):
        found = count(district, today)
        hidden = hide(district, found, settled)
        over = {code for code, end in ends.items() if end == today and not is_part(code)}
        for row, code in found["people"]:
            if code in over:
                settled[row, code] = (row, code) in hidden
                settled[cells.ALL, code] = (cells.ALL, code) in hidden
    return Attack(district, count(district), [key for key, it in settled.items() if it])


@cache
def calendar_of(day: date) -> tuple[str, ...]:
    """Return year, month and week of a day, and the part of a week that two months share."""
    year, week, weekday = day.isocalendar()
    every = (f"{day.year}", month_of(day), f"{year}-W{week:02}")
    monday = day - (weekday - 1) * DAY
    if monday.month == (monday + 6 * DAY).month:
        return every
    return (*every, f"{year}-W{week:02}-{day:%m}")


def month_of(day: date) -> str:
    """Return the code of the month of a day."""
    return f"{day.year}-{day.month:02}"


def is_part(code: str) -> bool:
    """Tell whether it is the days that a week and a month share, which nobody can ask for."""
    return "-W" in code and code.count("-") > 1


def last_day(district: District, code: str) -> date:
    """Return the last day of a period, or of the last season of that name."""
    if code[:4].isdigit():
        parts = code.split("-")
        year = int(parts[0])
        if len(parts) == 1:
            return date(year, 12, 31)
        if parts[1].startswith("W"):
            return date.fromisocalendar(year, int(parts[1][1:]), 7)
        return date(year + int(parts[1]) // 12, int(parts[1]) % 12 + 1, 1) - DAY
    return max(last for (_, name), (_, last) in district.seasons.items() if name == code)
