"""The forms of the rounds' desk: a document, a payment, a class's vote."""

from typing import Any

from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from pages.speech import lazy
from pages.web.days import DayForm
from pages.web.forms import BaseForm, WholeNumberField

LONGEST = 60
MOST = 1_000_000_000
_NUMERIC = {"inputmode": "numeric", "autocomplete": "off", "class": "w4"}


def _paper(question: str) -> Any:
    """Ask for the number that is printed on a paper."""
    return StringField(
        question,
        [
            DataRequired(lazy("Write the number on the paper.")),
            Length(max=LONGEST, message=lazy("Write at most 60 signs.")),
        ],
        filters=[lambda typed: typed.strip() if typed else typed],
        render_kw={"autocomplete": "off"},
    )


class DocumentForm(BaseForm):
    """The sponsor's letter."""

    document = _paper(lazy("Which number has the sponsor’s letter?"))


class PaymentForm(DayForm):
    """The proof that the pledge was kept."""

    payment = _paper(lazy("Which number has the proof of payment?"))


class VoteForm(DayForm):
    """How a class voted."""

    group = SelectField(lazy("Which class?"))
    cause = SelectField(lazy("Which cause did they vote for?"))
    voters = WholeNumberField(
        lazy("How many voted?"),
        [
            InputRequired(lazy("Write how many voted.")),
            NumberRange(1, MOST, lazy("Write a whole number, 1 or more.")),
        ],
        render_kw=_NUMERIC,
    )
    points = WholeNumberField(
        lazy("How many points does the class give?"),
        [
            InputRequired(lazy("Write how many points.")),
            NumberRange(1, MOST, lazy("Write a whole number, 1 or more.")),
        ],
        render_kw=_NUMERIC,
    )
