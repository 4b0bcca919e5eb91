"""The sections of the site, in the order in which a router asks them."""

from pages.admin import machines as admin_machines
from pages.admin import people as admin_people
from pages.admin import register as admin_register
from pages.admin import routes as admin
from pages.applications import routes as applications
from pages.audit import answers as audit_answers
from pages.audit import deliveries as audit_deliveries
from pages.audit import desk as audit_desk
from pages.audit import draws as audit_draws
from pages.audit import routes as auditing
from pages.causes import desk as causes_desk
from pages.causes import pictures as causes_pictures
from pages.causes import routes as causes
from pages.charity import asking
from pages.charity import routes as charity
from pages.claims import routes as claims
from pages.class_card import routes as class_card
from pages.closures import routes as closures
from pages.complaints import desk as hearings
from pages.complaints import mine as complaints
from pages.data import routes as open_data
from pages.desk import paper
from pages.desk import routes as desk
from pages.drafts import routes as drafts
from pages.gifts import routes as gifts
from pages.help import routes as helping
from pages.home import routes as home
from pages.household import children, commons, homes, rule
from pages.household import routes as household
from pages.imports import routes as imports
from pages.invitations import routes as invitations
from pages.join import routes as join
from pages.lapses import routes as lapses
from pages.letters import choices as letter_choices
from pages.letters import routes as letters
from pages.memberships import routes as memberships
from pages.method import routes as method
from pages.never import routes as never
from pages.organisations import routes as organisations
from pages.outcome import routes as outcome
from pages.points import routes as points
from pages.posters import routes as posters
from pages.programmes import routes as programmes
from pages.questionnaires import desk as questionnaires
from pages.receipts import routes as receipts
from pages.renames import routes as renames
from pages.reports import routes as reporting
from pages.rewards import routes as rewards
from pages.rights import corrections, data, erasing, pausing
from pages.rounds import acts as rounds_acts
from pages.rounds import classes, planning
from pages.rounds import desk as rounds_desk
from pages.rounds import routes as rounds
from pages.running import routes as running
from pages.samples import checks
from pages.samples import desk as samples
from pages.school import routes as school
from pages.school_letter import routes as school_letter
from pages.seals import routes as seals
from pages.security import passkeys, password, time_codes, ways
from pages.security import routes as security
from pages.sign_in import links as sign_in_links
from pages.sign_in import passkeys as sign_in_passkeys
from pages.sign_in import proof, schools, second
from pages.sign_in import routes as sign_in
from pages.sponsor import pledging
from pages.sponsor import routes as sponsor
from pages.status import routes as status
from pages.till import cards as till_cards
from pages.till import desk as till_desk
from pages.till import routes as till
from pages.verification import routes as verification
from pages.vouchers import routes as vouchers

__all__ = ["SECTIONS"]

SECTIONS = [  # a router asks each in turn: what is opened every day comes first
    home,
    programmes,
    points,
    reporting,
    sign_in,
    join,
    sign_in_links,
    second,
    proof,
    sign_in_passkeys,
    schools,
    security,
    password,
    ways,
    time_codes,
    passkeys,
    receipts,
    seals,
    outcome,
    open_data,
    desk,
    paper,
    claims,
    verification,
    posters,
    questionnaires,
    drafts,
    running,
    complaints,
    hearings,
    samples,
    checks,
    imports,
    organisations,
    household,
    homes,
    rule,
    erasing,  # before the acts of guardians, whose address has a place for a word
    children,
    corrections,
    data,
    pausing,
    commons,
    rewards,
    vouchers,
    till_cards,  # before the till, whose address has a place for a code
    till,
    till_desk,
    causes,
    gifts,
    rounds,
    planning,
    rounds_acts,
    causes_desk,
    causes_pictures,
    rounds_desk,
    classes,
    school,
    class_card,
    school_letter,
    asking,
    charity,
    sponsor,
    pledging,
    lapses,
    letters,
    letter_choices,
    method,
    never,
    helping,
    status,
    auditing,
    audit_desk,
    audit_deliveries,
    audit_draws,
    audit_answers,
    admin,
    admin_register,
    admin_people,
    admin_machines,
    invitations,
    memberships,
    closures,
    renames,
    applications,
]
