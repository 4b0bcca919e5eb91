"""The form that gives points to a cause."""

from typing import Any

from wtforms import HiddenField, RadioField
from wtforms.validators import NumberRange, Optional

from pages.speech import gettext, lazy
from pages.web.forms import BaseForm, WholeNumberField, chosen

PRESETS = ("20", "40", "80")
HOUSEHOLD = "household"
MOST = 1_000_000_000


class GiveForm(BaseForm):
    """From where, and how many points; `confirm` comes from the check page."""

    source = RadioField(
        lazy("From"), name="from", default=HOUSEHOLD, choices=chosen((HOUSEHOLD, ""))
    )
    points = RadioField(
        lazy("How many points?"),
        [Optional()],
        choices=chosen(*((preset, preset) for preset in PRESETS)),
        validate_choice=False,
    )
    other = WholeNumberField(
        lazy("Or another number"),
        [Optional(), NumberRange(1, MOST, lazy("Write a whole number, 1 or more."))],
        render_kw={"inputmode": "numeric", "autocomplete": "off", "class": "w4"},
    )
    confirm = HiddenField()

    @property
    def wanted(self) -> int | None:
        """How many points were meant: a number that was typed wins over one that was chosen."""
        if self.other.data is not None:
            return int(self.other.data)
        return int(self.points.data) if self.points.data in PRESETS else None

    @property
    def is_overruled(self) -> bool:
        """Whether a number was typed beside a different one that was chosen."""
        return self.points.data in PRESETS and self.wanted != int(self.points.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that there is a number at all."""
        is_good = super().validate(extra_validators)
        if is_good and self.wanted is None:
            self.points.errors = [gettext("Choose or type how many points.")]
            return False
        return is_good

    def refuse(self, words: str) -> None:
        """Say what only the giving itself could know, at the field that was used."""
        field = self.points if self.other.data is None else self.other
        field.errors = [words]
