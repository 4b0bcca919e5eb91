"""Texts in several languages: the reader's own is asked for, the others may be filled in."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from wtforms.validators import Length, Optional

from pages.speech import OWN_NAMES, language, said
from pages.web.forms import BaseForm

__all__ = ["TongueForm", "in_tongues"]


class TongueForm(BaseForm):
    """A form in which some texts may be written in every language of ours."""

    def others(self, name: str) -> list[Any]:
        """Return the fields of a text in the languages that the reader does not read now."""
        return [self[_in(name, one)] for one in OWN_NAMES if one != language()]

    def words(self, name: str) -> dict[str, str]:
        """Return a text in each language in which it was written."""
        tongues = [one for one in OWN_NAMES if one != language()]
        rest = {one: text for one in tongues if (text := _typed(self[_in(name, one)]))}
        mine = _typed(self[name])
        return rest if mine in rest.values() else {**rest, language(): mine}

    @classmethod
    def filled(cls, **texts: Mapping[str, str]) -> Any:
        """Return the form with what is written now."""
        return cls(data={key: text for name in texts for key, text in _data(name, texts[name])})


_Form = TypeVar("_Form", bound=TongueForm)


def in_tongues(**longest: int) -> Callable[[type[_Form]], type[_Form]]:
    """Add to a form a field for each of these texts and each language, of so many signs."""

    def add(form: type[_Form]) -> type[_Form]:
        for name, most in longest.items():
            kind = getattr(form, name).field_class
            for one, called in OWN_NAMES.items():
                written = {"lang": one, "dir": "auto", "autocomplete": "off"}
                checks = [Optional(), Length(max=most)]
                setattr(form, _in(name, one), kind(called, checks, render_kw=written))
        return form

    return add


def _typed(field: Any) -> str:
    return str(field.data or "").strip()


def _in(name: str, one: str) -> str:
    return f"{name}_{one.replace('-', '_')}"


def _data(name: str, words: Mapping[str, str]) -> list[tuple[str, str]]:
    mine = (name, words.get(language()) or said(words))
    return [mine, *((_in(name, one), text) for one, text in words.items() if one in OWN_NAMES)]
