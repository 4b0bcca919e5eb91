"""Who may do what: one pure rule per verb. Pages ask to show a button; verbs ask to act."""

from collections.abc import Collection
from uuid import UUID

from db.tables.households import Standing
from db.tables.organisations import Role
from portal.errors import NotAllowed

__all__ = [
    "Role",
    "Standing",
    "may_accept_delivery",
    "may_agree_budget",
    "may_answer",
    "may_appoint",
    "may_approve_pledge",
    "may_approve_rules",
    "may_ask_budget",
    "may_audit",
    "may_change_claim",
    "may_check",
    "may_decide",
    "may_declare_reward",
    "may_document_pledge",
    "may_draft",
    "may_end_programme",
    "may_enter",
    "may_head",
    "may_host",
    "may_keep_classes",
    "may_keep_posters",
    "may_keep_tills",
    "may_offer_reward",
    "may_plan_round",
    "may_pledge",
    "may_prepare_settlement",
    "may_print_codes",
    "may_record_vote",
    "may_rule",
    "may_sign_settlement",
    "may_spend",
    "may_take_data",
    "may_take_vouchers",
    "may_tell_delivery",
    "may_undo",
    "require",
]


def may_change_claim(standing: Standing, *, is_own: bool) -> bool:
    """Whoever told it may tell it otherwise; so may an adult of the home, or of the class."""
    return is_own or standing is Standing.ADULT


def may_check(roles: Collection[Role]) -> bool:
    """Verifiers, and organisers for what is flagged, open the queue."""
    return bool({Role.VERIFIER, Role.ORGANISER} & set(roles))


def may_undo(roles: Collection[Role]) -> bool:
    """Who checks may start taking decisions back; one more of them, or an owner, must agree."""
    return bool({Role.VERIFIER, Role.ORGANISER, Role.OWNER} & set(roles))


def may_rule(roles: Collection[Role]) -> bool:
    """An organiser or owner says what becomes of an approval two people differ about."""
    return bool({Role.ORGANISER, Role.OWNER} & set(roles))


def may_answer(roles: Collection[Role], *, is_appeal: bool) -> bool:
    """Who checks answers an appeal; an organiser or owner answers what is about a programme."""
    return may_check(roles) if is_appeal else bool({Role.ORGANISER, Role.OWNER} & set(roles))


def may_decide(roles: Collection[Role], own_household_id: UUID, holder_id: UUID) -> bool:
    """A verifier decides claims, never their own household's. The schema says it once more."""
    return may_check(roles) and own_household_id != holder_id


def may_spend(standing: Standing) -> bool:
    """Adults give and use points; a child proposes."""
    return standing is Standing.ADULT


def may_head(person_id: UUID, head_id: UUID | None) -> bool:
    """The head of a household gives it its name and hands that over."""
    return person_id == head_id


def may_plan_round(roles: Collection[Role]) -> bool:
    """An organiser registers causes, plans rounds and opens them."""
    return Role.ORGANISER in roles


def may_draft(roles: Collection[Role]) -> bool:
    """An organiser writes programmes and their rules."""
    return Role.ORGANISER in roles


def may_approve_rules(roles: Collection[Role]) -> bool:
    """An owner publishes what somebody else wrote."""
    return Role.OWNER in roles


def may_end_programme(roles: Collection[Role]) -> bool:
    """An owner pauses a programme, extends its season and closes it."""
    return Role.OWNER in roles


def may_take_data(roles: Collection[Role]) -> bool:
    """Who ran a programme takes along what it left behind."""
    return bool({Role.ORGANISER, Role.OWNER} & set(roles))


def may_audit(roles: Collection[Role]) -> bool:
    """An auditor reads across organisations, draws samples and remarks in public."""
    return Role.AUDITOR in roles


