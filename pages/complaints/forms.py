"""The forms of a complaint: what somebody objects to, and what is said to it."""

from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from pages.speech import lazy
from pages.web.forms import BaseForm, chosen
from pages.web.own_words import WordsForm
from pages.words import label
from portal.complaints import LONGEST, ComplaintKind, Outcome
from portal.offer_changes import LONGEST_REASON

_WORDS = [
    InputRequired(lazy("Write it in a sentence or two.")),
    Length(max=LONGEST, message=lazy("Write at most 1,000 signs.")),
]


class AppealForm(WordsForm):
    """Why it should count."""

    words = TextAreaField(
        lazy("Why should it count?"),
        _WORDS,
        description=lazy("Say what was overlooked. Leave out names and anything private."),
    )


class ComplaintForm(WordsForm):
    """What is not as it should be."""

    kind = RadioField(
        lazy("What is it about?"),
        [InputRequired(lazy("Choose what it is about."))],
        validate_choice=False,
    )
    reward = HiddenField()
    words = TextAreaField(
        lazy("What happened?"),
        _WORDS,
        description=lazy("Leave out names and anything private."),
    )

    def offer(self) -> "ComplaintForm":
        """Offer what one can object to without an action of one's own."""
        kinds = (kind for kind in ComplaintKind if kind is not ComplaintKind.DECISION)
        self.kind.choices = chosen(*((kind.value, label(kind)) for kind in kinds))
        return self

    @property
    def chosen_kind(self) -> ComplaintKind:
        """What was chosen; anything strange is something else."""
        is_known = self.kind.data in set(ComplaintKind) - {ComplaintKind.DECISION}
        return ComplaintKind(self.kind.data) if is_known else ComplaintKind.OTHER


class AnswerForm(BaseForm):
    """What the second person says."""

    outcome = RadioField(
        lazy("What do you say?"),
        [InputRequired(lazy("Choose what you say."))],
        validate_choice=False,
    )
    words = TextAreaField(lazy("Why?"), _WORDS, description=lazy("They read this."))
    public = StringField(
        lazy("What can everybody read on the page of the reward?"),
        [Optional(), Length(max=LONGEST_REASON, message=lazy("Write at most 300 signs."))],
        description=lazy("Needed if you uphold it: the reward is then suspended. Name no person."),
    )

    def offer(self, *, is_appeal: bool) -> "AnswerForm":
        """Offer what can be said: an appeal is upheld or not, a rule can also be changed."""
        given = [one for one in Outcome if not (is_appeal and one is Outcome.CHANGED)]
        self.outcome.choices = chosen(*((one.value, label(one)) for one in given))
        return self

    @property
    def said(self) -> Outcome | None:
        """What was chosen, where it can be."""
        is_offered = any(one.data == self.outcome.data for one in self.outcome)
        return Outcome(self.outcome.data) if is_offered else None
