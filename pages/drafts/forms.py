"""The questions of a draft, a form each: filled from a plan, and giving back what changes."""

from collections.abc import Sequence
from typing import Any, Self
from zoneinfo import available_timezones

from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Regexp

from pages.speech import gettext, lazy, said
from pages.web.findings import TEXTS
from pages.web.forms import BaseForm, WholeNumberField, chosen
from pages.words import label
from portal.plans import BOUNDS, LONGEST_TEXT, Plan
from portal.programmes import Mode, Theme

__all__ = [
    "QUESTIONS",
    "TEXTS_IN",
    "BeginForm",
    "DraftForm",
    "TextsForm",
    "day_field",
    "number_field",
]

TEXTS_IN = "texts-"  # and a language
LONGEST_LINE = 120
_SMALL = {"inputmode": "numeric", "autocomplete": "off", "class": "w4"}
_TEXT = Length(max=LONGEST_TEXT, message=lazy("This text is too long."))


def number_field(question: Any, name: str, hint: Any = "", **more: Any) -> Any:
    """Ask for a whole number within the bounds a plan has for it."""
    least, most = BOUNDS[name]
    said_so = lazy("Write a whole number from %(min)s to %(max)s.")
    checks = [InputRequired(lazy("Write a number.")), NumberRange(least, most, said_so)]
    return WholeNumberField(question, checks, description=hint, render_kw=_SMALL, **more)


def day_field(question: Any) -> Any:
    """Ask for a day."""
    return DateField(
        question,
        [InputRequired(lazy("Enter a day."))],
        description=lazy("Like 2027-03-01."),
    )


class BeginForm(BaseForm):
    """What is begun: something new, something like what others do, or a next season."""

    of = SelectField(lazy("What do you begin?"), validate_choice=False)

    def offer(self, own: Sequence[Any], published: Sequence[Any]) -> Self:
        """Offer a new programme, the next season of each of ours, and the rules of every other."""
        again = gettext("The next season of %(programme)s")
        like = gettext("A new programme with the rules of %(programme)s")
        self.of.choices = chosen(
            ("", gettext("A new programme")),
            *((f"of:{it.programme_code}", again % _called(it)) for it in own),
            *((f"like:{it.programme_code}", like % _called(it)) for it in published),
        )
        return self


def _called(it: Any) -> dict[str, str]:
    return {"programme": said(it.programme_name)}


class DraftForm(BaseForm):
    """A form about a draft: it names the version its page was made from."""

    FIELDS: tuple[str, ...] = ()  # of the plan, called the same here

    version = HiddenField()

    @classmethod
    def of(cls, plan: Plan) -> Self:
        """Return the form with what the plan says; nought is no answer yet."""
        return cls(data={name: getattr(plan, name) or None for name in cls.FIELDS})

    def change(self) -> dict[str, Any]:
        """Return what the plan shall say."""
        return {name: self[name].data for name in self.FIELDS}

    @property
    def asked(self) -> list[Any]:
        """The fields people see."""
        return [field for field in self if field.type != "HiddenField"]


class AboutForm(DraftForm):
    """What it is."""

    FIELDS = ("code", "theme", "mode")

    code = StringField(
        lazy("Short code"),
        [
            InputRequired(lazy("Write a code.")),
            Regexp("^[A-Za-z]{3,10}$", message=lazy("Write 3 to 10 letters from A to Z.")),
        ],
        description=lazy("3 to 10 letters, like RIVER. It stands in addresses and on posters."),
        filters=[lambda typed: typed.strip().upper() if typed else typed],
        render_kw={"autocomplete": "off", "class": "w4"},
    )
    theme = RadioField(lazy("What is it about?"))
    mode = RadioField(lazy("Who takes part?"))

    def __init__(self, formdata: Any = None, **facts: Any) -> None:
        super().__init__(formdata, **facts)
        self.theme.choices = chosen(*((str(one), str(label(one))) for one in Theme))
        self.mode.choices = chosen(*((str(one), str(label(one))) for one in Mode))

    def change(self) -> dict[str, Any]:
        """Return what the plan shall say."""
        facts = super().change()
        return {**facts, "theme": Theme(facts["theme"]), "mode": Mode(facts["mode"])}


