"""The operator's forms: a day to look again, a reason."""

from datetime import date, timedelta
from typing import Any

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from pages.speech import lazy
from pages.web.days import DayForm
from pages.web.forms import BaseForm

A_YEAR = timedelta(days=365)
MOST = 300
_WRITTEN = [
    InputRequired(lazy("Write the reason.")),
    Length(max=MOST, message=lazy("Write at most 300 signs.")),
]


class RecheckForm(DayForm):
    """Until when a look at its papers is good."""

    @classmethod
    def in_a_year(cls, today: date, **facts: Any) -> Any:
        """Return an empty form that suggests this day next year."""
        return cls.of(today + A_YEAR, **facts)


class ReasonForm(BaseForm):
    """Why."""

    reason = TextAreaField(
        lazy("The reason"),
        _WRITTEN,
        description=lazy("Those it is about read it. Of a listed organisation it is public."),
    )


class NameReasonForm(ReasonForm):
    """Why a name stays as it is."""

    reason = TextAreaField(
        lazy("Why does the name stay as it is?"),
        _WRITTEN,
        description=lazy("Its owners read it in their letter, nobody else."),
    )
