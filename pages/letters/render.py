"""Put a letter into words: subject, text and HTML, in the reader's language.

A kind of letter has two templates of its name. The plain one begins with the subject's line.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import Environment

from pages.speech import catalogue, said, speaking
from pages.web.folding import FoldingEnvironment
from pages.web.templates import OPTIONS, environment_for, furnished
from portal.complaints import Outcome
from portal.desks import Role
from portal.letters import Facts, LetterKind, Written
from portal.settings import Settings
from portal.ways import WayChange

__all__ = ["renderer"]

TEMPLATES = {
    LetterKind.LAPSE_NOTICE: ("letters/lapse_notice.txt", "letters/lapse_notice.html"),
    LetterKind.LAPSE_PLANNED: ("letters/lapse_planned.txt", "letters/lapse_planned.html"),
    LetterKind.SEAL: ("letters/seal.txt", "letters/seal.html"),
    LetterKind.INVITATION: ("letters/invitation.txt", "letters/invitation.html"),
    LetterKind.SIGN_IN_LINK: ("letters/sign_in_link.txt", "letters/sign_in_link.html"),
    LetterKind.PASSWORD_LINK: ("letters/password_link.txt", "letters/password_link.html"),
    LetterKind.JOIN_LINK: ("letters/join_link.txt", "letters/join_link.html"),
    LetterKind.JOIN_KNOWN: ("letters/join_known.txt", "letters/join_known.html"),
    LetterKind.EMAIL_LINK: ("letters/email_link.txt", "letters/email_link.html"),
    LetterKind.EMAIL_TAKEN: ("letters/email_taken.txt", "letters/email_taken.html"),
    LetterKind.EMAIL_CHANGED: ("letters/email_changed.txt", "letters/email_changed.html"),
    LetterKind.STILL_HERE: ("letters/still_here.txt", "letters/still_here.html"),
    LetterKind.GUARDIANS: ("letters/guardians.txt", "letters/guardians.html"),
    LetterKind.WAYS_CHANGED: ("letters/ways_changed.txt", "letters/ways_changed.html"),
    LetterKind.APPLICATION: ("letters/application.txt", "letters/application.html"),
    LetterKind.REGISTER: ("letters/register.txt", "letters/register.html"),
    LetterKind.ANSWER: ("letters/answer.txt", "letters/answer.html"),
    LetterKind.RECIPIENT: ("letters/recipient.txt", "letters/recipient.html"),
    LetterKind.CAUSE_ANSWER: ("letters/cause_answer.txt", "letters/cause_answer.html"),
    LetterKind.VOUCHER_CANCELLED: (
        "letters/voucher_cancelled.txt",
        "letters/voucher_cancelled.html",
    ),
    LetterKind.REWARD_FREE: ("letters/reward_free.txt", "letters/reward_free.html"),
    LetterKind.REWARD_SUSPENDED: (
        "letters/reward_suspended.txt",
        "letters/reward_suspended.html",
    ),
    LetterKind.REWARD_AGAIN: ("letters/reward_again.txt", "letters/reward_again.html"),
    LetterKind.ROLES: ("letters/roles.txt", "letters/roles.html"),
}

KINDS = {"role": Role, "change": WayChange, "outcome": Outcome}  # facts that have a label


def renderer(settings: Settings) -> Callable[[LetterKind, str, Facts], Written]:
    """Return a function that puts letters of this installation into words."""

    def render(kind: LetterKind, language: str, facts: Facts) -> Written:
        language = language if language in settings.languages else settings.languages[0]
        with speaking(language):
            context: dict[str, Any] = {
                **facts,
                **{name: its(facts[name]) for name, its in KINDS.items() if name in facts},
                **({"role": Role(facts["role"])} if "role" in facts else {}),
                **({"roles": [Role(one) for one in facts["roles"]]} if "roles" in facts else {}),
                "instance_name": said(settings.instance_words),
                "operator_name": said(settings.operator_words),
                "at": lambda path: f"{settings.base_url.rstrip('/')}/{language}{path}",
            }
            text, page = TEMPLATES[kind]
            plain = _plain_environment(language).get_template(text).render(context)
            html = environment_for(language).get_template(page).render(context)
        subject, _, text = plain.strip().partition("\n")
        return Written(" ".join(subject.split()), text.strip() + "\n", html)

    return render


@cache
def _plain_environment(language: str) -> Environment:
    """Return the environment of plain text, where nothing is escaped."""
    options = {**OPTIONS, "autoescape": False}
    return furnished(FoldingEnvironment(catalogue(language), **options), language)
