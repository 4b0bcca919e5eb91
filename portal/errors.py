"""The ways the portal says no. Words for people live in pages/words.py."""


class Refused(Exception):
    """The rules do not allow this, whoever asks. `facts` fill the words."""

    def __init__(self, **facts: object) -> None:
        super().__init__(*facts.values())
        self.facts = facts


class NotAllowed(Refused):
    """The rules allow this, but not to this person."""


class ClockJumped(Refused):
    """The day is too far past the newest known to have come: `day`, `until`."""


class AlreadyUsed(Refused):
    """This form was sent before, saying something else."""


class NotFound(Exception):
    """There is no such thing, or this person may not know of it."""


class Busy(Exception):
    """The database did not answer in time; nothing was taken, and the same key may try again."""
