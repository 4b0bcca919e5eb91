"""The forms of an action: log it, change it, answer a question about it."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from wtforms import FileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Optional

from pages.speech import gettext, lazy
from pages.web.forms import AmountField, BaseForm, chosen, options, plain_number
from pages.web.own_words import WordsForm
from pages.web.refusing import say, shown
from pages.words import label
from portal.errors import Refused
from portal.files import Picture
from portal.told import Replaced, Told

ME, HOME = "me", "home"  # both are the household: it holds the points its members earn
DAYS = ("today", "yesterday", "other")
LONGEST_ANSWER = 500
_TEXT = {"inputmode": "numeric", "autocomplete": "off", "class": "w4"}


class Amount(AmountField):
    """How much was done; what is no number is answered with an example."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read a number, or say what one looks like."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(gettext("Enter how much, as a number like 14.")) from error


class LogForm(BaseForm):
    """What was done: how much, when, instead of what, seen by whom, for whom."""

    amount = Amount(
        lazy("How much?"),
        [InputRequired(lazy("Enter how much, as a number like 14."))],
        places=None,
        render_kw=_TEXT | {"inputmode": "decimal"},
    )
    when = RadioField(
        lazy("When?"),
        [AnyOf(DAYS, lazy("Choose when it was."))],
        default="today",
        choices=options(
            today=lazy("Today"), yesterday=lazy("Yesterday"), other=lazy("Another day")
        ),
        validate_choice=False,
    )
    day = StringField(lazy("Day"), render_kw=_TEXT)
    month = StringField(lazy("Month"), render_kw=_TEXT)
    year = StringField(lazy("Year"), render_kw=_TEXT)
    replaced = RadioField(
        lazy("What would you have used instead?"),
        choices=chosen(*((one.value, "") for one in Replaced)),
        validate_choice=False,
    )
    photo = FileField(
        lazy("Photo"),
        description=lazy("Show the thing, not faces. We delete photos after 90 days."),
    )
    witness = SelectField(lazy("Who saw it?"), validate_choice=False)
    who = RadioField(lazy("Who did it?"), [Optional()], default=ME, validate_choice=False)
    holder = RadioField(lazy("Who gets the points?"), name="for", validate_choice=False)

    def fit(
        self,
        what: Any,
        *,
        holders: Sequence[tuple[str, str]],
        witnesses: Sequence[Any],
        children: Sequence[Any] = (),
    ) -> None:
        """Ask only what this activity asks, and offer only what this person may choose."""
        self.amount.description = _range_of(what)
        if what.whole:
            self.amount.label.text = gettext("How many?")
        used = getattr(what, "activity", what.code)  # a claim's row has a code of its own
        self.replaced.choices = chosen(
            *((one.value, label(one)) for one in Replaced if one.value != used)
        )
        each = ((str(row.id), row.name) for row in children)
        self.who.choices = chosen((ME, gettext("I did it")), *each)
        nobody = ("", gettext("Nobody"))
        self.witness.choices = chosen(nobody, *((str(row.id), row.name) for row in witnesses))
        self.holder.choices = chosen(*holders)
        if len(holders) == 1 or self.holder.data == ME:
            self.holder.data = holders[0][0]
        if what.least_amount == what.most_amount:
            self.amount.validators, self.amount.data = [], self.amount.data or what.least_amount
        for name, is_asked in {
            "replaced": what.asks_replaced,
            "photo": "C" in what.evidence,
            "witness": bool(witnesses),
            "who": bool(children),
        }.items():
            if not is_asked:
                del self[name]

    def told(self, today: date, photo: Picture | None) -> Told:
        """Return what was said; where a field is wrong, something harmless in its place."""
        replaced = self.replaced.data if "replaced" in self else None
        witness = self.witness.data if "witness" in self else ""
        return Told(
            amount=_tidy(self.amount.data),
            done_on=self.done_on(today) or today,
            replaced=Replaced(replaced) if replaced in set(Replaced) else None,
            witness_id=_id_or_none(witness),
            photo=photo,
        )

    def done_on(self, today: date) -> date | None:
        """Return the day that was meant, or None where there is no such day."""
        match self.when.data:
            case "yesterday":
                return today - timedelta(days=1)
            case "other":
                return self._other_day()
            case _:
                return today

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, and that another day is a day."""
        is_good = super().validate(extra_validators)
        if not self.is_switching and self.when.data == "other" and not self._other_day():
            words = gettext("Enter a real day, with day, month and year.")
            self.day.errors, is_good = [words], False
        if not self.is_switching and self.class_id is None and self.holder.data != HOME:
            self.holder.errors, is_good = [gettext("Choose who gets the points.")], False
        return is_good

    @property
    def class_id(self) -> UUID | None:
        """The class that was chosen; None for a household."""
        offered = {str(option.data) for option in self.holder}
        return _id_or_none(self.holder.data if self.holder.data in offered else None)

    @property
    def child_id(self) -> UUID | None:
        """The child that did it; None for whoever fills in the form."""
        return _id_or_none(self.who.data) if "who" in self and self.who.data != ME else None

    def refuse(self, name: str, error: Refused) -> None:
        """Say what the rules have against an answer, unless the field has said something."""
        name = "day" if name == "when" and self.when.data == "other" else name
        field = self._fields.get(name, self.amount)
        if not field.errors:
            field.errors = [say(error)]

    def fill(self, claim: Any, today: date) -> None:
        """Show what was said before."""
        ago = {today: "today", today - timedelta(days=1): "yesterday"}
        self.amount.data, self.when.data = claim.amount, ago.get(claim.done_on, "other")
        day = claim.done_on
        self.day.data, self.month.data, self.year.data = str(day.day), str(day.month), str(day.year)
        if "replaced" in self:
            self.replaced.data = claim.replaced
        if "witness" in self:
            self.witness.data = str(claim.witness_id or "")

    def _other_day(self) -> date | None:
        try:
            numbers = [int(plain_number(it.data or "")) for it in (self.year, self.month, self.day)]
            return date(*numbers)
        except (ValueError, OverflowError):
            return None


class AnswerForm(WordsForm):
    """An answer to whoever checks: in words, perhaps with a photo."""

    words = TextAreaField(
        lazy("Your answer"),
        [
            DataRequired(lazy("Write your answer.")),
            Length(max=LONGEST_ANSWER, message=lazy("Write no more than 500 characters.")),
        ],
        render_kw={"rows": "4"},
    )
    photo = FileField(
        lazy("Photo"),
        [Optional()],
        description=lazy("Show the thing, not faces. We delete photos after 90 days."),
    )

    def is_good_with(self, mistake: str) -> bool:
        """Check the fields; `mistake` is what is wrong with the photo, if anything is."""
        is_good = self.validate()
        if mistake:
            self.photo.errors = [mistake]
        return is_good and not mistake


def _range_of(what: Any) -> str:
    ends = {"least": shown(what.least_amount), "most": shown(what.most_amount)}
    return gettext("A number from %(least)s to %(most)s.") % ends


def _tidy(amount: Decimal | None) -> Decimal:
    """Return an amount without the zeros that change nothing."""
    return Decimal(f"{(amount or Decimal()).normalize():f}")


def _id_or_none(typed: str | None) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError:
        return None
