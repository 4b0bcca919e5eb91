"""The forms of a slip: whose it is, and what they did or what their meter showed."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from wtforms import BooleanField, DateField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from pages.speech import gettext, lazy, said
from pages.web.forms import AmountField, BaseForm, WholeNumberField, chosen
from pages.web.refusing import say, shown
from pages.words import label
from portal.errors import Refused
from portal.people import Standing
from portal.savings import LONGEST_NUMBER, Past, exact
from portal.slips import LONGEST_REASON
from portal.told import EvidenceMissing, RecordMissing, Replaced, Told, WitnessMissing

__all__ = ["HomeForm", "MeterSlipForm", "SlipForm"]

_CODE = {"autocomplete": "off", "autocapitalize": "characters"}
NOBODY = UUID(int=0)


class HomeForm(BaseForm):
    """Which household it is about, and which activity."""

    member = StringField(
        lazy("Household’s code"),
        [InputRequired(lazy("Enter the household’s code."))],
        description=lazy("They have it at “My household” or on their slip."),
        render_kw=_CODE,
    )
    what = SelectField(lazy("What was done?"), validate_choice=False)
    slip = StringField(
        lazy("Code of the slip"),
        description=lazy("Leave it empty if somebody tells you."),
        render_kw=_CODE,
    )

    def offer(self, kinds: Sequence[Any]) -> "HomeForm":
        """Offer the activities of this desk's programmes."""
        self.what.choices = chosen(
            *((f"{one.programme_code}/{one.code}", _named(one)) for one in kinds)
        )
        return self


def _who(label: Any) -> Any:
    return RadioField(label, validate_choice=False)


def _day() -> Any:
    return DateField(lazy("On which day?"), [InputRequired(lazy("Enter a day."))])


def _amount(label: Any, width: str = "w4") -> Any:
    needed = InputRequired(lazy("Enter how much, as a number like 14."))
    look = {"inputmode": "decimal", "autocomplete": "off", "class": width}
    return AmountField(label, [needed], places=None, render_kw=look)


def _reason() -> Any:
    return StringField(
        lazy("Why do you type it for them?"),
        [
            InputRequired(lazy("Write why.")),
            Length(max=LONGEST_REASON, message=lazy("Write at most 200 signs.")),
        ],
        description=lazy(
            "For example: has no phone. Say also why, if it was longer ago than may be logged."
            " Nothing about health. They and whoever checks it can read this."
        ),
        render_kw={"autocomplete": "off"},
    )


