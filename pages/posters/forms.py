"""The forms of posters: make one, check in at one, type its code."""

from collections.abc import Sequence
from datetime import time
from typing import Any
from uuid import UUID

from wtforms import DateField, RadioField, SelectField, StringField, TimeField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from pages.labels import LABELS
from pages.speech import gettext, lazy, said
from pages.web.forms import AmountField, BaseForm, chosen
from portal.posters import MINUTES, PosterPlan, Proof

__all__ = ["CheckInForm", "CodeForm", "PosterForm"]

LONGEST_PLACE = 60


class PosterForm(BaseForm):
    """What a poster is for, where it hangs, and when."""

    activity = SelectField(lazy("What do people do there?"), validate_choice=False)
    place = StringField(
        lazy("Where is it?"),
        [
            InputRequired(lazy("Write where it is.")),
            Length(max=LONGEST_PLACE, message=lazy("Write at most 60 signs.")),
        ],
        description=lazy("As people there call it: Hall, by the door."),
        render_kw={"autocomplete": "off"},
    )
    proof = RadioField(lazy("How do we know that somebody was there?"), default=Proof.STEWARD.value)
    host = SelectField(lazy("Who is there?"), validate_choice=False)
    starts_on = DateField(lazy("First day"), [InputRequired(lazy("Enter a day."))])
    ends_on = DateField(lazy("Last day"), [InputRequired(lazy("Enter a day."))])
    opens_at = TimeField(lazy("From"), [Optional()])
    closes_at = TimeField(
        lazy("Until"), [Optional()], description=lazy("Left empty, the whole day.")
    )

    def offer(self, kinds: Sequence[Any], hosts: Sequence[Any]) -> "PosterForm":
        """Offer the activities that can be seen, and who may see them."""
        self.activity.choices = chosen(
            *((f"{one.programme_code}/{one.code}", _named(one)) for one in kinds)
        )
        self.host.choices = chosen(*((str(one.id), one.name) for one in hosts))
        words = ((one.value, gettext(LABELS[Proof][one])) for one in Proof)
        self.proof.choices = chosen(*words)
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that what was chosen is still offered."""
        is_good = super().validate(extra_validators)
        for field in (self.activity, self.host):
            if not self.is_switching and field.data not in {option.data for option in field}:
                field.errors, is_good = [gettext("Choose one from the list.")], False
        return is_good

    @property
    def programme(self) -> str:
        """The code of the programme it belongs to."""
        return str(self.activity.data).partition("/")[0]

    def plan(self) -> PosterPlan:
        """Return what was asked for."""
        assert self.starts_on.data and self.ends_on.data
        return PosterPlan(
            activity=str(self.activity.data).partition("/")[2],
            place=(self.place.data or "").strip(),
            proof=Proof(self.proof.data),
            host_id=UUID(self.host.data),
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            opens_at=_minutes(self.opens_at.data, 0),
            closes_at=_minutes(self.closes_at.data, MINUTES),
        )


class CheckInForm(BaseForm):
    """How much, and what a screen shows."""

    amount = AmountField(
        lazy("How much?"),
        [DataRequired(lazy("Enter a number."))],
        render_kw={"inputmode": "decimal", "autocomplete": "off", "class": "w4"},
    )
    shown = StringField(
        lazy("Code on the screen"),
        [Optional()],
        description=lazy("Six letters and numbers; they change every minute."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "class": "w4"},
    )


class CodeForm(BaseForm):
    """A poster's code for whoever has no camera."""

    code = StringField(
        lazy("Code on the poster"),
        [InputRequired(lazy("Enter the code from the poster."))],
        description=lazy("Like C-7K3F-22QX-M4C. Small letters and no hyphens are fine."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )


def _named(kind: Any) -> str:
    return f"{said(kind.programme_name)}: {said(kind.kind_name)}"


def _minutes(given: time | None, otherwise: int) -> int:
    return given.hour * 60 + given.minute if given else otherwise
