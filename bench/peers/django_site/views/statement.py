"""/me/points : a month of a household's points, where every line says why."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.db.models import Case, F, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.shortcuts import render
from django.utils import timezone

from bench.peers.django_site import words
from bench.peers.django_site.context import member_of
from bench.peers.django_site.models import Claim, Enrolment, Gift, Holding, Posting
from portal.statements import month_of

A_DAY = timedelta(days=1)
WAITS = ["submitted", "asked", "queued"]
LOOKS = {"award": "ok", "goodwill": "ok", "give": "give", "reverse": "no"}


@login_required
def show(request):
    """A month of my household's points."""
    member = member_of(request)
    month = month_of(request.GET.get("month", ""), timezone.now().date())
    after = (month + 31 * A_DAY).replace(day=1)
    since, until = _midnight(month) - A_DAY, _midnight(after) + A_DAY
    purses = list(purses_of(member.household_id, until))
    wanted = request.GET.get("programme", "").upper()
    chosen = next((purse for purse in purses if purse.programme.code == wanted), None)
    shown = [chosen] if chosen else purses
    entries = entries_of(member.household_id, since, until, chosen)
    then = sum(purse.points_then for purse in shown)
    closing = then - sum(one["points"] for one in entries if one["month"] > month)
    lines = balanced([one for one in entries if one["month"] == month], closing)
    context = {
        "month": month,
        "before": (month - A_DAY).replace(day=1),
        "after": after,
        "is_newest": month >= timezone.now().date().replace(day=1),
        "lines": lines,
        "opening": lines[-1]["balance"] - lines[-1]["points"] if lines else closing,
        "purses": purses,
        "chosen": chosen,
        "points": sum(purse.points for purse in shown),
        "waiting": sum(purse.waiting for purse in shown),
        "earned": earned(lines),
    }
    return render(request, "statement.html", context)


def purses_of(household_id, until):
    """Return the programmes they take part in, with what they hold, held then, and what waits."""
    mine = {"programme": OuterRef("programme")}
    held = Holding.objects.filter(**mine, account_id=household_id).order_by()
    claims = Claim.objects.filter(**mine, holder_id=household_id, state__in=WAITS).order_by()
    moved = (
        Posting.objects.filter(_touches(household_id), **mine, txn__at__lt=until)
        .order_by()
        .values("programme")
        .annotate(all=Sum(_signed(household_id)))
        .values("all")
    )
    summed = {"points": (held, "qty"), "waiting": (claims, "points")}
    sums = {
        name: Coalesce(
            Subquery(rows.values("programme").annotate(all=Sum(column)).values("all")), 0
        )
        for name, (rows, column) in summed.items()
    }
    return (
        Enrolment.objects.filter(holder_id=household_id)
        .select_related("programme")
        .annotate(**sums, points_then=Coalesce(Subquery(moved), 0))
        .order_by("programme__code")
    )


def entries_of(household_id, since, until, chosen):
    """Return the acts that moved their points, newest first, with claim, gift and cause."""
    postings = (
        Posting.objects.filter(_touches(household_id), txn__at__gte=since, txn__at__lt=until)
        .select_related("txn__programme", "txn__claim__kind", "txn__claim__person")
        .select_related("giver__cause", "taker__cause", "lot_made", "lot_taken")
        .order_by("-txn__at", "-txn__seq")
    )
    if chosen:
        postings = postings.filter(programme=chosen.programme)
    acts = [list(of_one) for _key, of_one in groupby(postings, key=lambda one: one.txn.pk)]
    seqs = {act[0].txn.undoes or act[0].txn.seq for act in acts}
    gifts = Gift.objects.filter(giver_id=household_id, txn_seq__in=seqs)
    codes = {(gift.programme_id, gift.txn_seq): gift.code for gift in gifts}
    return [entry_of(act, household_id, codes) for act in acts]


def entry_of(postings, household_id, gift_codes):
    """Return one act as a line of the statement."""
    txn, claim = postings[0].txn, postings[0].txn.claim
    came = [one.to_account == household_id for one in postings]
    lots = [
        one.lot_made if is_in else one.lot_taken for one, is_in in zip(postings, came, strict=True)
    ]
    others = [one.giver if is_in else one.taker for one, is_in in zip(postings, came, strict=True)]
    there = txn.at.astimezone(ZoneInfo(txn.programme.time_zone))
    return {
        "txn": txn,
        "programme": txn.programme,
        "claim": claim,
        "why": [words.reason(line, claim.kind.unit) for line in claim.why] if claim else [],
        "cause": others[0].cause,
        "gift_code": gift_codes.get((txn.programme_id, txn.undoes or txn.seq)),
        "points": sum(
            one.qty if is_in else -one.qty for one, is_in in zip(postings, came, strict=True)
        ),
        "expires_on": min(lot.expires_on for lot in lots),
        "at": there,
        "month": there.date().replace(day=1),
        "look": LOOKS.get(txn.kind, "plain"),
    }


def balanced(entries, closing):
    """Return the entries, newest first, each with what there was after it."""
    for entry in entries:
        entry["balance"], closing = closing, closing - entry["points"]
    return entries


def earned(lines):
    """Return what each member of the household earned."""
    found = Counter()
    for line in lines:
        if line["claim"]:
            found[line["claim"].person.name] += line["points"]
    return [(name, points) for name, points in sorted(found.items()) if points]


def _touches(household_id):
    return Q(to_account=household_id) | Q(from_account=household_id)


def _signed(household_id):
    return Case(When(to_account=household_id, then=F("qty")), default=-F("qty"))


def _midnight(day):
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