class TypedForm(BaseForm):
    """What is asked whatever is typed: whose it is, who saw it, and why a helper types it."""

    who: Any
    day: Any
    witness: Any
    reason: Any

    def offer(self, people: Sequence[Any], witnesses: Sequence[Any]) -> None:
        """Offer the people of a household, and who may have seen it."""
        self.who.choices = chosen(*((str(row.person_id), row.name) for row in people))
        if len(people) == 1:
            self.who.data = str(people[0].person_id)
        nobody = ("", gettext("Nobody"))
        self.witness.choices = chosen(nobody, *((str(one.id), one.name) for one in witnesses))

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that somebody of the household was chosen."""
        is_good = super().validate(extra_validators)
        if not self.is_switching and self.who.data not in {str(one.data) for one in self.who}:
            self.who.errors, is_good = [gettext("Choose who did it.")], False
        return is_good

    @property
    def person_id(self) -> UUID:
        """Whose act it is."""
        return _id_or_none(self.who.data) or NOBODY

    @property
    def witness_id(self) -> UUID | None:
        """Who signed that they saw it."""
        return _id_or_none(self.witness.data if "witness" in self else "")

    def refuse(self, name: str, error: Refused) -> None:
        """Say what the rules have against an answer, unless the field has said something."""
        is_unseen = isinstance(error, EvidenceMissing) and not isinstance(error, RecordMissing)
        if is_unseen and "witness" in self:
            name, error = "witness", WitnessMissing()
        field = self._fields.get("day" if name == "when" else name)
        if field is None:
            self.form_errors.append(say(error))
        elif not field.errors:
            field.errors = [say(error)]


class SlipForm(TypedForm):
    """What somebody of the household did, and why a helper types it."""

    who = _who(lazy("Who did it?"))
    amount = _amount(lazy("How much?"))
    day = _day()
    replaced = RadioField(
        lazy("What would you have used instead?"),
        choices=chosen(*((one.value, "") for one in Replaced)),
        validate_choice=False,
    )
    witness = SelectField(lazy("Who saw it?"), validate_choice=False)
    reason = _reason()

    def fit(self, what: Any, people: Sequence[Any], witnesses: Sequence[Any]) -> "SlipForm":
        """Ask only what this activity asks, of the people of this household."""
        ends = {"least": shown(what.least_amount), "most": shown(what.most_amount)}
        self.amount.description = gettext("A number from %(least)s to %(most)s.") % ends
        if what.least_amount == what.most_amount and not self.amount.errors:
            self.amount.data = self.amount.data or what.least_amount
        self.replaced.choices = chosen(
            *((one.value, label(one)) for one in Replaced if one.value != what.code)
        )
        self.offer(people, witnesses)
        if not what.asks_replaced:
            del self.replaced
        if not set("BC") & set(what.evidence):
            del self.witness
        return self

    def told(self, today: date) -> Told:
        """Return what was said; where a field is wrong, something harmless in its place."""
        replaced = self.replaced.data if "replaced" in self else None
        amount = (self.amount.data or Decimal()).normalize()
        return Told(
            amount=Decimal(f"{amount:f}"),
            done_on=self.day.data or today,
            replaced=Replaced(replaced) if replaced in set(Replaced) else None,
            witness_id=self.witness_id,
            is_late=True,
            is_signed=self.witness_id is not None,
        )


class MeterSlipForm(TypedForm):
    """What a household's meter showed, and before the first time what they used in the past."""

    who = _who(lazy("Who read the meter?"))
    usual = _amount(lazy("How much did they use?"))
    days = WholeNumberField(
        lazy("In how many days?"),
        [InputRequired(lazy("Enter how many."))],
        description=lazy("A bill names its first and last day. A year has 365."),
        render_kw={"inputmode": "numeric", "autocomplete": "off", "class": "w4"},
    )
    number = StringField(
        lazy("Number or name of the meter"),
        [
            InputRequired(lazy("Write the number, or what they call the meter.")),
            Length(max=LONGEST_NUMBER, message=lazy("Write at most 40 signs.")),
        ],
        description=lazy("As it stands on the slip. It must be the same the next time."),
        render_kw={"autocomplete": "off"},
    )
    shown = _amount(lazy("What does the meter show?"), "w6")
    day = _day()
    is_new_meter = BooleanField(lazy("This is another meter, or it began again at nought"))
    witness = SelectField(
        lazy("Who saw the meter?"),
        description=lazy(
            "They signed the slip, or saw a letter of the supplier with this reading. From the"
            " second reading on we need one, where the web needs a photo."
        ),
        validate_choice=False,
    )
    reason = _reason()

    def fit(
        self, past: Past | None, *, is_first: bool, people: Sequence[Any], witnesses: Sequence[Any]
    ) -> "MeterSlipForm":
        """Ask for the past once, of an adult, and of another meter only after a first one."""
        adults = [row for row in people if row.standing is Standing.ADULT]
        self.offer(people if past else adults, witnesses)
        if past:
            del self.usual
            del self.days
        if is_first:
            del self.is_new_meter
        return self

    @property
    def past(self) -> Past | None:
        """What they used before, where it was asked."""
        if "usual" not in self:
            return None
        assert self.usual.data is not None and self.days.data is not None
        return Past(exact(self.usual.data), self.days.data)


def _named(kind: Any) -> str:
    return f"{said(kind.programme_name)}: {said(kind.kind_name)}"


def _id_or_none(typed: str | None) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError:
        return NOBODY
