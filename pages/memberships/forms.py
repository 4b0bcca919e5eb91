"""The forms about people of an organisation: invite, change roles, lend one."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, Self

from wtforms import RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from pages.speech import gettext, lazy
from pages.web.days import DayForm
from pages.web.forms import BaseForm, chosen
from pages.words import label
from portal.desks import Role
from portal.memberships import Colleague

LONGEST_ADDRESS = 254
DAY = ("day", "month", "year")


class UntilForm(DayForm):
    """A form with a last day, which may be left open."""

    is_required = False

    def __init__(self, formdata: Any = None, **facts: Any) -> None:
        super().__init__(formdata, **facts)
        typed = [raw for part in DAY for raw in self[part].raw_data or [] if raw.strip()]
        self.is_for_good = not (typed or self.is_required)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields; without a day there is no day to be wrong."""
        if not self.is_for_good:
            return bool(super().validate(extra_validators))
        for part in DAY:
            self[part].validators = [Optional()]
        return BaseForm.validate(self, extra_validators)

    def until(self) -> datetime | None:
        """Return the end of that day, or None: for good."""
        if self.on is None:
            return None
        return datetime.combine(self.on, time(), UTC) + timedelta(days=1)


class InvitationForm(UntilForm):
    """Whom to invite, and to what."""

    email = StringField(
        lazy("E-mail address"),
        [
            InputRequired(lazy("Write an e-mail address like name@example.org.")),
            Length(max=LONGEST_ADDRESS, message=lazy("This address is too long.")),
        ],
        description=lazy("They get a letter with a link that works once, for 14 days."),
        render_kw={"type": "email", "autocomplete": "off", "inputmode": "email"},
    )
    role = RadioField(
        lazy("What will they do?"),
        validate_choice=False,
        validators=[InputRequired(lazy("Choose a role."))],
    )

    def offer(self, roles: Sequence[Role]) -> Self:
        """Offer these roles."""
        self.role.choices = chosen(*((role.value, label(role)) for role in roles))
        return self


class RolesForm(UntilForm):
    """What somebody does here."""


class LoanForm(UntilForm):
    """Which of my roles, to whom, and until when."""

    is_required = True

    role = RadioField(
        lazy("Which of your roles?"),
        validate_choice=False,
        validators=[InputRequired(lazy("Choose a role."))],
    )
    to = SelectField(lazy("To whom?"))

    def offer(self, roles: Sequence[Role], colleagues: Sequence[Colleague]) -> Self:
        """Offer my roles and my colleagues."""
        self.role.choices = chosen(*((role.value, label(role)) for role in roles))
        self.to.choices = chosen(
            ("", gettext("Choose somebody")), *((str(one.id), one.name) for one in colleagues)
        )
        self.to.validators = [InputRequired(gettext("Choose somebody."))]
        return self
