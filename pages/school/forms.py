"""The forms of a school: a year, a class, a lesson, slots, next year's names."""

from typing import Any

from wtforms import BooleanField, DateField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from pages.speech import gettext, lazy, ngettext
from pages.web.forms import BaseForm, WholeNumberField, chosen
from portal.class_windows import MINUTES

__all__ = ["ClassForm", "MoreForm", "NamesForm", "SlotForm", "WindowForm", "YearForm"]

LONGEST_NAME = 40
_SMALL = {"inputmode": "numeric", "autocomplete": "off", "class": "w2"}


class YearForm(BaseForm):
    """When a school year begins and ends."""

    starts_on = DateField(lazy("First day"), [InputRequired(lazy("Enter a day."))])
    ends_on = DateField(lazy("Last day"), [InputRequired(lazy("Enter a day."))])


class ClassForm(BaseForm):
    """A new class."""

    year = SelectField(lazy("School year"), validate_choice=False)
    name = StringField(
        lazy("Name of the class"),
        [
            InputRequired(lazy("Write a name.")),
            Length(max=LONGEST_NAME, message=lazy("Write at most 40 signs.")),
        ],
        description=lazy("Like 3A. Never the name of a child."),
        render_kw={"autocomplete": "off"},
    )
    meant = BooleanField(lazy("It is the name of the class, not of a person"), [Optional()])
    pupils = WholeNumberField(
        lazy("How many pupils?"), [InputRequired(lazy("Enter how many."))], render_kw=_SMALL
    )


class WindowForm(BaseForm):
    """How long a lesson is."""

    minutes = RadioField(lazy("How long?"), default=str(MINUTES[1]), validate_choice=False)

    def __init__(self, formdata: Any = None, **facts: Any) -> None:
        super().__init__(formdata, **facts)
        spans = ((one, ngettext("%(n)s minute", "%(n)s minutes", one)) for one in MINUTES)
        self.minutes.choices = chosen(*((str(one), words % {"n": one}) for one, words in spans))


class MoreForm(BaseForm):
    """More slots. `after` is the last number there was."""

    count = WholeNumberField(
        lazy("How many more?"), [InputRequired(lazy("Enter how many."))], render_kw=_SMALL
    )


class SlotForm(BaseForm):
    """One slot, and the class it moves to."""

    number = SelectField(lazy("Number of the slot"), validate_choice=False)
    to = SelectField(lazy("New class"), validate_choice=False)

    def offer(self, numbers: list[int], classes: list[tuple[str, str]]) -> "SlotForm":
        """Offer the slots that are in use, and the other classes of the year."""
        self.number.choices = chosen(*((str(one), str(one)) for one in numbers))
        self.to.choices = chosen(*classes)
        return self


class NamesForm(BaseForm):
    """Next year's names. The fields are named after the classes; an empty one goes on nowhere."""

    meant = BooleanField(lazy("These are names of classes, not of people"), [Optional()])

    @staticmethod
    def label_of(name: str) -> str:
        """Say whose next name is asked for."""
        return gettext("%(name)s will be") % {"name": name}
