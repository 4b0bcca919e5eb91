"""The form with which a charity tells what became of a settled share."""

from typing import Any

from wtforms import BooleanField, FileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from pages.labels import label
from pages.speech import gettext, language, lazy, said
from pages.web.days import DayForm
from pages.web.forms import BaseForm, WholeNumberField, chosen
from pages.web.pledging import SHAPES
from portal.cause_requests import UnitShape
from portal.causes import Wish
from portal.deliveries import DeliveryState

LONGEST = 600
LONGEST_NAME = 80
LONGEST_PAPER = 60
MOST = 1_000_000_000


class AskForm(BaseForm):
    """What a charity needs, in its own words."""

    programme = SelectField(lazy("Which programme do you ask?"))
    name = StringField(
        lazy("What is it called?"),
        [
            DataRequired(lazy("Write a name.")),
            Length(max=LONGEST_NAME, message=lazy("This text is too long.")),
        ],
        description=lazy("Short, like: Warm quilts."),
    )
    need = TextAreaField(
        lazy("What do you need, and for whom?"),
        [
            DataRequired(lazy("Write a sentence or two.")),
            Length(max=LONGEST, message=lazy("Write at most 600 signs.")),
        ],
        description=lazy("Everybody can read this. Name no person, and show no child."),
        render_kw={"rows": 4},
    )
    shape = SelectField(lazy("How is one thing drawn?"), validate_choice=False)
    paper = StringField(
        lazy("Number of your paper about this need"),
        [
            DataRequired(lazy("Write the number on the paper.")),
            Length(max=LONGEST_PAPER, message=lazy("Write at most 60 signs.")),
        ],
        filters=[lambda typed: typed.strip() if typed else typed],
        render_kw={"autocomplete": "off"},
    )

    def __init__(self, formdata: Any = None, **facts: Any) -> None:
        super().__init__(formdata, **facts)
        none = ("", gettext("It is not a thing"))
        self.shape.choices = chosen(none, *((str(one), str(words)) for one, words in SHAPES))

    @classmethod
    def of(cls, cause: Any) -> "AskForm":
        """Return the form with what is said of a cause now."""
        words = {"name": said(cause.name), "need": said(cause.need)}
        shape = str(cause.need_shape or "")
        return cls(data={**words, "shape": shape, "paper": cause.paper})

    def offer(self, programmes: Any) -> None:
        """Offer the programmes that may be asked."""
        self.programme.choices = chosen(*((row.code, said(row.name)) for row in programmes))

    def wish(self, cause: Any) -> Wish:
        """Return what was asked; other languages of a cause keep their words."""
        name, need = (dict(cause.name), dict(cause.need)) if cause else ({}, {})
        name[language()] = str(self.name.data).strip()
        need[language()] = str(self.need.data).strip()
        shape = UnitShape(self.shape.data) if self.shape.data in set(UnitShape) else None
        return Wish(name=name, need=need, unit_shape=shape, paper=str(self.paper.data))


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

    photo = FileField(
        lazy("Photo"),
        [Optional()],
        description=lazy("Show the things, no faces. Everybody can see it."),
    )
    faceless = BooleanField(lazy("Nobody can be recognised in the photo"))

    def offer(self, steps: list[DeliveryState]) -> Any:
        """Offer the steps that may be told now."""
        self.state.choices = chosen(*((step.value, label(step)) for step in steps))
        return self

    def step(self) -> dict[str, Any]:
        """Return the step that was told, in the words of `deliveries.tell`."""
        return {
            "state": DeliveryState(self.state.data),
            "count": self.count.data,
            "told": {language(): (self.told.data or "").strip()},
            "document": self.document.data or None,
            "happened_on": self.on,
        }
