"""Second looks: a seed chooses, a second person looks without knowing, a third one rules."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from db.tables.claims import Claim, ClaimState
from db.tables.reports import Counted, PeriodTotal
from db.tables.samples import Sample, SampleSeed
from portal import batches, ids, ledger, programmes, rechecks, samples
from portal.batches import SecondPersonNeeded
from portal.errors import AlreadyUsed, NotAllowed, NotFound
from portal.rechecks import AlreadyLooked, Finding, ReasonMissing, Ruling
from tests.claiming import approve, decide, desk, send, stored, verdict
from tests.people import NOON, find, home

NEXT_MONTH = NOON + timedelta(days=31)


def river(session):
    return programmes.find(session, "RIVER", now=NOON).programme_id


def chosen(session, who="rosa"):
    """An approved claim that is a sample, whatever the seed says."""
    code = send(session, who=who)
    approve(session, code)
    claim = stored(session, code)
    if not session.get(Sample, (claim.programme_id, code, claim.revision)):
        vera = find(session, "vera").id
        samples.choose(session, claim.programme_id, [(claim, 100)], verifier_id=vera, now=NOON)
    return code


def open_to(session, who):
    looks, rulings = rechecks.list_open(session, find(session, who), desk(session, who))
    return [row.code for row in looks], [row.code for row in rulings]


def look(session, code, finding=Finding.AGREES, who="olive", reason="", idem=None):
    me = find(session, who)
    how = {"reason": reason, "idem": idem or ids.new_token(), "now": NOON}
    rechecks.check(session, me, desk(session, who), code, finding, **how)


def rule(session, code, ruling, who="olga"):
    me = find(session, who)
    how = {"idem": ids.new_token(), "now": NOON}
    rechecks.rule(session, me, desk(session, who), code, ruling, **how)


def kept(session, counted, period="2026-06"):
    return session.exec(
        select(PeriodTotal.total).where(
            PeriodTotal.period == period, PeriodTotal.counted == counted
        )
    ).one_or_none()


def test_a_seed_chooses_the_share_it_should_and_always_the_same_claims():
    codes = [f"A-{number}" for number in range(20_000)]
    seed = "5" * 64
    found = [code for code in codes if samples.is_chosen(seed, code, 5)]
    assert 900 < len(found) < 1_100
    assert found == [code for code in codes if samples.is_chosen(seed, code, 5)]
    assert set(found) < {code for code in codes if samples.is_chosen(seed, code, 10)}
    assert not any(samples.is_chosen(seed, code, 0) for code in codes)
    assert all(samples.is_chosen(seed, code, 100) for code in codes)
    other = [code for code in codes if samples.is_chosen("6" * 64, code, 5)]
    assert len(set(found) & set(other)) < 200


def test_the_interval_of_an_error_rate_is_wilsons():
    def month(checked, wrong):
        return samples.Month("2026-06", "", "", checked, checked, wrong)

    rate = samples.rate_of([month(60, 3), month(40, 2)])
    assert (rate.checked, rate.wrong, rate.rate) == (100, 5, Decimal("0.05"))
    assert (rate.low, rate.high) == (Decimal("0.021543"), Decimal("0.111752"))
    assert samples.rate_of([month(10, 0)]).low == 0
    assert samples.rate_of([month(10, 10)]).high == 1
    assert samples.rate_of([]) == (0, 0, None, 0, 1)


def test_approvals_are_chosen_by_the_seed_of_the_month_and_nothing_else_is(session, town):
    codes = [send(session, who=who) for who in ("rosa", "fay", "ned")]
    decide(session, verdict(session, codes[0]), verdict(session, codes[1], "ask", "unclear"))
    [seed] = session.exec(select(SampleSeed)).all()
    assert (seed.month, len(seed.seed)) == ("2026-06", 64)
    chosen_codes = set(session.exec(select(Sample.claim_code)).all())
    assert chosen_codes == {codes[0]} & {c for c in codes if samples.is_chosen(seed.seed, c, 5)}


def test_the_hash_of_a_seed_is_public_at_once_and_the_seed_when_its_month_is_over(session, town):
    chosen(session)
    [month] = samples.list_months(session, river(session), now=NOON)
    assert (month.month, month.seed, month.chosen, month.checked) == ("2026-06", "", 1, 0)
    assert month.error_rate is None
    [later] = samples.list_months(session, river(session), now=NEXT_MONTH)
    assert samples.commitment(later.seed) == month.commitment == later.commitment
    assert later.seed == session.exec(select(SampleSeed.seed)).one()


def test_who_approved_it_and_whose_it_is_do_not_look_again(session, town):
    code = chosen(session)
    assert open_to(session, "olive") == ([code], [])
    assert open_to(session, "vera") == ([], [])
    assert open_to(session, "olga") == ([], [])  # an owner checks nothing
    assert open_to(session, "theo") == ([], [])
    with pytest.raises(NotFound):
        look(session, code, who="vera")
    with pytest.raises(NotAllowed):
        look(session, code, who="olga")


def test_a_second_look_that_agrees_is_counted_and_moves_nothing(session, town):
    code = chosen(session)
    look(session, code)
    assert stored(session, code).state is ClaimState.AWARDED
    assert (kept(session, Counted.AUDITED), kept(session, Counted.OVERTURNED)) == (1, None)
    assert open_to(session, "olive") == ([], [])
    [month] = samples.list_months(session, river(session), now=NOON)
    assert (month.checked, month.wrong, month.error_rate) == (1, 0, Decimal("0.000000"))


def test_who_differs_says_why(session, town):
    code = chosen(session)
    with pytest.raises(ReasonMissing):
        look(session, code, Finding.DIFFERS, reason="  ")
    look(session, code, Finding.DIFFERS, reason="The scale shows 2, not 20")
    assert open_to(session, "olga") == ([], [code])
    assert open_to(session, "olive") == ([], [])  # not the one who found it
    assert (kept(session, Counted.AUDITED), kept(session, Counted.OVERTURNED)) == (1, 1)


def test_where_the_third_person_upholds_the_approval_it_is_no_error(session, town):
    code = chosen(session)
    look(session, code, Finding.DIFFERS, reason="Not sure")
    rule(session, code, Ruling.STANDS)
    assert stored(session, code).state is ClaimState.AWARDED
    assert (kept(session, Counted.AUDITED), kept(session, Counted.OVERTURNED)) == (1, 0)
    [month] = samples.list_months(session, river(session), now=NOON)
    assert month.wrong == 0
    with pytest.raises(AlreadyLooked):
        rule(session, code, Ruling.FALLS)


def test_where_it_falls_the_points_come_back_signed_by_both(session, town):
    code = chosen(session)
    look(session, code, Finding.DIFFERS, reason="Nobody was there")
    rule(session, code, Ruling.FALLS)
    assert stored(session, code).state is ClaimState.REVERSED
    assert ledger.balance(session, river(session), home(session, "Linden")) == 0
    assert (kept(session, Counted.AUDITED), kept(session, Counted.OVERTURNED)) == (1, 1)
    assert kept(session, Counted.APPROVED) == 0
    sample = session.exec(select(Sample)).one()
    assert {sample.verifier_id, sample.checked_by, sample.ruled_by} == {
        find(session, who).id for who in ("vera", "olive", "olga")
    }


def test_a_look_is_safe_to_send_twice_and_a_second_one_is_told(session, town):
    code = chosen(session)
    look(session, code, idem="k" * 32)
    look(session, code, idem="k" * 32)
    assert kept(session, Counted.AUDITED) == 1
    with pytest.raises(AlreadyUsed):
        look(session, code, Finding.DIFFERS, reason="No", idem="k" * 32)
    with pytest.raises(AlreadyLooked):
        look(session, code)
    with pytest.raises(NotFound):
        look(session, "A-0000-0000-000")


def test_who_found_it_does_not_rule(session, town):
    code = chosen(session)
    look(session, code, Finding.DIFFERS, reason="No")
    with pytest.raises(SecondPersonNeeded):
        rule(session, code, Ruling.FALLS, who="olive")


def test_an_approval_that_was_undone_meanwhile_waits_for_nobody(session, town):
    code = send(session)
    batch = approve(session, code).batch
    claim = stored(session, code)
    if not session.get(Sample, (claim.programme_id, code, 1)):
        vera = find(session, "vera").id
        samples.choose(session, claim.programme_id, [(claim, 100)], verifier_id=vera, now=NOON)
    for who in ("vera", "olive"):
        me, key = find(session, who), ids.new_token()
        batches.undo(session, me, desk(session, who), batch, idem=key, now=NOON)
    assert open_to(session, "olive") == ([], [])


def test_the_error_rate_of_a_month_is_what_its_rows_say(session, town):
    codes = [chosen(session, who) for who in ("rosa", "tom", "fay", "ned")]
    for code, is_wrong in zip(codes, (True, False, True, False), strict=True):
        finding = Finding.DIFFERS if is_wrong else Finding.AGREES
        look(session, code, finding, reason="No" if is_wrong else "")
    rule(session, codes[0], Ruling.STANDS)
    rule(session, codes[2], Ruling.FALLS)
    rows = session.exec(select(Sample.finding, Sample.ruling)).all()
    raw = Counter((finding, ruling) for finding, ruling in rows)
    wrong = raw["differs", "falls"] + raw["differs", None]
    [month] = samples.list_months(session, river(session), now=NOON)
    assert month.error_rate == Decimal(wrong) / Decimal(len(rows)) == Decimal("0.25")
    assert kept(session, Counted.OVERTURNED) == wrong
    assert session.exec(select(Claim.state).where(Claim.code == codes[2])).one() == "reversed"
