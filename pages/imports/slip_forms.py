"""The forms of a slip: whose it is, and what they did."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from wtforms import DateField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from pages.speech import gettext, lazy, said
from pages.web.forms import AmountField, BaseForm, chosen
from pages.web.refusing import say, shown
from pages.words import label
from portal.errors import Refused
from portal.slips import LONGEST_REASON
from portal.told import Replaced, Told

__all__ = ["HomeForm", "SlipForm"]

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


class SlipForm(BaseForm):
    """What somebody of the household did, and why a helper types it."""

    who = RadioField(lazy("Who did it?"), validate_choice=False)
    amount = AmountField(
        lazy("How much?"),
        [InputRequired(lazy("Enter how much, as a number like 14."))],
        places=None,
        render_kw={"inputmode": "decimal", "autocomplete": "off", "class": "w4"},
    )
    day = DateField(lazy("On which day?"), [InputRequired(lazy("Enter a day."))])
    replaced = RadioField(
        lazy("What would you have used instead?"),
        choices=chosen(*((one.value, "") for one in Replaced)),
        validate_choice=False,
    )
    witness = SelectField(lazy("Who saw it?"), validate_choice=False)
    reason = StringField(
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

    def fit(self, what: Any, people: Sequence[Any], witnesses: Sequence[Any]) -> "SlipForm":
        """Ask only what this activity asks, of the people of this household."""
        ends = {"least": shown(what.least_amount), "most": shown(what.most_amount)}
        self.amount.description = gettext("A number from %(least)s to %(most)s.") % ends
        if what.least_amount == what.most_amount and not self.amount.errors:
            self.amount.data = self.amount.data or what.least_amount
        self.who.choices = chosen(*((str(row.person_id), row.name) for row in people))
        if len(people) == 1:
            self.who.data = str(people[0].person_id)
        self.replaced.choices = chosen(
            *((one.value, label(one)) for one in Replaced if one.value != what.code)
        )
        nobody = ("", gettext("Nobody"))
        self.witness.choices = chosen(nobody, *((str(one.id), one.name) for one in witnesses))
        if not what.asks_replaced:
            del self.replaced
        if "B" not in what.evidence:
            del self.witness
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that somebody of the household was chosen."""
        is_good = super().validate(extra_validators)
        if not self.is_switching and self.who.data not in {str(one.data) for one in self.who}:
            self.who.errors, is_good = [gettext("Choose who did it.")], False
        return is_good

    def told(self, today: date) -> Told:
        """Return what was said; where a field is wrong, something harmless in its place."""
        replaced = self.replaced.data if "replaced" in self else None
        amount = (self.amount.data or Decimal()).normalize()
        return Told(
            amount=Decimal(f"{amount:f}"),
            done_on=self.day.data or today,
            replaced=Replaced(replaced) if replaced in set(Replaced) else None,
            witness_id=_id_or_none(self.witness.data if "witness" in self else ""),
            is_late=True,
        )

    @property
    def person_id(self) -> UUID:
        """Whose act it is."""
        return _id_or_none(self.who.data) or NOBODY

    def refuse(self, name: str, error: Refused) -> None:
        """Say what the rules have against an answer, unless the field has said something."""
        field = self._fields.get("day" if name == "when" else name)
        if field is None:
            self.form_errors.append(say(error))
        elif not field.errors:
            field.errors = [say(error)]


def _named(kind: Any) -> str:
    return f"{said(kind.programme_name)}: {said(kind.kind_name)}"


def _id_or_none(typed: str | None) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError:
        return NOBODY
