"""Somebody's own words in a form; what a child should not tell strangers is said at its field."""

from wtforms import BooleanField
from wtforms.validators import Optional

from pages.speech import lazy
from pages.web.forms import BaseForm
from pages.words import refusal
from portal.errors import Refused
from portal.giveaways import HasAccount, HasHome, HasName, HasPhone

__all__ = ["GIVEAWAYS", "WordsForm"]

GIVEAWAYS = (HasAccount, HasHome, HasName, HasPhone)


class WordsForm(BaseForm):
    """A form with a field `words`, and a tick for what only looks like a name."""

    meant = BooleanField(lazy("That is nobody's name"), [Optional()])
    asks_meant = False

    def refuse(self, error: Refused) -> None:
        """Say it at the words it is about, or above the form; ask about a name."""
        if not isinstance(error, GIVEAWAYS):
            self.form_errors.append(refusal(error))
            return
        self["words"].errors = [refusal(error)]
        self.asks_meant = isinstance(error, HasName)
