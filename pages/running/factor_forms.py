"""The forms of a programme's own factors: a list with what is said of it, and a review."""

from wtforms import FileField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from pages.speech import lazy
from pages.web.forms import BaseForm, WholeNumberField
from pages.web.sent_lists import SentList
from portal.factor_rows import YEARS
from portal.own_factors import LONGEST

__all__ = ["FactorsForm", "OfficeForm"]

_YEARS = NumberRange(YEARS[0], YEARS[-1], lazy("Write a year from 2000 to 2099."))
_TOLD = [
    InputRequired(lazy("Write this first.")),
    Length(max=LONGEST, message=lazy("Write at most 200 signs.")),
]
_PLAIN = {"autocomplete": "off"}
_NUMERIC = {"inputmode": "numeric", "autocomplete": "off", "class": "w4"}


class FactorsForm(BaseForm):
    """A set of factors. `kept` is the list that was tried."""

    title = StringField(lazy("What is it called?"), _TOLD, render_kw=_PLAIN)
    source = StringField(
        lazy("Where were its numbers published?"),
        _TOLD,
        description=lazy("Publisher, title, year and page, so that anybody can look them up."),
        render_kw=_PLAIN,
    )
    first_year = WholeNumberField(
        lazy("From the beginning of which year?"), [_YEARS], render_kw=_NUMERIC
    )
    last_year = WholeNumberField(lazy("To the end of which year?"), [_YEARS], render_kw=_NUMERIC)
    file = FileField(lazy("The list"), [Optional()])

    def is_good(self, sent: SentList) -> bool:
        """Check the fields, and that there is a list of a size we can take here."""
        is_good = self.validate()
        if sent.mistake:
            self.file.errors, is_good = [sent.mistake], False
        return is_good


class OfficeForm(BaseForm):
    """Who reviewed a set."""

    office = StringField(
        lazy("Which office reviewed it?"),
        _TOLD,
        description=lazy("Everybody can read it. An office is enough, no name."),
        render_kw=_PLAIN,
    )
