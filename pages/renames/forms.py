"""The form in which an owner asks for another name, in each language it has one."""

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from pages.speech import lazy
from pages.web.tongues import TongueForm, in_tongues
from portal import applications, names

__all__ = ["NameForm"]


@in_tongues(name=names.LONGEST)
class NameForm(TongueForm):
    """What it shall be called, and where that can be looked up."""

    name = StringField(
        lazy("Its new name"),
        [
            InputRequired(lazy("Write a name.")),
            Length(max=names.LONGEST, message=lazy("Write at most 80 signs.")),
        ],
        render_kw={"autocomplete": "off"},
    )
    proof = TextAreaField(
        lazy("Where can that be looked up?"),
        [
            InputRequired(lazy("Write the register and the number, or why there is none.")),
            Length(max=applications.LONGEST, message=lazy("Write at most 500 signs.")),
        ],
        description=lazy("The public register that shows the new name, and the number in it."),
        render_kw={"rows": 3},
    )
