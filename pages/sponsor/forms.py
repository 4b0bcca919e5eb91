"""The form with which a sponsor pledges for a round."""

from typing import Any

from wtforms import StringField
from wtforms.validators import DataRequired, Length

from pages.speech import lazy
from pages.web.pledging import PledgeForm

__all__ = ["OwnPledgeForm"]

LONGEST = 60


class OwnPledgeForm(PledgeForm):
    """A pot or things, and the letter in which the sponsor says so."""

    sponsor: Any = None  # it is the desk's own
    letter = StringField(
        lazy("Which number has your letter?"),
        [
            DataRequired(lazy("Write the number on the paper.")),
            Length(max=LONGEST, message=lazy("Write at most 60 signs.")),
        ],
        description=lazy("Send the letter to the programme: its treasurer writes it down."),
        filters=[lambda typed: typed.strip() if typed else typed],
        render_kw={"autocomplete": "off"},
    )
