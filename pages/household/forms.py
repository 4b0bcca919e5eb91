"""The forms of a household: its name, its rule, its codes, its children."""

from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import InputRequired, Optional

from pages.speech import lazy
from pages.web.forms import BaseForm, options

__all__ = [
    "ChildForm",
    "ChoicesForm",
    "CodeForm",
    "HeadForm",
    "MakeCodeForm",
    "NameForm",
    "RuleForm",
]


class NameForm(BaseForm):
    """What the household is called."""

    name = StringField(
        lazy("Name of the household"),
        [InputRequired(lazy("Write a name."))],
        description=lazy("Only who lives in it sees the name. A word is enough."),
        render_kw={"autocomplete": "off"},
    )


class HeadForm(BaseForm):
    """Who gives the household its name from now on."""

    head = RadioField(
        lazy("Who shall be the head of the household?"), [InputRequired(lazy("Choose somebody."))]
    )


class RuleForm(BaseForm):
    """How many adults use the points."""

    adults = RadioField(
        lazy("How shall your household decide about its points?"),
        [InputRequired(lazy("Choose a rule."))],
        choices=options(
            **{
                "1": lazy("Each adult may use the points"),
                "2": lazy("Two adults must agree"),
            }
        ),
    )


class MakeCodeForm(BaseForm):
    """Whom the code is for."""

    kind = RadioField(lazy("Whom is the code for?"), [InputRequired(lazy("Choose for whom."))])


class CodeForm(BaseForm):
    """A code somebody got."""

    code = StringField(
        lazy("The code you were given"),
        [InputRequired(lazy("Enter the code."))],
        description=lazy("It looks like H-7K3F-22QX-M4C. Capitals and hyphens do not matter."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class ChildForm(BaseForm):
    """A child without an account."""

    name = StringField(
        lazy("What shall we call the child?"),
        [InputRequired(lazy("Write a name."))],
        description=lazy("A nickname, not the full name. It needs no address and no password."),
        render_kw={"autocomplete": "off"},
    )
    guardian = BooleanField(
        lazy("I am a parent or guardian and answer for this child"),
        [Optional()],
        description=lazy("You then see what the child does here, and can limit or stop it."),
        default=True,
    )
    meant = BooleanField(lazy("Keep this name all the same"), [Optional()])


class ChoicesForm(BaseForm):
    """What a child may do."""

    may_log = BooleanField(lazy("Log actions"), [Optional()])
    may_add_photos = BooleanField(lazy("Add photos to actions"), [Optional()])
    may_propose = BooleanField(lazy("Propose where points go"), [Optional()])
