"""The forms of imports: a list in a file; a sheet of paper, typed once and typed again."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from wtforms import DateField, FileField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from pages.speech import gettext, lazy, said
from pages.web.forms import AmountField, BaseForm, WholeNumberField, chosen, plain_number
from portal.importing import LONGEST_REASON
from portal.keying import MOST_ROWS
from portal.programmes import Mode
from portal.typed import Row

__all__ = ["AgainForm", "ListForm", "SheetForm", "witness_of"]

_SMALL = {"inputmode": "decimal", "autocomplete": "off", "class": "w4"}


def _reason() -> Any:
    return StringField(
        lazy("Why does it come late?"),
        [
            Optional(),
            Length(max=LONGEST_REASON, message=lazy("Write at most 200 signs.")),
        ],
        description=lazy("Only for days longer ago than may be logged. Anybody here can read it."),
        render_kw={"autocomplete": "off"},
    )


class ListForm(BaseForm):
    """A partner's list. `kept` is the list that was tried."""

    programme = SelectField(lazy("Programme"), validate_choice=False)
    file = FileField(
        lazy("The list"),
        [Optional()],
        description=lazy(
            "CSV with the columns external_id, member, activity, quantity, unit, done_at. A member"
            " is the code of a household or of a class, never a name."
        ),
    )
    witness = SelectField(
        lazy("Who counted the classes?"),
        validate_choice=False,
        description=lazy("Only where a programme is for classes: somebody else than you."),
    )
    reason = _reason()

    def offer(self, programmes: Sequence[Any], witnesses: Sequence[Any]) -> "ListForm":
        """Offer the programmes of this desk; and who may have counted, if one is for classes."""
        if not any(row.mode is Mode.CLASS for row in programmes):
            del self.witness
        else:
            self.witness.choices = _nobody_or(witnesses)
        self.programme.choices = chosen(
            *((row.programme_code, said(row.programme_name)) for row in programmes)
        )
        return self


class AgainForm(BaseForm):
    """The rows of a sheet: a household's code and an amount each, all of one activity and day."""

    what = SelectField(lazy("What was done?"), validate_choice=False)
    day = DateField(lazy("On which day?"), [InputRequired(lazy("Enter a day."))])
    whose = ""  # what stands above the codes

    def offer(self, kinds: Sequence[Any]) -> "AgainForm":
        """Offer the activities of this desk's programmes."""
        self.whose = _whose({one.mode for one in kinds})
        self.what.choices = chosen(
            *((f"{one.programme_code}/{one.code}", _named(one)) for one in kinds)
        )
        return self

    @property
    def programme(self) -> str:
        """The code of the programme."""
        return str(self.what.data).partition("/")[0]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that the activity is one of this desk."""
        is_good = super().validate(extra_validators)
        if not self.is_switching and self.what.data not in {one.data for one in self.what}:
            self.what.errors, is_good = [gettext("Choose one from the list.")], False
        return is_good

    def rows(self, sent: Mapping[str, Any]) -> list[Row]:
        """Return the rows that were typed; an empty one is none."""
        activity, day = str(self.what.data).partition("/")[2], self.day.data
        typed = (
            (n, _text(sent, f"member-{n}"), _text(sent, f"quantity-{n}"))
            for n in range(1, MOST_ROWS + 1)
        )
        return [
            Row(n, member, activity, plain_number(quantity).removesuffix("?"), f"{day}")
            for n, member, quantity in typed
            if member or quantity
        ]


class SheetForm(AgainForm):
    """A sheet, typed for the first time."""

    sheet = StringField(
        lazy("Code of the sheet"),
        [InputRequired(lazy("Enter the code that is printed on the sheet."))],
        description=lazy("Like T-7K3F-22QX-M4C. Small letters and no hyphens are fine."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )
    witness = SelectField(lazy("Who signed it?"), validate_choice=False)
    row_count = WholeNumberField(
        lazy("How many rows has the sheet?"),
        [DataRequired(lazy("Enter how many."))],
        render_kw=_SMALL,
    )
    control = AmountField(
        lazy("What do all amounts add up to?"),
        [DataRequired(lazy("Enter a number."))],
        description=lazy("The sum at the foot of the sheet, made with pen and paper."),
        render_kw=_SMALL,
    )
    reason = _reason()

    def invite(self, witnesses: Sequence[Any]) -> "SheetForm":
        """Offer who may have signed it, or nobody."""
        self.witness.choices = _nobody_or(witnesses)
        return self


def witness_of(typed: str | None) -> UUID | None:
    """Return who was chosen as a witness, if anybody."""
    try:
        return UUID(typed) if typed else None
    except ValueError:
        return UUID(int=0)  # nobody: the verb refuses it


def _nobody_or(witnesses: Sequence[Any]) -> Any:
    nobody = ("", gettext("Nobody"))
    return chosen(nobody, *((str(one.id), one.name) for one in witnesses))


def _whose(modes: set[Mode]) -> str:
    if modes == {Mode.CLASS}:
        return gettext("Class’s code")
    return gettext("Household’s code") if Mode.CLASS not in modes else gettext("Code")


def _text(sent: Mapping[str, Any], name: str) -> str:
    return str(sent.get(name, "")).strip()[:60]


def _named(kind: Any) -> str:
    return f"{said(kind.programme_name)}: {said(kind.kind_name)}"
