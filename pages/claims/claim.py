"""/me/claims/{code} : an action: its receipt and photo, changing it, answering, taking back."""

from datetime import timedelta
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.claims import filling
from pages.claims.asked import answer_or_none
from pages.claims.forms import HOME, AnswerForm, LogForm
from pages.speech import gettext, said
from pages.web import earning
from pages.web.gates import signed_in
from pages.web.own_words import GIVEAWAYS
from pages.web.photos import ChosenPhoto, answer_with_photo, shelf
from pages.web.visit import BODY_WITH_PHOTO, Visit, open_to
from pages.words import label, message
from portal import appeals, awards, claims, habits, logbook, programmes, proofs, slips
from portal.claims import ClaimState, Decided, UnknownWitness
from portal.habits import Before
from portal.permissions import may_change_claim
from portal.savings import METERED, FromReadings
from portal.told import Replaced

OPEN = {ClaimState.SUBMITTED, ClaimState.ASKED}


@open_to(signed_in)
def show(visit: Visit, code: str) -> Response:
    """The receipt: what was done, where it stands, the points and why."""
    it = logbook.find(visit.session, visit.me, code, now=visit.now)
    return _receipt(visit, it, AnswerForm(address=visit.url("claim_answers", code=code)))


@open_to(signed_in, body=BODY_WITH_PHOTO)
def answer(visit: Visit, code: str) -> Response:
    """Answer the open question."""
    it = logbook.find(visit.session, visit.me, code, now=visit.now)
    form = AnswerForm(visit.form, address=visit.url("claim_answers", code=code))
    photo = ChosenPhoto(visit)
    if not form.is_good_with(photo.mistake):
        return _receipt(visit, it, form, photo, status=422)
    try:
        _send_answer(visit, code, form, photo)
    except GIVEAWAYS as error:
        form.refuse(error)
        return _receipt(visit, it, form, photo, status=422)
    return visit.go("claim", code=code)


@open_to(signed_in)
def edit(visit: Visit, code: str) -> Response:
    """The form with what was said before."""
    it = _changeable(visit, code)
    form = filling.fitted(visit, it, LogForm(), _its_holder(it))
    form.fill(it, programmes.local_day(it.time_zone, visit.now))
    return filling.page(visit, "claims/edit.html", form, what=it)


@open_to(signed_in, body=BODY_WITH_PHOTO)
def change(visit: Visit, code: str) -> Response:
    """Say it otherwise, or show the form again with everything that is wrong."""
    it = _of_forms(logbook.find(visit.session, visit.me, code, now=visit.now))
    form = filling.fitted(visit, it, LogForm(visit.form), _its_holder(it))
    photo, has_photo = ChosenPhoto(visit), it.photo_number is not None
    if told := filling.look_through(visit, form, it, photo, has_photo=has_photo):
        facts = (visit.session, visit.me, code, told)
        try:
            claims.change(*facts, shelf=shelf(visit), idem=visit.idem, now=visit.now)
            return visit.go("claim", code=code)
        except UnknownWitness as error:
            form.refuse("witness", error)
    return filling.page(visit, "claims/edit.html", form, photo, status=422, what=it)


@open_to(signed_in)
def withdraw(visit: Visit, code: str) -> Response:
    """Take it back."""
    facts = (visit.session, visit.me, code)
    claims.withdraw(*facts, shelf=shelf(visit), idem=visit.idem, now=visit.now)
    return visit.go("claim", code=code)


@open_to(signed_in)
def say_before(visit: Visit, code: str) -> Response:
    """Say what I did before the programme; what is none of the answers shows the question again."""
    it = logbook.find(visit.session, visit.me, code, now=visit.now)
    before = answer_or_none(visit, "before", Before)
    if before is None:
        form = AnswerForm(address=visit.url("claim_answers", code=code))
        return _receipt(visit, it, form, status=422, is_unsaid=True)
    habits.say(visit.session, visit.me, it, before, now=visit.now)
    return visit.go("claim", code=code)


@open_to(signed_in)
def photo(visit: Visit, code: str) -> Response:
    """Its photo, for those whose action it is."""
    name = logbook.find_photo(visit.session, visit.me, code, now=visit.now)
    return answer_with_photo(shelf(visit).read(name))


def _send_answer(visit: Visit, code: str, form: AnswerForm, photo: ChosenPhoto) -> None:
    claims.answer(
        *(visit.session, visit.me, code, form.words.data or "", photo.picture),
        is_meant=form.meant.data,
        shelf=shelf(visit),
        idem=visit.idem,
        now=visit.now,
    )


def _receipt(
    visit: Visit,
    it: Any,
    form: AnswerForm,
    photo: ChosenPhoto | None = None,
    status: int = 200,
    *,
    is_unsaid: bool = False,
) -> Response:
    is_mine = may_change_claim(visit.me.standing, is_own=it.person_id == visit.me.id)
    is_old = it.state is ClaimState.DECLINED or it.revision > 1
    return visit.page(
        "claims/show.html",
        appeal=appeals.find_or_none(visit.session, it) if is_old else None,
        may_appeal=appeals.may_appeal(visit.me, it, now=visit.now),
        slip=slips.of_claim_or_none(visit.session, it.programme_id, it.code),
        sealing=proofs.look(visit.session, it.code),
        asks_before=habits.is_asked(visit.me, it),
        befores=tuple(Before),
        is_unsaid=is_unsaid,
        waits_for_day=it.state is ClaimState.QUEUED and awards.has_budget(visit.session, it),
        status=status,
        it=it,
        form=form,
        kept=photo.kept() if photo else None,
        why=earning.why(it.why, it.unit),
        replaced=label(Replaced(it.replaced)) if it.replaced else "",
        message=message(it.message) if it.message else "",
        may_change=is_mine and it.state in OPEN,
        checked_by=programmes.local_day(it.time_zone, it.submitted_at) + timedelta(it.check_days),
    )


def _changeable(visit: Visit, code: str) -> Any:
    it = logbook.find(visit.session, visit.me, code, now=visit.now)
    if it.state not in OPEN:
        raise Decided
    return _of_forms(it)


def _of_forms(it: Any) -> Any:
    """Return an action that somebody told; what a meter told is no matter of words."""
    if it.activity in METERED:
        raise FromReadings
    return it


def _its_holder(it: Any) -> list[tuple[str, str]]:
    """Whose it is cannot be changed: the points would have to move."""
    if it.group_name:
        return [(str(it.holder_id), said(it.group_name))]
    return [(HOME, gettext("My household"))]


routes = [
    Route("/me/claims/{code}", show, name="claim"),
    Route("/me/claims/{code}/changes", edit, name="claim_changes"),
    Route("/me/claims/{code}/changes", change, methods=["POST"]),
    Route("/me/claims/{code}/answers", show),
    Route("/me/claims/{code}/answers", answer, name="claim_answers", methods=["POST"]),
    Route("/me/claims/{code}/before", show),
    Route("/me/claims/{code}/before", say_before, name="claim_before", methods=["POST"]),
    Route("/me/claims/{code}/withdrawals", show),
    Route("/me/claims/{code}/withdrawals", withdraw, name="claim_withdrawals", methods=["POST"]),
    Route("/me/claims/{code}/photo", photo, name="claim_photo"),
]
