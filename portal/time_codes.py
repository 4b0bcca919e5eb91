"""Time codes: six digits from an app, another every half minute (RFC 6238).

The shared secret is sealed before it is kept. Each half minute is believed once, so digits that
somebody saw over a shoulder are worth nothing.
"""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pyotp
from sqlalchemy import bindparam, delete, update
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.ways import TimeCode
from portal import ids, ways
from portal.errors import Refused
from portal.people import Member
from portal.vault import Vault
from portal.ways import WayChange

__all__ = ["Draft", "WrongCode", "begin", "confirm", "end", "fits", "has", "reopen"]

STEP = 30  # seconds
DRIFT = (0, -1, 1)  # steps that a phone's clock may be off
DRAFT = timedelta(minutes=30)

KEPT = Statement(
    pick(TimeCode.sealed, TimeCode.last_step).where(col(TimeCode.person_id) == bindparam("id"))
)
BELIEVE = Statement(
    update(TimeCode)
    .where(col(TimeCode.person_id) == bindparam("id_"), col(TimeCode.last_step) < bindparam("step"))
    .values(last_step=bindparam("step"))
)
END = Statement(delete(TimeCode).where(col(TimeCode.person_id) == bindparam("id_")))


class WrongCode(Refused):
    """These digits are not the ones of now, or they were used before."""


@dataclass(frozen=True)
class Draft:
    """A secret that is offered and not kept yet: to read, to scan, and sealed for the form."""

    secret: str
    sealed: str

    def address(self, issuer: str, name: str) -> str:
        """Return what the app reads from the picture."""
        return pyotp.TOTP(self.secret).provisioning_uri(name=name, issuer_name=issuer)


def begin(vault: Vault, me: Member, *, now: datetime) -> Draft:
    """Offer a secret of 160 bits."""
    secret = base64.b32encode(bytes.fromhex(ids.new_token()[:40])).decode()
    return Draft(secret, vault.seal(_drafted(me.id), secret, now=now))


def reopen(vault: Vault, me: Member, sealed: str, *, now: datetime) -> Draft:
    """Return the secret a form came back with; raises Unsealed."""
    return Draft(vault.open(_drafted(me.id), sealed, within=DRAFT, now=now), sealed)


def confirm(
    session: Session, vault: Vault, me: Member, draft: Draft, *, code: str, now: datetime
) -> None:
    """Keep the secret, because the app shows the right digits; raises WrongCode."""
    step = _step_of(draft.secret, code, now)
    if step is None:
        raise WrongCode
    END.run(session, {"id_": me.id})
    kept = vault.seal(_kept(me.id), draft.secret, now=now)
    session.add(TimeCode(person_id=me.id, sealed=kept, last_step=step, made_at=now))
    session.flush()
    ways.tell(session, me.id, WayChange.TIME_CODES_ON, now=now)


def has(session: Session, person_id: UUID) -> bool:
    """Whether this person has such an app."""
    return KEPT.first(session, id=person_id) is not None


def fits(session: Session, vault: Vault, person_id: UUID, code: str, *, now: datetime) -> bool:
    """Whether these are the digits of now, not seen before; they are used up with it."""
    kept = KEPT.first(session, id=person_id)
    if kept is None:
        return False
    step = _step_of(vault.open(_kept(person_id), kept.sealed, now=now), code, now)
    return step is not None and bool(BELIEVE.run(session, {"id_": person_id, "step": step}))


def end(session: Session, me: Member, *, now: datetime) -> None:
    """Forget the app. Harmless when there is none."""
    if END.run(session, {"id_": me.id}):
        ways.tell(session, me.id, WayChange.TIME_CODES_OFF, now=now)


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    totp, step = pyotp.TOTP(secret), int(now.timestamp()) // STEP
    digits = "".join(sign for sign in code if not sign.isspace())
    steps = (step + off for off in DRIFT)
    return next(
        (one for one in steps if pyotp.utils.strings_equal(totp.at(one * STEP), digits)), None
    )


def _drafted(person_id: UUID) -> str:
    return f"time code offered to {person_id}"


def _kept(person_id: UUID) -> str:
    return f"time code of {person_id}"
