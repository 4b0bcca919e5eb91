"""The forms of one line of the rules, and of one theme week."""

from decimal import Decimal
from typing import Any, Self

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput

from pages.drafts.forms import LONGEST_LINE, DraftForm, day_field, number_field
from pages.speech import gettext, language, lazy, said
from pages.web.forms import AmountField, chosen
from pages.web.kinds import EVIDENCE
from portal.plans import ActivityPlan, CampaignPlan, Plan
from portal.programmes import CapOf, CapPeriod, CapWho

__all__ = ["ActivityForm", "WeekForm"]

LONGEST_GROUP = 30
MOST_AMOUNT = Decimal(1_000_000)
CAPS = {
    CapOf.TIMES: lazy("times"),
    CapOf.AMOUNT: lazy("of its unit"),
    CapOf.POINTS: lazy("points"),
}
PERIODS = {
    CapPeriod.DAY: lazy("a day"),
    CapPeriod.WEEK: lazy("a week"),
    CapPeriod.MONTH: lazy("a month"),
    CapPeriod.SEASON: lazy("a season"),
    CapPeriod.YEAR: lazy("a year"),
    CapPeriod.EVER: lazy("once and for all"),
}
WHO = {CapWho.HOLDER: lazy("the household or class"), CapWho.PERSON: lazy("each person")}
_SMALL = {"inputmode": "decimal", "autocomplete": "off", "class": "w4"}
_AMOUNT = NumberRange(Decimal(0), MOST_AMOUNT, lazy("Write a number from %(min)s to %(max)s."))


class TicksField(SelectMultipleField):
    """Several of a few, each with a box to tick."""

    option_widget = CheckboxInput()


class ActivityForm(DraftForm):
    """What an activity earns, how it is checked, how often it counts."""

    FIELDS = (
        *("points", "per_amount", "least_amount", "most_amount", "whole", "asks_replaced"),
        *("cap", "cap_of", "cap_period", "cap_who", "cap_group", "audit_percent", "instead"),
    )

    points = number_field(lazy("How many points?"), "points")
    per_amount = AmountField(
        lazy("For each full amount of"),
        [Optional(), _AMOUNT],
        description=lazy("Leave it empty where every time earns the same."),
        render_kw=_SMALL,
    )
    least_amount = AmountField(
        lazy("Smallest amount that counts"),
        [InputRequired(lazy("Write a number.")), _AMOUNT],
        render_kw=_SMALL,
    )
    most_amount = AmountField(
        lazy("Largest amount in one entry"),
        [InputRequired(lazy("Write a number.")), _AMOUNT],
        render_kw=_SMALL,
    )
    whole = BooleanField(lazy("Whole amounts only"))
    evidence = TicksField(lazy("Which proof is accepted?"))
    asks_replaced = BooleanField(lazy("Ask what it replaced"))
    cap = number_field(lazy("How often does it count?"), "cap")
    cap_of = RadioField(lazy("The limit counts"))
    cap_period = RadioField(lazy("It begins again"))
    cap_who = RadioField(lazy("It is for"))
    cap_group = StringField(
        lazy("Shared limit"),
        [Length(max=LONGEST_GROUP, message=lazy("This text is too long."))],
        description=lazy("Activities with the same word here use up one limit together."),
        render_kw={"autocomplete": "off"},
    )
    audit_percent = number_field(
        lazy("How many of a hundred are checked a second time?"), "audit_percent"
    )
    instead = SelectField(
        lazy("What may somebody do instead who cannot do this?"), validate_choice=False
    )

    def __init__(self, formdata: Any = None, **facts: Any) -> None:
        super().__init__(formdata, **facts)
        self.evidence.choices = chosen(*((key, str(words)) for key, words in EVIDENCE.items()))
        self.cap_of.choices = chosen(*((str(key), str(words)) for key, words in CAPS.items()))
        self.cap_period.choices = chosen(*((str(key), str(said)) for key, said in PERIODS.items()))
        self.cap_who.choices = chosen(*((str(key), str(words)) for key, words in WHO.items()))

    @classmethod
    def showing(cls, line: ActivityPlan) -> Self:
        """Return the form with what a line says."""
        facts = {name: getattr(line, name) for name in cls.FIELDS}
        return cls(data={**facts, "evidence": list(line.evidence), "instead": line.instead or ""})

    def offer(self, others: list[tuple[str, str]]) -> Self:
        """Offer the other activities as what counts instead."""
        self.instead.choices = chosen(("", gettext("Nothing named")), *others)
        return self

    def line(self, code: str) -> ActivityPlan:
        """Return the line it says."""
        facts = {name: self[name].data for name in self.FIELDS}
        return ActivityPlan(
            **{
                **facts,
                "code": code,
                "evidence": "".join(self.evidence.data or ()),
                "cap_of": CapOf(self.cap_of.data),
                "cap_period": CapPeriod(self.cap_period.data),
                "cap_who": CapWho(self.cap_who.data),
                "cap_group": (self.cap_group.data or "").strip(),
                "instead": self.instead.data or None,
            }
        )


class WeekForm(DraftForm):
    """A theme week; its name in the language of the page."""

    name = StringField(
        lazy("Name of the theme week"),
        [
            InputRequired(lazy("Write a name.")),
            Length(max=LONGEST_LINE, message=lazy("This text is too long.")),
        ],
    )
    starts_on = day_field(lazy("First day"))
    ends_on = day_field(lazy("Last day"))
    percent = number_field(
        lazy("How much do activities earn, in per cent?"),
        "percent",
        lazy("200 is twice as much, and the most."),
    )
    activities = TicksField(lazy("Which activities?"), validate_choice=False)

    def offer(self, kinds: list[tuple[str, str]]) -> Self:
        """Offer the activities of the plan."""
        self.activities.choices = chosen(*kinds)
        return self

    @classmethod
    def showing(cls, week: CampaignPlan) -> Self:
        """Return the form with what a theme week says."""
        names = ("starts_on", "ends_on", "percent")
        facts: dict[str, Any] = {name: getattr(week, name) for name in names}
        return cls(data={**facts, "name": said(week.name), "activities": list(week.activities)})

    def week(self, plan: Plan, number: int) -> CampaignPlan:
        """Return the theme week it says; names in other languages stay."""
        there = plan.campaigns[number - 1].name if number <= len(plan.campaigns) else {}
        assert self.starts_on.data
        assert self.ends_on.data
        return CampaignPlan(
            name={**there, language(): (self.name.data or "").strip()},
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            percent=int(self.percent.data or 0),
            activities=tuple(self.activities.data or ()),
        )
