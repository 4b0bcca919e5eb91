"""The form with which a charity tells what became of a settled share."""

from typing import Any

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from pages.labels import label
from pages.speech import lazy
from pages.web.days import DayForm
from pages.web.forms import WholeNumberField, chosen
from portal.deliveries import DeliveryState

LONGEST = 600
LONGEST_PAPER = 60
MOST = 1_000_000_000


class DeliveryForm(DayForm):
    """One step: bought, delivered or reported."""

    state = RadioField(lazy("What do you want to tell?"))
    count = WholeNumberField(
        lazy("How many?"),
        [Optional(), NumberRange(1, MOST, lazy("Write a whole number, 1 or more."))],
        render_kw={"inputmode": "numeric", "autocomplete": "off", "class": "w4"},
    )
    told = TextAreaField(
        lazy("What happened, in your own words?"),
        [
            DataRequired(lazy("Write a sentence or two.")),
            Length(max=LONGEST, message=lazy("Write at most 600 signs.")),
        ],
        description=lazy("Everybody can read this. Name no person, and show no child."),
        render_kw={"rows": 4},
    )
    document = StringField(
        lazy("Number of the invoice or the signed list"),
        [Optional(), Length(max=LONGEST_PAPER, message=lazy("Write at most 60 signs."))],
        description=lazy("Needed for what was bought or delivered."),
        filters=[lambda typed: typed.strip() if typed else typed],
        render_kw={"autocomplete": "off"},
    )

    def offer(self, steps: list[DeliveryState]) -> Any:
        """Offer the steps that may be told now."""
        self.state.choices = chosen(*((step.value, label(step)) for step in steps))
        return self
