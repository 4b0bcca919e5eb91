"""/never : the red lines, each with what enforces it and the name of the test that proves it."""

from dataclasses import dataclass

from starlette.responses import Response
from starlette.routing import Route

from pages.speech import lazy
from pages.web.gates import anyone
from pages.web.visit import Visit, open_to

__all__ = ["RED_LINES", "RedLine", "routes"]


@dataclass(frozen=True)
class RedLine:
    """Something that never happens here."""

    code: str
    never: str
    enforced: str
    test: str  # in tests/portal/test_red_lines.py


RED_LINES = (
    RedLine(
        "R1",
        lazy("Points never become money, a voucher with a value, or part of a bill."),
        lazy("No account holds money. Rewards come from a closed list of kinds without a value."),
        "test_r01_no_move_ends_in_money",
    ),
    RedLine(
        "R2",
        lazy("Points never go from one person or household to another."),
        lazy("The database refuses every move that is not in a closed list. This one is not."),
        "test_r02_no_point_goes_from_wallet_to_wallet",
    ),
    RedLine(
        "R3",
        lazy("Points never leave their programme."),
        lazy("Every key begins with the programme. A move between two cannot be written."),
        "test_r03_no_point_leaves_its_programme",
    ),
    RedLine(
        "R4",
        lazy("Points are never given to nobody in particular."),
        lazy("An award names a household or class that takes part in a programme."),
        "test_r04_no_award_without_somebody_who_takes_part",
    ),
    RedLine(
        "R5",
        lazy("More points than the budget holds are never given."),
        lazy("The posting itself checks the limit. Actions then wait, and say so."),
        "test_r05_no_award_beyond_the_budget",
    ),
    RedLine(
        "R6",
        lazy("Points are never given without an act."),
        lazy("An award names one checked action, once. No form asks what somebody paid."),
        "test_r06_no_award_without_a_checked_act",
    ),
    RedLine(
        "R7",
        lazy("Points never earn interest, have a share or a price."),
        lazy("Points are whole numbers. No column holds a rate, a share or a price in money."),
        "test_r07_points_have_no_financial_nature",
    ),
    RedLine(
        "R8",
        lazy("Nothing is drawn or staked."),
        lazy("No rule knows chance. You see the outcome before you confirm."),
        "test_r08_nothing_depends_on_chance",
    ),
    RedLine(
        "R9",
        lazy("People are never scored or favoured."),
        lazy("Points depend on the programme, the action and the day. Prices are flat."),
        "test_r09_no_rule_knows_who_somebody_is",
    ),
    RedLine(
        "R10",
        lazy("The portal never holds money."),
        lazy("Pledges and payments are records with a document. There is no way to pay here."),
        "test_r10_the_portal_holds_no_money",
    ),
    RedLine(
        "R11",
        lazy("Nothing is changed in silence."),
        lazy("The ledger only grows. Undoing is a new entry. Every night it is sealed in public."),
        "test_r11_nothing_written_is_changed",
    ),
    RedLine(
        "R12",
        lazy("Nobody is put under pressure."),
        lazy("No streaks, no countdowns, no pop-ups. No points for visits, posts or invitations."),
        "test_r12_nobody_is_put_under_pressure",
    ),
    RedLine(
        "R13",
        lazy("No number is shown without its source."),
        lazy("Every factor has a source. Every impact has a range that cannot be switched off."),
        "test_r13_every_number_has_a_source_and_a_range",
    ),
    RedLine(
        "R14",
        lazy("Money never buys an advantage."),
        lazy("Everybody can reach the most points of a season without buying or travelling."),
        "test_r14_the_ceiling_is_reached_without_money",
    ),
)


@open_to(anyone)
def never(visit: Visit) -> Response:
    """What this portal will never do."""
    return visit.page("never/never.html", red_lines=RED_LINES)


routes = [Route("/never", never, name="never")]
