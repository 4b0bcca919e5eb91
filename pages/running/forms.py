"""The forms of a programme that runs: a reason, a day, points that are asked for."""

from collections.abc import Sequence
from typing import Any, Self

from wtforms import DateField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from pages.speech import lazy, said
from pages.web.forms import BaseForm, WholeNumberField, chosen
from pages.web.reasons import ReasonForm
from portal.budget_requests import LONGEST_PAPER
from portal.budgets import TopUpTarget

__all__ = ["BudgetForm", "DayReasonForm", "ReasonForm"]

MOST = 1_000_000_000
_NUMERIC = {"inputmode": "numeric", "autocomplete": "off", "class": "w4"}


class DayReasonForm(ReasonForm):
    """Until when, and why."""

    day = DateField(
        lazy("New last day"),
        [InputRequired(lazy("Enter a day."))],
        description=lazy("Like 2027-03-01."),
    )


class BudgetForm(BaseForm):
    """Points that somebody backs with a letter."""

    points = WholeNumberField(
        lazy("How many points?"),
        [
            InputRequired(lazy("Write a number.")),
            NumberRange(1, MOST, lazy("Write a whole number from %(min)s to %(max)s.")),
        ],
        render_kw=_NUMERIC,
    )
    target = RadioField(lazy("What are they for?"), default=TopUpTarget.BUDGET.value)
    funder = SelectField(lazy("Who stands behind them?"), validate_choice=False)
    document = StringField(
        lazy("Number of their letter"),
        [
            InputRequired(lazy("Write the number on the paper.")),
            Length(max=LONGEST_PAPER, message=lazy("Write at most 60 signs.")),
        ],
        render_kw={"autocomplete": "off"},
    )

    def __init__(self, formdata: Any = None, **facts: Any) -> None:
        super().__init__(formdata, **facts)
        self.target.choices = chosen(
            (TopUpTarget.BUDGET.value, str(lazy("Points for actions"))),
            (TopUpTarget.RESERVE.value, str(lazy("Apologies for cancelled rewards"))),
        )

    def offer(self, funders: Sequence[Any]) -> Self:
        """Offer whose letter it may be."""
        self.funder.choices = chosen(*((row.slug, said(row.name)) for row in funders))
        return self
