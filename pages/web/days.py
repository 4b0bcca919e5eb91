"""A day that is typed as three numbers: day, month, year."""

from datetime import date
from typing import Any

from wtforms.validators import InputRequired

from pages.speech import gettext, lazy
from pages.web.forms import BaseForm, WholeNumberField

__all__ = ["DayForm"]

_NUMBERS = {"inputmode": "numeric", "autocomplete": "off"}


class DayForm(BaseForm):
    """A form that asks on which day something happened. layout/day.html shows the three boxes."""

    day = WholeNumberField(
        lazy("Day"), [InputRequired(lazy("Write the day."))], render_kw={**_NUMBERS, "class": "w2"}
    )
    month = WholeNumberField(
        lazy("Month"),
        [InputRequired(lazy("Write the month."))],
        render_kw={**_NUMBERS, "class": "w2"},
    )
    year = WholeNumberField(
        lazy("Year"),
        [InputRequired(lazy("Write the year."))],
        render_kw={**_NUMBERS, "class": "w4"},
    )

    @classmethod
    def of(cls, today: date, **facts: Any) -> Any:
        """Return an empty form that suggests a day."""
        return cls(data={"day": today.day, "month": today.month, "year": today.year}, **facts)

    @property
    def on(self) -> date | None:
        """The day that was typed, or None where there is no such day."""
        try:
            return date(self.year.data or 0, self.month.data or 0, self.day.data or 0)
        except (ValueError, OverflowError):
            return None

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that the calendar has such a day."""
        is_good = super().validate(extra_validators)
        if is_good and self.on is None:
            self.day.errors = [gettext("There is no such day. Look at day, month and year.")]
            return False
        return is_good
