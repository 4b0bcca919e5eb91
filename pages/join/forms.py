"""The forms of joining: who somebody wants to be, and then the password."""

from wtforms import BooleanField, EmailField, PasswordField, RadioField, StringField
from wtforms.validators import InputRequired, Optional

from pages.speech import gettext, lazy
from pages.web.forms import BaseForm
from portal import strength
from portal.ages import Age, Ages

__all__ = ["FinishForm", "JoinForm", "ages_of"]


class JoinForm(BaseForm):
    """A name, an address, and one question of age. Nothing else is asked, or kept."""

    name = StringField(
        lazy("What shall we call you?"),
        [InputRequired(lazy("Write a name."))],
        description=lazy(
            "A nickname is enough. Only your household and whoever checks your actions see it."
        ),
        render_kw={"autocomplete": "nickname"},
    )
    email = EmailField(
        lazy("E-mail address"),
        [InputRequired(lazy("Enter your e-mail address."))],
        description=lazy("We write to it now, and when your points or your sign-in need it."),
        render_kw={"autocomplete": "email"},
    )
    age = RadioField(lazy("How old are you?"), [InputRequired(lazy("Choose how old you are."))])
    home_code = StringField(
        lazy("Code of a household, if somebody gave you one"),
        [Optional()],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )

    @property
    def is_too_young(self) -> bool:
        """Whether only the way through a household or a class is open: no other answer matters."""
        return not self.is_switching and self.age.data == Age.YOUNGER


class FinishForm(BaseForm):
    """The name once more, and a password."""

    name = StringField(
        lazy("What shall we call you?"),
        [InputRequired(lazy("Write a name."))],
        description=lazy("You can still change your mind."),
        render_kw={"autocomplete": "nickname"},
    )
    new_password = PasswordField(
        lazy("Choose a password"),
        [InputRequired(lazy("Choose a password."))],
        description=lazy("At least 12 signs, whichever you like. Pasting it is fine."),
        render_kw={"autocomplete": "new-password", "minlength": strength.SHORTEST},
    )
    shared = BooleanField(
        lazy("This is a shared computer"),
        [Optional()],
        description=lazy("After five minutes without use it asks who you are again."),
    )


def ages_of(ages: Ages) -> list[tuple[str, str]]:
    """Return the answers to the question of age, oldest first."""
    from_to = {"first": ages.guarded, "last": ages.own - 1}
    words = {
        Age.OWN: gettext("%(age)s or older") % {"age": ages.own},
        Age.GUARDED: gettext("%(first)s to %(last)s years old") % from_to,
        Age.YOUNGER: gettext("Younger than %(age)s") % {"age": ages.guarded},
    }
    offered = [age for age in Age if age is not Age.GUARDED or ages.guarded < ages.own]
    return [(age, words[age]) for age in offered]
