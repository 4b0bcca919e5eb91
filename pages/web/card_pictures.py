"""Choosing the two pictures of a class card: what a pupil knows, and how a child agrees."""

from typing import Any

from wtforms import RadioField
from wtforms.validators import InputRequired

from pages.speech import lazy
from pages.web.forms import BaseForm, chosen
from pages.words import label
from portal.slots import CardPicture, Pair

__all__ = ["PairForm"]


class PairForm(BaseForm):
    """The two pictures of a card."""

    first = RadioField(
        lazy("First picture on the card"), [InputRequired(lazy("Choose a picture."))]
    )
    second = RadioField(
        lazy("Second picture on the card"), [InputRequired(lazy("Choose a picture."))]
    )

    def __init__(self, formdata: Any = None, **facts: Any) -> None:
        super().__init__(formdata, **facts)
        each = chosen(*((one.value, label(one)) for one in CardPicture))
        self.first.choices = self.second.choices = each

    @property
    def pair(self) -> Pair:
        """What was chosen; ask it of a valid form."""
        return Pair(CardPicture(self.first.data), CardPicture(self.second.data))
