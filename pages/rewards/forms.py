"""The forms of offers: promise one, say where it stands, count again, announce a lower price."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from pages.labels import label
from pages.speech import gettext, lazy, said
from pages.web.forms import BaseForm, WholeNumberField, chosen
from pages.web.tongues import TongueForm, in_tongues
from portal.offers import Offer, slug_of
from portal.rewards import RewardKind, RewardState

__all__ = ["OfferForm", "StateForm", "StockForm", "VoucherForm", "WantForm", "WindowForm"]

MOST = 1_000_000
LONGEST = 300
LONGEST_NAME = 60
_NEEDED = InputRequired(lazy("Write this."))
_SHORT = [_NEEDED, Length(max=LONGEST_NAME, message=lazy("Write at most 60 signs."))]
_LONG = [_NEEDED, Length(max=LONGEST, message=lazy("Write at most 300 signs."))]
_DAY = [InputRequired(lazy("Enter a day."))]
_NUMBERS = {"inputmode": "numeric", "autocomplete": "off", "class": "w4"}
_WHOLE = lazy("Write a whole number, 1 or more.")


def _count(words: Any, most: int = MOST, least: int = 1, **more: Any) -> WholeNumberField:
    """Return a field for a whole number that has to be there."""
    bounds = NumberRange(least, most, lazy("Write a whole number that fits here."))
    checks = [InputRequired(_WHOLE), bounds]
    return WholeNumberField(words, checks, render_kw=_NUMBERS, **more)


@in_tongues(name=LONGEST_NAME, about=LONGEST, where=LONGEST, access=LONGEST)
class OfferForm(TongueForm):
    """What a partner offers, to whom it costs something, and what it promises."""

    programme = SelectField(lazy("For points of which programme?"), validate_choice=False)
    kind = RadioField(
        lazy("What kind of reward is it?"), [InputRequired(lazy("Choose the kind of reward."))]
    )
    name = StringField(
        lazy("What is the reward called?"),
        _SHORT,
        description=lazy("One of it: Bus day pass."),
    )
    about = TextAreaField(lazy("What does somebody get?"), _LONG, render_kw={"rows": 3})
    where = StringField(lazy("Where and when?"), _LONG)
    access = StringField(
        lazy("Who can come?"), _LONG, description=lazy("Steps, seats, a toilet, quiet hours.")
    )
    points = _count(lazy("How many points does it take?"), description=lazy("The same for all."))
    stock = _count(lazy("How many are there?"))
    each_household = _count(lazy("How many may one household have?"), 100, default=1)
    days_valid = _count(lazy("How many days is a voucher good?"), 366, default=28)
    return_days = _count(
        lazy("So many days before its last day it can still be given back"), 30, 0, default=0
    )
    happens_on = DateField(
        lazy("On one day only?"), [Optional()], description=lazy("Of an evening or a trip.")
    )
    offered_until = DateField(lazy("Last day on which points can be used for it"), _DAY)
    payer = RadioField(lazy("Who pays for it?"), [InputRequired(lazy("Choose who pays."))])
    same = BooleanField(
        lazy("Whoever comes with a voucher is served as everybody else is."),
        [InputRequired(lazy("Without this promise nothing can be offered."))],
    )
    fair = BooleanField(
        lazy(
            "Nothing has to be bought, nothing is drawn by lot, it has no value in money, and it is"
            " no alcohol, tobacco, weapon, medicine or credit."
        ),
        [InputRequired(lazy("Without this promise nothing can be offered."))],
    )

    def offer(self, programmes: Sequence[Any], payers: Sequence[tuple[UUID, Any]]) -> Any:
        """Offer the programmes that run, and who could pay."""
        self.programme.choices = chosen(
            *((one.programme_code, said(one.programme_name)) for one in programmes)
        )
        self.payer.choices = chosen(*((str(id_), said(name)) for id_, name in payers))
        self.kind.choices = chosen(*((kind.value, label(kind)) for kind in RewardKind))
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that the programme is still offered."""
        is_good = super().validate(extra_validators)
        if is_good and self.programme.data not in {option.data for option in self.programme}:
            self.programme.errors = [gettext("Choose one from the list.")]
            return False
        return is_good

    def plan(self) -> Offer:
        """Return what was written, in the languages it was written in."""
        assert isinstance(self.offered_until.data, date)
        return Offer(
            slug=slug_of(self.name.data or "", self.kind.data),
            kind=RewardKind(self.kind.data),
            name=self.words("name"),
            about=self.words("about"),
            where=self.words("where"),
            access=self.words("access"),
            points=self.points.data or 0,
            stock=self.stock.data or 0,
            offered_until=self.offered_until.data,
            payer_id=UUID(self.payer.data),
            each_household=self.each_household.data or 1,
            days_valid=self.days_valid.data or 1,
            return_days=self.return_days.data or 0,
            happens_on=self.happens_on.data,
        )


class StateForm(BaseForm):
    """What becomes of an offer, and why."""

    state = RadioField(
        lazy("What shall become of it?"),
        [InputRequired(lazy("Choose what shall become of it."))],
    )
    reason = StringField(
        lazy("Why?"),
        [Optional(), Length(max=LONGEST, message=lazy("Write at most 300 signs."))],
        description=lazy("Everybody can read this. Name no person."),
    )

    def offer(self, steps: Sequence[RewardState]) -> Any:
        """Offer what can be done now."""
        self.state.choices = chosen(*((step.value, label(step)) for step in steps))
        return self


class StockForm(BaseForm):
    """How many there really are."""

    stock = _count(
        lazy("How many are left?"),
        least=0,
        description=lazy("Without those for which somebody has a voucher."),
    )
    because = StringField(
        lazy("Why is it another number?"),
        [
            InputRequired(lazy("Write why it is another number.")),
            Length(max=LONGEST, message=lazy("Write at most 300 signs.")),
        ],
        description=lazy("Like: two were broken. Name no person."),
    )


class WindowForm(BaseForm):
    """Days on which it takes fewer points."""

    starts_on = DateField(lazy("First day"), _DAY)
    ends_on = DateField(lazy("Last day"), _DAY)
    points = _count(lazy("How many points on these days?"))


class VoucherForm(BaseForm):
    """The code of a voucher."""

    code = StringField(
        lazy("Code on the voucher"),
        [InputRequired(lazy("Enter the code from the voucher."))],
        description=lazy("Like V-7K3F-22QX-M4C. Small letters and no hyphens are fine."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )


class WantForm(BaseForm):
    """Use points for a reward; `points` is the price on the page, `confirm` from the check page."""

    points = WholeNumberField(validators=[InputRequired()])
    confirm = HiddenField()
