"""The season: three programmes with their budgets, causes, rewards and rounds."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session

from portal import (
    budgets,
    causes,
    ids,
    offer_changes,
    offers,
    pledges,
    programmes,
    rounds,
    school_classes,
    school_years,
    seasons,
)
from portal.budgets import TopUpTarget
from portal.demo import drafting
from portal.demo.cast import Cast
from portal.demo.sheets import TIME_ZONE, Calendar, rules, sheet
from portal.offers import Offer
from portal.organisations import Role
from portal.pledges import Pot, Units, UnitShape
from portal.programmes import Mode, Theme
from portal.rewards import RewardKind, RewardState
from portal.seasons import ProgrammePlan, Rules, SeasonPlan

__all__ = ["CLASSES", "Stage", "top_up"]

CLASSES = ("3A", "3B", "4A", "4B", "5A", "5B")
_CLASS = {"en": "Class {}", "zh-hans": "{}班", "zh-hant": "{}班", "es": "Clase {}", "ar": "الصف {}"}
SLOTS = 28
_SCHOOL_YEAR = timedelta(weeks=46)
_BOOK = ("two_person_over", "award_cap_day")
_NAMED = ("code", "slug", "name", "summary", "steps", "who", *_BOOK)
_OFFERED = ("slug", "name", "about", "where", "access", "points", "stock", "each_household")


@dataclass
class Stage:
    """What is set before anybody acts: programmes, classes, causes and rounds by their names."""

    cast: Cast
    calendar: Calendar
    programmes: dict[str, Row[Any]] = field(default_factory=dict)
    runs: dict[str, str] = field(default_factory=dict)  # programme: slug of who runs it
    classes: dict[str, UUID] = field(default_factory=dict)
    causes: dict[str, Any] = field(default_factory=dict)
    rewards: dict[str, str] = field(default_factory=dict)  # slug: code
    rounds: dict[str, str] = field(default_factory=dict)  # key: code

    def build(self, session: Session, *, now: datetime) -> None:
        """Publish, fund, and write down what can be given to; `now` is before the season."""
        for entry in sheet("programme"):
            self._publish(session, entry, now)
            self._fund(session, entry, now)
        self._begin_year(session, now)
        for entry in sheet("cause"):
            self._register(session, entry, now)
        for entry in sheet("reward"):
            self._offer(session, entry, now)
        for entry in sheet("round"):
            self._plan(session, entry, now)

    def _publish(self, session: Session, entry: dict[str, Any], now: datetime) -> None:
        slug = entry["organisation"]
        programme_id = seasons.publish(
            session,
            self.cast.who(slug, Role.ORGANISER).id,
            self.cast.organisations[slug],
            ProgrammePlan(
                **{name: entry[name] for name in _NAMED},
                theme=Theme(entry["theme"]),
                mode=Mode(entry["mode"]),
                region="GB",
                time_zone=TIME_ZONE,
            ),
            season=_season(entry, self.calendar),
            rules=Rules(
                rules(entry["code"]),
                drafting.campaigns(entry["code"], self.calendar),
                drafting.check(session, entry, self.calendar, now=now),
            ),
            approved_by=self.cast.who(slug, Role.OWNER).id,
            now=now,
        )
        self.programmes[entry["code"]] = programmes.find(session, entry["code"], now=now)
        assert self.programmes[entry["code"]].programme_id == programme_id
        self.runs[entry["code"]] = slug

    def _fund(self, session: Session, entry: dict[str, Any], now: datetime) -> None:
        for points in entry["budget"]:
            top_up(session, self, entry["code"], points, now=now)
        if entry["reserve"]:
            reserve = TopUpTarget.RESERVE
            top_up(session, self, entry["code"], entry["reserve"], target=reserve, now=now)

    def _begin_year(self, session: Session, now: datetime) -> None:
        """Begin a school year with six classes; nobody has printed their cards yet."""
        me, desk = self.cast.desk(session, self.runs["SCHOOL"], Role.ORGANISER, now=now)
        first = self.calendar.began
        days = {"starts_on": first, "ends_on": first + _SCHOOL_YEAR}
        begins = school_years.begin(session, me, desk, **days, now=now)
        for name in CLASSES:
            words = {language: it.format(name) for language, it in _CLASS.items()}
            facts: dict[str, Any] = {"name": words, "slot_count": SLOTS, "now": now}
            self.classes[name] = school_classes.make(session, me, desk, begins, **facts)

    def _register(self, session: Session, entry: dict[str, Any], now: datetime) -> None:
        code = entry["programme"]
        me, desk = self.cast.desk(session, self.runs[code], Role.ORGANISER, now=now)
        self.causes[entry["key"]] = causes.register(
            session,
            me,
            desk,
            self.programmes[code].programme_id,
            charity_id=self.cast.organisations[entry["charity"]],
            slug=entry["slug"],
            name=entry["name"],
            need=entry["need"],
            is_common=entry.get("common", False),
            now=now,
        )

    def _offer(self, session: Session, entry: dict[str, Any], now: datetime) -> None:
        """Let the partner promise a reward, and whoever runs the programme agree to it."""
        me, desk = self.cast.desk(session, entry["provider"], Role.OWNER, now=now)
        payer = entry.get("payer", entry["provider"])
        what = Offer(
            **{name: entry[name] for name in _OFFERED},
            kind=RewardKind(entry["kind"]),
            offered_until=self.calendar.day_of(self.calendar.now) + timedelta(weeks=entry["weeks"]),
            payer_id=self.cast.organisations[payer],
        )
        facts: dict[str, Any] = {"idem": ids.new_token(), "now": now}
        code = offers.declare(session, me, desk, entry["programme"], what, **facts)
        self.rewards[entry["slug"]] = code
        if entry.get("waits"):
            return
        me, desk = self.cast.desk(session, self.runs[entry["programme"]], Role.ORGANISER, now=now)
        offer_changes.change(session, me, desk, code, RewardState.OFFERED, now=now)

    def _plan(self, session: Session, entry: dict[str, Any], now: datetime) -> None:
        """Plan a round, let the sponsor promise; write the letter down and open it where it is."""
        slug = self.runs[entry["programme"]]
        me, desk = self.cast.desk(session, slug, Role.ORGANISER, now=now)
        row = rounds.plan(
            session,
            me,
            desk,
            self.programmes[entry["programme"]].programme_id,
            name=entry["name"],
            opens_at=self.calendar.at(entry["opens"]),
            closes_at=self.calendar.at(entry["closes"] + 1),
            smallest_gift=10,
            causes=[self.causes[key].id for key in entry["causes"]],
            now=now,
        )
        self.rounds[entry["key"]] = row.code
        sol, sponsor = self.cast.desk(session, "rushmill-cooperative", Role.SPONSOR, now=now)
        pledges.promise(
            session,
            sol,
            sponsor,
            row.code,
            sponsor_id=sponsor.organisation_id,
            terms=_terms(entry),
            now=now,
        )


def top_up(
    session: Session,
    stage: Stage,
    programme: str,
    points: int,
    *,
    target: TopUpTarget = TopUpTarget.BUDGET,
    now: datetime,
) -> None:
    """Add the points of a sponsor's letter, as treasurer and owners of who runs the programme."""
    slug = stage.runs[programme]
    budgets.top_up(
        session,
        stage.cast.who(slug, Role.TREASURER),
        stage.programmes[programme],
        points=points,
        target=target,
        funder_id=stage.cast.organisations["rushmill-cooperative"],
        approved_by=stage.cast.who(slug, Role.OWNER).id,
        second_by=stage.cast.who(slug, Role.OWNER, 1).id,
        idem=ids.new_token(),
        now=now,
    )


def _season(entry: dict[str, Any], calendar: Calendar) -> SeasonPlan:
    middle = calendar.began + (calendar.ends - calendar.began) / 2
    called = next(one for one in sheet("season") if middle.month in one["middle"])
    return SeasonPlan(
        code=f"{called['code']}-{middle.year}",
        name={language: it.format(middle.year) for language, it in called["name"].items()},
        starts_on=calendar.began,
        ends_on=calendar.ends,
        household_ceiling=entry["household_ceiling"],
        enrolment_limit=entry["enrolment_limit"],
        log_back_days=entry["log_back_days"],
    )


def _terms(entry: dict[str, Any]) -> Pot | Units:
    if pot := entry.get("pot"):
        return Pot(**pot)
    units = dict(entry["units"])
    return Units(unit_shape=UnitShape(units.pop("unit_shape")), **units)
