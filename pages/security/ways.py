"""/me/ways-in : how do I come in, and what if my phone is gone? Add a way, take one away."""

from starlette.responses import Response
from starlette.routing import Route

from pages.speech import said
from pages.web.gates import proved, signed_in
from pages.web.sealing import offers_passkeys
from pages.web.visit import Visit, open_to
from portal import recovery_codes, school_accounts, second_step, time_codes
from portal.people import Member


@open_to(signed_in)
def index(visit: Visit) -> Response:
    """Every way in that is set up."""
    asked = second_step.ask(visit.session, visit.me.id, now=visit.now)
    return visit.page(
        "security/ways.html",
        asked=asked,
        codes_left=recovery_codes.count_left(visit.session, visit.me.id),
        is_needed="needed" in visit.query,
        offers_passkeys=offers_passkeys(visit),
        schools={school.code: said(school.title_words) for school in visit.settings.schools},
        accounts=school_accounts.list_mine(visit.session, visit.me),
    )


@open_to(proved(signed_in))
def end_time_codes(visit: Visit) -> Response:
    """Forget the app."""
    time_codes.end(visit.session, visit.me, now=visit.now)
    return visit.go("ways_in")


@open_to(proved(signed_in))
def make_codes(visit: Visit) -> Response:
    """Make ten new recovery codes and show them, this once."""
    return codes_page(visit, visit.me)


@open_to(proved(signed_in))
def unlink_school(visit: Visit, key: str) -> Response:
    """Let a school account sign me in no longer, if there is another way in."""
    school_accounts.unlink(visit.session, visit.me, key, now=visit.now)
    return visit.go("ways_in")


@open_to(signed_in)
def back_from(visit: Visit, key: str) -> Response:
    """What is only pressed has no page of its own."""
    return visit.go("ways_in")


@open_to(signed_in)
def back(visit: Visit) -> Response:
    """What is only pressed has no page of its own."""
    return visit.go("ways_in")


def codes_page(visit: Visit, me: Member) -> Response:
    """Show new codes. Nobody can show them again: only their hashes are kept."""
    made = recovery_codes.make(visit.session, me, now=visit.now)
    return visit.page("security/codes.html", codes=made)


routes = [
    Route("/me/ways-in", index, name="ways_in"),
    Route("/me/ways-in/time-codes/end", back),
    Route("/me/ways-in/time-codes/end", end_time_codes, methods=["POST"], name="time_codes_end"),
    Route("/me/ways-in/schools/{key}/end", back_from),
    Route("/me/ways-in/schools/{key}/end", unlink_school, methods=["POST"], name="school_end"),
    Route("/me/ways-in/recovery-codes", back),
    Route("/me/ways-in/recovery-codes", make_codes, methods=["POST"], name="recovery_codes"),
]
