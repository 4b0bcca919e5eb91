"""The forms of the rounds' desk: a document, a payment, a class's vote."""

from typing import Any, Self

from wtforms import DateField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput

from pages.speech import gettext, lazy, said
from pages.web.days import DayForm
from pages.web.formats import in_coins
from pages.web.forms import AmountField, BaseForm, WholeNumberField, chosen

LONGEST = 60
LONGEST_REASON = 300
MOST = 1_000_000_000
MOST_SMALLEST = 10_000
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
    paid = AmountField(
        lazy("How much was paid?"),
        [Optional(), NumberRange(0, MOST, lazy("Write an amount, 0 or more."))],
        description=lazy("Leave it empty if it is all that was pledged."),
        render_kw={"inputmode": "decimal", "autocomplete": "off", "class": "w8"},
    )

    def coins(self, found: Any) -> int | None:
        """Return what was paid in the smallest coin, or in things; None where that is no sum."""
        whole: int = found.amount_cents if found.currency else found.unit_limit
        if self.paid.data is None:
            return whole
        coins = in_coins(self.paid.data, found.currency) if found.currency else None
        if found.currency is None and self.paid.data % 1 == 0:
            coins = int(self.paid.data)
        if coins is None:
            self.paid.errors = [gettext("There is no such amount in this currency.")]
        return coins


class PlanForm(BaseForm):
    """When a round is, how small a gift may be, and which causes are in it."""

    name = StringField(
        lazy("What is it called?"),
        [
            DataRequired(lazy("Write a name.")),
            Length(max=80, message=lazy("This text is too long.")),
        ],
        description=lazy("Short, like: Spring round."),
    )
    first = DateField(
        lazy("First day"),
        [InputRequired(lazy("Enter a day."))],
        description=lazy("Like 2027-03-01."),
    )
    last = DateField(
        lazy("Last day"),
        [InputRequired(lazy("Enter a day."))],
        description=lazy("Like 2027-03-01."),
    )
    smallest = WholeNumberField(
        lazy("How many points is the smallest gift?"),
        [
            InputRequired(lazy("Write how many points.")),
            NumberRange(1, MOST_SMALLEST, lazy("Write a whole number, 1 or more.")),
        ],
        render_kw=_NUMERIC,
    )
    causes = SelectMultipleField(
        lazy("Which causes are in it?"),
        [InputRequired(lazy("Choose at least one cause."))],
        option_widget=CheckboxInput(),
    )

    def offer(self, causes: Any) -> Self:
        """Offer the causes of a programme."""
        self.causes.choices = chosen(*((row.code, said(row.name)) for row in causes))
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that the round does not end before it begins."""
        is_good = super().validate(extra_validators)
        if is_good and self.last.data and self.first.data and self.last.data < self.first.data:
            self.last.errors = [gettext("The last day is not before the first.")]
            return False
        return is_good


class ReasonForm(BaseForm):
    """Why a pledge is taken back, or a round ended."""

    reason = TextAreaField(
        lazy("Why?"),
        [
            DataRequired(lazy("Write a sentence or two.")),
            Length(max=LONGEST_REASON, message=lazy("Write at most 300 signs.")),
        ],
        description=lazy("Everybody can read this. Name no person."),
        render_kw={"rows": 3},
    )


class ExtendForm(DayForm):
    """The last day of a round."""


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
