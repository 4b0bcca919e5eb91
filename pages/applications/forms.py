"""The form of an application: which organisation, and how it can be checked."""

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from pages.speech import lazy
from pages.web.forms import BaseForm, chosen
from pages.words import label
from portal import applications, names

MOST = applications.LONGEST
_TOO_LONG = lazy("Write at most 500 signs.")


class ApplicationForm(BaseForm):
    """Who you are, and where somebody can look that up."""

    kind = RadioField(
        lazy("What is it?"),
        validators=[InputRequired(lazy("Choose what it is."))],
        validate_choice=False,
    )
    name = StringField(
        lazy("Its name"),
        [
            InputRequired(lazy("Write a name.")),
            Length(max=names.LONGEST, message=lazy("Write at most 80 signs.")),
        ],
        render_kw={"autocomplete": "organization"},
    )
    about = TextAreaField(
        lazy("What does it do?"),
        [InputRequired(lazy("Write a sentence or two.")), Length(max=MOST, message=_TOO_LONG)],
        description=lazy("Everybody can read this."),
    )
    registration = TextAreaField(
        lazy("Where can that be looked up?"),
        [
            InputRequired(lazy("Write the register and the number, or why there is none.")),
            Length(max=MOST, message=_TOO_LONG),
        ],
        description=lazy("The public register and the number in it. Everybody can read this."),
    )

    def offer(self) -> "ApplicationForm":
        """Offer the kinds that can be asked for."""
        self.kind.choices = chosen(*((kind.value, label(kind)) for kind in applications.ASKED_FOR))
        return self