class PlaceForm(DraftForm):
    """Where it is, and under which law."""

    FIELDS = ("region", "time_zone", "licence")

    region = SelectField(
        lazy("Region"), description=lazy("Its published factors are used for the reports.")
    )
    time_zone = StringField(
        lazy("Time zone"),
        [InputRequired(lazy("Write a time zone."))],
        description=lazy("Like Europe/London or Asia/Shanghai: whose midnight ends a day."),
        filters=[lambda typed: typed.strip() if typed else typed],
        render_kw={"autocomplete": "off"},
    )
    licence = TextAreaField(
        lazy("Under which licence are points issued, or why is none needed?"),
        [InputRequired(lazy("Write the licence, or why none is needed.")), _TEXT],
        render_kw={"rows": 3},
    )

    def offer(self, regions: Sequence[Any]) -> None:
        """Offer the regions there are factors for."""
        self.region.choices = chosen(*((row.code, said(row.name)) for row in regions))

    def validate_time_zone(self, field: Any) -> None:
        """Refuse a zone the computer does not know."""
        if field.data not in available_timezones():
            raise ValueError(gettext("This time zone is not known. Write it like Europe/London."))


class SeasonForm(DraftForm):
    """When it runs, and what is promised."""

    FIELDS = ("starts_on", "ends_on", "log_back_days", "check_days", "expiry_months")

    starts_on = day_field(lazy("First day of the season"))
    ends_on = day_field(lazy("Last day of the season"))
    log_back_days = number_field(
        lazy("How many days after an act may it still be logged?"), "log_back_days"
    )
    check_days = number_field(lazy("Within how many days do you promise to check?"), "check_days")
    expiry_months = number_field(lazy("After how many months do points lapse?"), "expiry_months")


class LimitsForm(DraftForm):
    """How much, for how many."""

    FIELDS = ("household_ceiling", "enrolment_limit")

    household_ceiling = number_field(
        lazy("Most points one household or class can get in the season"), "household_ceiling"
    )
    enrolment_limit = number_field(
        lazy("How many households or classes may join at most?"), "enrolment_limit"
    )


class BudgetForm(DraftForm):
    """What there is."""

    FIELDS = ("budget", "reserve", "two_person_over", "award_cap_day")

    budget = number_field(
        lazy("How many points are set aside for the season?"),
        "budget",
        lazy("The ceiling times everybody who may join, and the reserve, must fit into it."),
    )
    reserve = number_field(
        lazy("How many of them are kept for apologies?"),
        "reserve",
        lazy("For rewards that are cancelled. It may be 0."),
    )
    two_person_over = number_field(
        lazy("Above how many points does a top-up need a third signature?"), "two_person_over"
    )
    award_cap_day = number_field(
        lazy("Most points one household or class can be awarded in a day"), "award_cap_day"
    )


class WorkForm(DraftForm):
    """What is expected of those who act and those who check."""

    FIELDS = ("expected_holders", "expected_acts", "checker_hours")

    expected_holders = number_field(
        lazy("How many households or classes do you expect?"), "expected_holders"
    )
    expected_acts = number_field(
        lazy("How many actions a week will each of them log?"), "expected_acts"
    )
    checker_hours = number_field(
        lazy("How many hours a week do all who check have together?"), "checker_hours"
    )

    @classmethod
    def of(cls, plan: Plan) -> Self:
        """Nought hours is an answer."""
        form = super().of(plan)
        form.checker_hours.data = plan.checker_hours
        return form


class TextsForm(DraftForm):
    """Its texts in one language."""

    name = StringField(
        TEXTS["name"], [Length(max=LONGEST_LINE, message=lazy("This text is too long."))]
    )
    summary = TextAreaField(TEXTS["summary"], [_TEXT], render_kw={"rows": 2})
    steps = TextAreaField(
        TEXTS["steps"],
        [_TEXT],
        description=lazy("One step a line."),
        render_kw={"rows": 4},
    )
    who = TextAreaField(
        TEXTS["who"],
        [_TEXT],
        description=lazy("Like: everybody who lives in Mill Street."),
        render_kw={"rows": 2},
    )
    season_name = StringField(
        TEXTS["season_name"],
        [Length(max=LONGEST_LINE, message=lazy("This text is too long."))],
        description=lazy("Like: Spring 2027."),
    )

    @classmethod
    def within(cls, plan: Plan, language: str) -> Self:
        """Return the form with what is written in a language."""
        return cls(data={name: plan.text(name).get(language, "") for name in TEXTS})

    def change_in(self, plan: Plan, language: str) -> dict[str, Any]:
        """Return the texts with this language's; an empty one is left out."""
        typed = {name: (self[name].data or "").strip() for name in TEXTS}
        return {
            name: {
                **{key: said for key, said in plan.text(name).items() if key != language},
                **({language: text} if text else {}),
            }
            for name, text in typed.items()
        }


QUESTIONS: dict[str, tuple[Any, type[DraftForm]]] = {
    "about": (lazy("What is this programme?"), AboutForm),
    "place": (lazy("Where is it?"), PlaceForm),
    "season": (lazy("When does the season run?"), SeasonForm),
    "limits": (lazy("How many points, for how many?"), LimitsForm),
    "budget": (lazy("Which budget is there?"), BudgetForm),
    "work": (lazy("What do you expect?"), WorkForm),
}
