"""What a child writes to whoever checks tells nobody its name, number, address or home."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from db.tables.claims import ClaimState
from db.tables.complaints import Complaint, ComplaintKind
from db.tables.households import Standing
from portal import appeals, claims, complaints, guardians, households, ids, people
from portal.complaints import Objection
from portal.giveaways import HasAccount, HasHome, HasName, HasPhone, require_none
from tests.claiming import SHELF, decide, send, stored, verdict
from tests.people import NOON, find, home

GIVEAWAYS = {
    HasAccount: (
        "write to pip@example.org",
        "mail: pip.linden @ example.co.uk!",
        "I am @pip_99 there",
        "见 https://example.org/pip",
        "我的邮箱ｐｉｐ＠ｅｘａｍｐｌｅ．ｏｒｇ",
    ),
    HasPhone: (
        "call 07700 900123",
        "+44 7700 900123",
        "打13800138000找我",
        "电话：０１０－８８８８ ７７７７",
        "رقمي ٠٥٠١٢٣٤٥٦٧",
        "tel. (020) 7946-0958",
    ),
    HasHome: (
        "I live at 12 Mill Lane",
        "14b, Osier Bridge Road, it was there",
        "our postcode is SW1A 1AA",
        "Vivo en la calle de los Sauces 12",
        "我家在柳渡路12号",
        "我住3号楼2单元",
        "أسكن في شارع النهر الكبير 12",
    ),
    HasName: (
        "Rosa Linden saw me",
        "I went with Tom O’Neill to the bank",
        "my name is pip",
        "Me llamo Lucía",
        "我叫王小明",
        "王小明同学看见了",
        "اسمي ليلى",
    ),
}
HARMLESS = (
    "I sorted the paper, the glass and the batteries.",
    "Yes. We went on Saturday with Mum and I carried 14 bottles to the bank.",
    "On 2026-05-31 at 12:30, and again on 1.6.2026 at 13:45.",
    "3 bags, 2.5 kg, 200 g, then 12 tins on the street",
    "I took 2 bags down the road and left my bike on Friday.",
    "我把电池放进了3号楼旁边的箱子。",
    "方便的同学都去了，我们走了20分钟。",
    "高高兴兴地走路上学",
    "Llevé 12 botellas al punto limpio. Mi abuela me ayudó.",
    "وضعت 12 زجاجة في الحاوية القريبة من المدرسة",
)


@pytest.mark.parametrize(
    ("kind", "words"), [(kind, words) for kind, every in GIVEAWAYS.items() for words in every]
)
def test_what_would_lead_to_a_child_is_found_and_shown(kind, words):
    with pytest.raises(kind) as refused:
        require_none(words)
    assert refused.value.facts["found"]


@pytest.mark.parametrize("words", HARMLESS)
def test_what_a_child_says_of_its_action_is_left_alone(words):
    require_none(words)


def test_only_what_looks_like_a_name_may_be_meant_otherwise():
    require_none("The bank at Willowford Bridge", is_meant=True)
    with pytest.raises(HasPhone):
        require_none("Willowford Bridge 07700 900123", is_meant=True)


@given(st.text(max_size=300))
def test_any_words_are_answered(words):
    try:
        require_none(words)
    except (HasAccount, HasPhone, HasHome, HasName) as refused:
        assert str(refused.facts["found"]).strip()


@pytest.fixture
def kit(session, town):
    """A child with an account, and rosa who answers for it."""
    rosa = find(session, "rosa")
    child = people.register(session, name="Kit", email="kit@demo.test", password="x", now=NOON)
    households.join(session, home(session, "Linden"), child.id, Standing.CHILD, now=NOON)
    guardians.begin(session, rosa.id, child.id, now=NOON)
    session.flush()
    return people.find_member(session, child.id, now=NOON)


def asked(session, who="Kit"):
    code = send(session, who=who)
    decide(session, verdict(session, code, "ask", "Where was it?"))
    return code


def answer(session, me, code, words, **facts):
    more = {"shelf": SHELF, "idem": ids.new_token(), "now": NOON}
    return claims.answer(session, me, code, words, None, **more, **facts)


def test_a_childs_answer_with_a_number_is_kept_nowhere_and_can_be_mended(session, kit):
    code = asked(session)
    with pytest.raises(HasPhone):
        answer(session, kit, code, "Call 07700 900123")
    assert stored(session, code).note is None
    assert stored(session, code).state is ClaimState.ASKED
    answer(session, kit, code, "At the bottle bank.")
    assert stored(session, code).note == "At the bottle bank."


def test_a_child_may_say_that_it_is_no_name(session, kit):
    code = asked(session)
    with pytest.raises(HasName):
        answer(session, kit, code, "At Willowford Bridge")
    answer(session, kit, code, "At Willowford Bridge", is_meant=True)
    assert stored(session, code).note == "At Willowford Bridge"


def test_an_adult_writes_what_they_like(session, town):
    code = asked(session, "rosa")
    answer(session, find(session, "rosa"), code, "Tom Linden saw me, 07700 900123")
    assert "07700" in stored(session, code).note


def test_a_childs_objections_are_looked_through_as_well(session, kit):
    code = send(session, who="Kit")
    decide(session, verdict(session, code, "decline", "not-seen"))
    key = {"idem": ids.new_token(), "now": NOON}
    with pytest.raises(HasHome):
        appeals.appeal(session, kit, code, "It stands at 12 Mill Lane", **key)
    what = Objection(stored(session, code).programme_id, ComplaintKind.SERVICE, "Mail a@b.example")
    with pytest.raises(HasAccount):
        complaints.record(session, kit, what, **key)
    assert not session.scalars(select(Complaint).where(col(Complaint.made_by) == kit.id)).all()
    assert appeals.appeal(session, kit, code, "It is in the hall.", **key)
