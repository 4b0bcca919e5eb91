"""The form with which something is pledged for a round: a sum, or things."""

from decimal import Decimal
from typing import Any, Self

from wtforms import RadioField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from pages.speech import gettext, language, lazy, said
from pages.web.formats import in_coins, is_currency
from pages.web.forms import AmountField, BaseForm, WholeNumberField, chosen
from portal import register_checks
from portal.organisations import OrganisationKind, OrganisationState
from portal.pledges import Pot, Units, UnitShape

__all__ = ["SHAPES", "PledgeForm"]

LONGEST = 80
MOST = 1_000_000_000_000
SHAPES = (
    (UnitShape.QUILT, lazy("a quilt")),
    (UnitShape.BOOK, lazy("a book")),
    (UnitShape.TREE, lazy("a tree")),
)
_NUMERIC = {"inputmode": "numeric", "autocomplete": "off", "class": "w8"}


def _number(question: Any) -> Any:
    return WholeNumberField(
        question,
        [Optional(), NumberRange(1, MOST, lazy("Write a whole number, 1 or more."))],
        render_kw=_NUMERIC,
    )


class PledgeForm(BaseForm):
    """A pot to be divided, or one thing for so many points."""

    sponsor = SelectField(lazy("Which sponsor?"), validate_choice=False)
    kind = RadioField(lazy("What is pledged?"), default="pot")
    amount = AmountField(
        lazy("How much is in the pot?"),
        [Optional(), NumberRange(0, MOST, lazy("Write an amount, 0 or more."))],
        render_kw={"inputmode": "decimal", "autocomplete": "off", "class": "w8"},
    )
    currency = StringField(
        lazy("Currency"),
        description=lazy("Three letters, like GBP, CNY or JPY."),
        filters=[lambda typed: typed.strip().upper() if typed else typed],
        render_kw={"autocomplete": "off", "class": "w4"},
    )
    thing = StringField(
        lazy("Which thing?"),
        [Optional(), Length(max=LONGEST, message=lazy("This text is too long."))],
        description=lazy("One of them, like: warm quilt."),
    )
    shape = SelectField(lazy("How is it drawn?"), validate_choice=False)
    each = _number(lazy("For how many points is there one?"))
    limit = _number(lazy("How many at most?"))

    def __init__(self, formdata: Any = None, **facts: Any) -> None:
        super().__init__(formdata, **facts)
        kinds = (("pot", gettext("A sum of money")), ("unit", gettext("Things")))
        self.kind.choices = chosen(*kinds)
        self.shape.choices = chosen(*((str(shape), str(words)) for shape, words in SHAPES))
        for it in (self.amount, self.thing, self.each, self.limit):
            it.flags.optional = None  # of what is pledged all is needed

    def offer(self, session: Any) -> Self:
        """Offer the sponsors of the public register."""
        listed = register_checks.list_register(session)
        self.sponsor.choices = chosen(
            *(
                (row.slug, said(row.name))
                for row in listed
                if row.kind is OrganisationKind.SPONSOR and row.state is OrganisationState.LISTED
            )
        )
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Check what belongs to the chosen kind; what stands in the other's fields is not asked."""
        super().validate(extra_validators)
        if self.is_switching:
            return False
        is_pot = self.kind.data == "pot"
        pot, units = (self.amount, self.currency), (self.thing, self.shape, self.each, self.limit)
        for field in units if is_pot else pot:
            field.errors = []
        self._check_sum() if is_pot else self._check_things()
        return not self.errors

    def terms(self) -> Pot | Units:
        """Return what was pledged, after it was found good."""
        if self.kind.data == "pot":
            currency = str(self.currency.data)
            coins = in_coins(self.amount.data or Decimal(), currency)
            assert coins
            return Pot(amount_cents=coins, currency=currency)
        return Units(
            unit_name={language(): str(self.thing.data).strip()},
            unit_shape=UnitShape(self.shape.data),
            points_per_unit=int(self.each.data),
            unit_limit=int(self.limit.data),
        )

    def _check_sum(self) -> None:
        currency = self.currency.data or ""
        if not is_currency(currency):
            self.currency.errors = [gettext("Write the three letters of a currency.")]
        if self.amount.errors:
            return
        if self.amount.data is None:
            self.amount.errors = [gettext("This field is required.")]
        elif is_currency(currency) and not in_coins(self.amount.data, currency):
            self.amount.errors = [gettext("There is no such amount in this currency.")]

    def _check_things(self) -> None:
        missing = gettext("This field is required.")
        for field in (self.thing, self.each, self.limit):
            if not field.data and not field.errors:
                field.errors = [missing]
        if self.shape.data not in set(UnitShape):
            self.shape.errors = [missing]
