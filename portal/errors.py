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


class Guarded(Refused):
    """The database itself refused, because something has changed: `guard` names what spoke."""


class NotFound(Exception):
    """There is no such thing, or this person may not know of it."""


class Trouble(Exception):
    """The database could not do it. Whatever was asked, asking again with the same key is safe."""


class Busy(Trouble):
    """It did not get to it in time; nothing was taken."""


class Away(Trouble):
    """It does not answer; nothing was taken."""


class Unsaved(Trouble):
    """It has no room or a failing disk; nothing was taken."""


class Unknown(Trouble):
    """The answer to our commit was lost: it was taken, or it was not. The key tells."""
