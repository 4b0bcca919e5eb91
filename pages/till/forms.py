"""The forms of tills: a voucher's code, a till card's code, what a new till is called."""

from wtforms import StringField
from wtforms.validators import DataRequired, InputRequired, Length

from pages.speech import lazy
from pages.web.forms import BaseForm

__all__ = ["CardForm", "CodeForm", "TillForm"]

LONGEST_NAME = 40


class CodeForm(BaseForm):
    """The code of a voucher, for whoever has no camera."""

    code = StringField(
        lazy("Code on the voucher"),
        [InputRequired(lazy("Enter the code from the voucher."))],
        description=lazy("Like V-7K3F-22QX-M4C. Small letters and no hyphens are fine."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )


class CardForm(BaseForm):
    """The code of a till card, for whoever has no camera."""

    code = StringField(
        lazy("Code on the till card"),
        [InputRequired(lazy("Enter the code from the till card."))],
        description=lazy("Four groups of four signs. Small letters and no hyphens are fine."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )


class TillForm(BaseForm):
    """One more till."""

    name = StringField(
        lazy("Where does it stand?"),
        [
            DataRequired(lazy("Write where it stands.")),
            Length(max=LONGEST_NAME, message=lazy("Write at most 40 signs.")),
        ],
        filters=[lambda typed: " ".join((typed or "").split())],
        description=lazy("Like “By the door”. Never the name of a person."),
        render_kw={"autocomplete": "off"},
    )
