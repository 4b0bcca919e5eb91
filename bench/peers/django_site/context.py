"""What every template may rely on, and who is here."""

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, Subquery, Sum
from django.utils import timezone
from django.utils.translation import get_language, get_language_info

from bench.peers.django_site.models import Holding, HouseholdMember, Membership
from bench.peers.django_site.words import said

OFFERED = [
    (code, name, "rtl" if get_language_info(code)["bidi"] else "ltr")
    for code, name in settings.LANGUAGES
]


def surroundings(request):
    """Return the place, the languages, where this is, and the member of a household."""
    path = request.path.removeprefix(f"/{get_language()}") or "/"
    section = path.split("/")[1]
    query = request.META["QUERY_STRING"]
    return {
        "instance_name": said(settings.INSTANCE_WORDS),
        "operator_name": said(settings.OPERATOR_WORDS),
        "offered": OFFERED,
        "here": path + (f"?{query}" if query else ""),
        "section": section,
        "current": "page" if path == f"/{section}" else "true",
        "member": member_of(request) if request.user.is_authenticated else None,
    }


def member_of(request):
    """Return the member with the household, its points and whether there is a desk; read once."""
    if not hasattr(request, "member"):
        now = timezone.now()
        held = Holding.objects.filter(account_id=OuterRef("household_id")).order_by()
        roles = Membership.objects.filter(person=OuterRef("person"))
        request.member = (
            HouseholdMember.objects.filter(person=request.user, left_at=None)
            .select_related("household")
            .annotate(
                points=Subquery(held.values("account_id").annotate(all=Sum("qty")).values("all")),
                has_desk=Exists(roles.filter(Q(until=None) | Q(until__gt=now))),
            )
            .get()
        )
    return request.member
