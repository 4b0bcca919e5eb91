"""The forms of a second look, and of a ruling."""

from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length

from pages.speech import lazy
from pages.web.forms import BaseForm
from portal.rechecks import LONGEST_REASON, Finding, Ruling

_CHOOSE = InputRequired(lazy("Choose what you say."))


class LookForm(BaseForm):
    """Would you have approved it?"""

    finding = RadioField(lazy("Would you approve it?"), [_CHOOSE], validate_choice=False)
    reason = StringField(
        lazy("Why not?"),
        [Length(max=LONGEST_REASON, message=lazy("Write at most 300 signs."))],
    )

    @property
    def said(self) -> Finding | None:
        """What was chosen, where it can be."""
        return Finding(self.finding.data) if self.finding.data in set(Finding) else None


class RulingForm(BaseForm):
    """What becomes of the approval?"""

    ruling = RadioField(lazy("What becomes of it?"), [_CHOOSE], validate_choice=False)

    @property
    def said(self) -> Ruling | None:
        """What was chosen, where it can be."""
        return Ruling(self.ruling.data) if self.ruling.data in set(Ruling) else None
