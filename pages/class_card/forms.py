"""The form of a class card for whoever has no camera: board, number, two pictures."""

from wtforms import StringField
from wtforms.validators import InputRequired

from pages.speech import lazy
from pages.web.card_pictures import PairForm
from pages.web.forms import WholeNumberField

__all__ = ["CardForm"]


class CardForm(PairForm):
    """A card by its number."""

    code = StringField(
        lazy("Code on the board"),
        [InputRequired(lazy("Enter the code from the board."))],
        description=lazy("Six letters and numbers, like 7K3F2Q."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "class": "w4"},
    )
    number = WholeNumberField(
        lazy("Number on your card"),
        [InputRequired(lazy("Enter the number on your card."))],
        render_kw={"autocomplete": "off", "inputmode": "numeric", "class": "w2"},
    )
