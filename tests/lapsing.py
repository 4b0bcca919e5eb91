"""Points of the Fennels that lapse in tests, through the verb that the nightly job calls."""

from datetime import date, datetime, timedelta

from sqlmodel import Session

from db.tables.letters import LapseMark
from portal import lapses, programmes
from tests import giving as set_up
from tests import people
from tests.giving import CLOSES, OPENED

GRACE = timedelta(days=7)  # from the last day of use to the day on which points lapse
IN_TIME = CLOSES - timedelta(days=1)


def will_lapse(session: Session, points: int, at: datetime) -> None:
    """Give them points that lapse on a day, of which they were told."""
    holder = people.home(session, "Fennel")
    set_up.award(session, holder, points, days=(at - OPENED - GRACE).days)
    told = LapseMark(
        programme_id=programmes.find(session, "RIVER", now=OPENED).programme_id,
        account_id=holder,
        expires_on=(at - GRACE).date(),
        days_before=14,
        marked_at=OPENED,
    )
    session.add(told)
    session.flush()


def lapse(session: Session, at: datetime) -> None:
    """Let lapse what is due."""
    here = programmes.find(session, "RIVER", now=OPENED).programme_id
    assert lapses.lapse_some(session, lapses.Run(here, at.date(), None, date.max), now=at)


def let_lapse(session: Session, points: int, at: datetime = IN_TIME) -> None:
    """Let points lapse, before the round closes or at another instant."""
    will_lapse(session, points, at)
    lapse(session, at)
