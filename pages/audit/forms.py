"""The forms of an auditor: a draw, what they say of an action, a remark; and its answer."""

from typing import Any

from wtforms import DateField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from pages.speech import lazy
from pages.web.forms import BaseForm, WholeNumberField
from portal.draws import LONGEST_SEED, MOST, Wanted
from portal.opinions import Finding
from portal.rechecks import LONGEST_REASON
from portal.remarks import LONGEST

__all__ = ["DrawForm", "OpinionForm", "RemarkForm", "WhyForm"]

_DAY = [InputRequired(lazy("Enter a day."))]
_WORDS = [
    InputRequired(lazy("Write it in a sentence or two.")),
    Length(max=LONGEST, message=lazy("Write at most 1,000 signs.")),
]


class DrawForm(BaseForm):
    """Which approved actions to look at."""

    seed = StringField(
        lazy("Your seed"),
        [
            InputRequired(lazy("Write any words or signs.")),
            Length(max=LONGEST_SEED, message=lazy("Write at most 80 signs.")),
        ],
        description=lazy("Any words, thrown dice, a line of today’s newspaper. It is kept."),
        render_kw={"autocomplete": "off"},
    )
    begins_on = DateField(lazy("Done from"), _DAY, description=lazy("Like 2027-03-01."))
    ends_on = DateField(lazy("Done until"), _DAY)
    count = WholeNumberField(
        lazy("How many actions?"),
        [
            InputRequired(lazy("Write a number.")),
            NumberRange(1, MOST, lazy("Write a whole number from %(min)s to %(max)s.")),
        ],
        default=10,
        render_kw={"inputmode": "numeric", "autocomplete": "off", "class": "w2"},
    )

    @property
    def wanted(self) -> Wanted:
        """What was asked for; only of a form that is good."""
        first, last = self.begins_on.data, self.ends_on.data
        assert first and last
        return Wanted(self.seed.data or "", first, last, int(self.count.data or 0))


class OpinionForm(BaseForm):
    """Would you have approved it?"""

    finding = RadioField(
        lazy("Would you approve it?"),
        [InputRequired(lazy("Choose what you say."))],
        validate_choice=False,
    )
    reason = StringField(
        lazy("Why not?"), [Length(max=LONGEST_REASON, message=lazy("Write at most 300 signs."))]
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that it is one of the two answers."""
        is_good = super().validate(extra_validators)
        return is_good and self.finding.data in set(Finding)


class RemarkForm(BaseForm):
    """What everybody shall read."""

    words = TextAreaField(
        lazy("Your remark"),
        _WORDS,
        description=lazy("Public at once, with the name of your organisation. Name nobody."),
    )


class WhyForm(BaseForm):
    """An answer to a remark, or why it is withdrawn."""

    words = TextAreaField(
        lazy("Your words"), _WORDS, description=lazy("Everybody can read it. Name nobody.")
    )