def may_ask_budget(roles: Collection[Role]) -> bool:
    """Whoever runs the programme or keeps its papers asks that its budget be filled."""
    return bool({Role.TREASURER, Role.ORGANISER, Role.OWNER} & set(roles))


def may_agree_budget(roles: Collection[Role]) -> bool:
    """A treasurer or an owner agrees to what somebody else asked for."""
    return bool({Role.TREASURER, Role.OWNER} & set(roles))


def may_pledge(roles: Collection[Role]) -> bool:
    """A sponsor promises; a treasurer writes down what a sponsor promised on paper."""
    return bool({Role.SPONSOR, Role.TREASURER} & set(roles))


def may_document_pledge(roles: Collection[Role]) -> bool:
    """A treasurer records the letter behind a pledge."""
    return Role.TREASURER in roles


def may_approve_pledge(roles: Collection[Role]) -> bool:
    """An owner or organiser puts a second name under what a treasurer wrote down."""
    return bool({Role.OWNER, Role.ORGANISER} & set(roles))


def may_prepare_settlement(roles: Collection[Role]) -> bool:
    """A treasurer divides a closed round."""
    return Role.TREASURER in roles


def may_sign_settlement(roles: Collection[Role]) -> bool:
    """An owner or organiser signs what a treasurer prepared; it is another person."""
    return bool({Role.OWNER, Role.ORGANISER} & set(roles))


def may_record_vote(roles: Collection[Role]) -> bool:
    """An organiser (a teacher) records how a class voted."""
    return Role.ORGANISER in roles


def may_keep_classes(roles: Collection[Role]) -> bool:
    """An organiser (a teacher) keeps classes: slots, cards, windows, years."""
    return Role.ORGANISER in roles


def may_keep_posters(roles: Collection[Role]) -> bool:
    """An organiser makes and ends posters."""
    return Role.ORGANISER in roles


def may_enter(roles: Collection[Role]) -> bool:
    """Organisers and stewards enter what is on paper; what they enter, they may take back."""
    return bool({Role.ORGANISER, Role.STEWARD} & set(roles))


def may_host(roles: Collection[Role]) -> bool:
    """Whoever may witness shows a poster's screen, and says whom they saw there."""
    return bool({Role.ORGANISER, Role.VERIFIER, Role.STEWARD} & set(roles))


def may_declare_reward(roles: Collection[Role]) -> bool:
    """Who answers for a partner promises a reward, and keeps its stock right."""
    return bool({Role.OWNER, Role.ORGANISER, Role.STEWARD, Role.SPONSOR} & set(roles))


def may_offer_reward(roles: Collection[Role]) -> bool:
    """An organiser puts a promised reward into the programme's catalogue."""
    return Role.ORGANISER in roles


def may_take_vouchers(roles: Collection[Role]) -> bool:
    """Whoever stands at a partner's till, or answers for it."""
    return bool({Role.TILL, Role.STEWARD, Role.OWNER, Role.ORGANISER} & set(roles))


def may_keep_tills(roles: Collection[Role]) -> bool:
    """Who answers for a partner makes a browser its till, and ends one."""
    return bool({Role.STEWARD, Role.OWNER, Role.ORGANISER} & set(roles))


def may_tell_delivery(roles: Collection[Role]) -> bool:
    """The charity's steward tells what arrived."""
    return Role.STEWARD in roles


def may_accept_delivery(roles: Collection[Role]) -> bool:
    """The programme's organiser accepts a use report."""
    return Role.ORGANISER in roles


def may_print_codes(roles: Collection[Role]) -> bool:
    """An organiser or a steward prints a way in for somebody without e-mail."""
    return bool({Role.ORGANISER, Role.STEWARD} & set(roles))


def may_appoint(roles: Collection[Role]) -> bool:
    """An owner invites people, and gives and ends roles."""
    return Role.OWNER in roles


def require(allowed: bool) -> None:
    """Raise NotAllowed unless the rule said yes."""
    if not allowed:
        raise NotAllowed
