"""Forms: WTForms with one Meta, so that every form speaks our languages and names its mistakes."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from markupsafe import Markup
from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    DecimalField,
    Form,
    HiddenField,
    IntegerField,
    SelectChoice,
)
from wtforms.i18n import get_translations
from wtforms.meta import DefaultMeta
from wtforms.widgets import TextInput

from pages.speech import gettext, language, lazy, locale, ngettext
from portal import ids

MISTAKES = (
    # WTForms' own sentences, in the words we use; here so that extraction sees them.
    lazy("This field is required."),
    lazy("Not a valid integer value."),
    lazy("Not a valid decimal value."),
    lazy("Not a valid choice."),
)
LONGEST_NUMBER = 20
_DECIMAL_COMMA = {"es"}  # where 1,5 is one and a half and 1.500 is fifteen hundred
_NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?)[^\d]*")


class OurWords:
    """Our catalogue first, then the one WTForms brings."""

    def gettext(self, message: str) -> str:
        """Translate one of WTForms' sentences."""
        ours = gettext(message)
        return ours if ours != message else str(_theirs().gettext(message))

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Translate by number."""
        ours = ngettext(one, many, count)
        return ours if ours not in {one, many} else str(_theirs().ngettext(one, many, count))


class Meta(DefaultMeta):
    """How every field of ours is translated and rendered."""

    def get_translations(self, form: Any) -> OurWords:
        """Speak the language of the visit."""
        return OurWords()

    def render_field(self, field: Any, render_kw: Any) -> Markup:
        """Tie hint and mistake to the control, for those who hear the page."""
        hint, mistake = f"{field.id}-hint" * bool(field.description), f"{field.id}-mistake"
        notes = " ".join(filter(None, [hint, mistake if field.errors else ""]))
        spoken = {"aria-describedby": notes} if notes else {}
        if field.errors:
            spoken["aria-invalid"] = "true"
        return Markup(super().render_field(field, {**spoken, **render_kw}))  # noqa: S704


class BaseForm(Form):
    """A form that changes something: it carries the key that makes sending it twice harmless."""

    Meta = Meta

    idem = HiddenField(default=ids.new_token)

    def __init__(self, formdata: Any = None, *, address: str = "", **facts: Any) -> None:
        super().__init__(formdata, **facts)
        self.address = address  # where it is sent, if that is not the address of its page
        self.is_switching = bool(formdata) and "switch" in formdata

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field; somebody who only changes the language gets no mistakes to read."""
        return not self.is_switching and bool(super().validate(extra_validators))


class WholeNumberField(IntegerField):
    """A whole number in a text field: no spinner, no silent correction by the browser."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Understand 14个, 1,400 and full-width digits as people write them."""
        super().process_formdata([plain_number(str(typed)) for typed in valuelist])


class AmountField(DecimalField):
    """A number that may have a fraction, in a text field."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Understand 2.5 kg, 1,400 and full-width digits; never NaN or infinity."""
        if not valuelist or not str(valuelist[0]).strip():
            return
        try:
            self.data = Decimal(plain_number(str(valuelist[0])))
        except ArithmeticError as error:
            self.data = None
            raise ValueError(self.gettext("Not a valid decimal value.")) from error


def plain_number(typed: str) -> str:
    """Return a number as a computer writes it, or what was typed where it is none.

    Takes full-width and Arabic digits, a unit behind the number, separators of thousands.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    text = "".join(str(unicodedata.decimal(sign, sign)) for sign in text)
    text = text.replace("٫", ".").replace("٬", ",").replace("−", "-")
    if language() in _DECIMAL_COMMA:
        text = text.translate(str.maketrans(",.", ".,"))
    text = re.sub(r"(?<=\d),(?=\d{3}(\D|$))", "", text)
    found = _NUMBER.fullmatch(text.replace(",", "."))
    return found[1] if found and len(text) <= LONGEST_NUMBER else f"{typed}?"


def options(**labels: str) -> list[Any]:
    """Return the choices of a field: what is sent, and what is said."""
    return [SelectChoice(value, said) for value, said in labels.items()]


def chosen(*pairs: tuple[str, str]) -> list[Any]:
    """Return the choices of a field where what is sent is not a plain name."""
    return [SelectChoice(value, said) for value, said in pairs]


def _theirs() -> Any:
    return get_translations((locale().language,))
