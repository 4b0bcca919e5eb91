"""Reasons: the one line in which somebody says in public why they do something."""

from wtforms import StringField
from wtforms.validators import InputRequired, Length

from pages.speech import lazy
from pages.web.forms import BaseForm
from portal.register_checks import LONGEST_REASON

__all__ = ["ReasonForm"]


class ReasonForm(BaseForm):
    """Why: it is public."""

    reason = StringField(
        lazy("Why?"),
        [
            InputRequired(lazy("Write the reason.")),
            Length(max=LONGEST_REASON, message=lazy("This text is too long.")),
        ],
        description=lazy("Everybody can read it. Name nobody."),
        render_kw={"autocomplete": "off"},
    )
