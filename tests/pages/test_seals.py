"""The public log: pages and files, and the program that a school class runs on a receipt."""

import base64
import json
import subprocess
import sys
from datetime import timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from sqlalchemy import select

from db.engine import open_session
from db.tables.ledger import Txn
from portal import gifts, heads, keys, ledger, merkle, notes, seals
from portal.notes import Checkpoint, Note
from tests import giving, people
from tests.claiming import approve, send
from tests.habits.tree import ROOT
from tests.people import NOON
from tests.portal.test_seals import Tree

VERIFY = ROOT / "static/verify.py"
KEYS = keys.make("https://log.example")
DAY = timedelta(days=1)
LINES = 40


def seal(engine, now=NOON):
    with open_session(engine, writes=True) as session:
        head = seals.seal(session, now=now, key=KEYS)
        session.commit()
    return head


@pytest.fixture
def code(engine, town):
    """A claim that was awarded, not sealed yet."""
    with open_session(engine, writes=True) as session:
        code = send(session)
        approve(session, code)
        session.commit()
    return code


@pytest.fixture
def gift(engine, code):
    """A gift of Linden."""
    with open_session(engine, writes=True) as session:
        giving.open_round(session, "orchard")
        cause, rosa = giving.cause(session, "orchard"), people.find(session, "rosa")
        made = gifts.give(session, rosa, cause, points=10, idem="x" * 20, now=NOON)
        session.commit()
    return made


def acts_in_order(engine):
    with open_session(engine, writes=False) as session:
        rows = session.scalars(select(Txn.hash).order_by(Txn.programme_id, Txn.seq))
        return [one.encode() for one in rows]


def run(folder, proof, checkpoint=None):
    (folder / "proof.json").write_text(json.dumps(proof), encoding="utf-8")
    command = [sys.executable, "-I", str(VERIFY), str(folder / "proof.json")]
    if checkpoint is not None:
        (folder / "checkpoint.txt").write_text(checkpoint, encoding="utf-8")
        command.append(str(folder / "checkpoint.txt"))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_the_newest_head_is_a_signed_checkpoint(visit_as, engine, code):
    browser = visit_as()
    assert browser.get("/log/checkpoint").status_code == 404
    head = seal(engine)
    answer = browser.get("/log/checkpoint")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    note = Note.read(answer.text)
    assert notes.verified(note, KEYS.log.verifier)
    assert Checkpoint.read(note.text) == Checkpoint(
        "log.example/log", head.size, head.root, "2026-06-01"
    )
    assert head.root == Tree(acts_in_order(engine)).root()


def test_earlier_heads_stay_where_they_were(visit_as, engine, code):
    first, second = seal(engine), seal(engine, NOON + DAY)
    browser = visit_as()
    assert browser.get("/log/checkpoint/2026-06-01").text == str(first.note)
    assert browser.get("/log/checkpoint").text == str(second.note)
    assert browser.get("/log/checkpoint/2026-05-01").status_code == 404
    assert browser.get("/log/checkpoint/yesterday").status_code == 404


def test_the_keys_are_told(visit_as, engine, code):
    seal(engine)
    assert visit_as().get("/log/keys").text == f"{KEYS.log.verifier}\n"


def test_tiles_hold_the_leaves_and_what_is_hashed(visit_as, engine, code):
    size = seal(engine).size
    leaves, browser = acts_in_order(engine), visit_as()
    hashes = browser.get(f"/log/tile/0/000.p/{size}")
    assert hashes.content == b"".join(map(merkle.leaf_hash, leaves))
    assert hashes.headers["content-type"] == "application/octet-stream"
    assert "immutable" in hashes.headers["cache-control"]
    entries = browser.get(f"/log/tile/entries/000.p/{size}").content
    assert entries == b"".join(len(leaf).to_bytes(2) + leaf for leaf in leaves)
    assert browser.get("/log/tile/0/000.p/1").content == hashes.content[:32]


@pytest.mark.parametrize(
    "address",
    [
        *("0/000", "0/000.p/0", "0/000.p/200", "0/000.p/256", "0/000.p/01", "0/001", "1/000"),
        *("0/0", "0/x000/000", "0/000.p/-1", "0/000.p/1/1", "8/000.p/1", "-1/000.p/1"),
        *("entries/000", "names/000.p/1", "0/x999/x999/x999/x999/x999/999", "0/%D9%A0%D9%A0%D9%A0"),
    ],
)
def test_tiles_that_are_not_full_or_not_there_are_not_served(visit_as, engine, code, address):
    seal(engine)
    assert visit_as().get(f"/log/tile/{address}").status_code == 404


def test_a_full_tile_is_served(visit_as, engine, town):
    with open_session(engine, writes=True) as session:
        programme_id = session.scalars(select(Txn.programme_id)).first()
        people.fund(session, "RIVER", 1, by=("theo", "olga"), now=NOON)
        for _ in range(260):
            people.fund(session, "RIVER", 1, by=("theo", "olga"), now=NOON)
        assert ledger.balance(session, programme_id, ledger.single(programme_id, "budget"))
        session.commit()
    seal(engine)
    literal = Tree(acts_in_order(engine))
    browser = visit_as()
    assert browser.get("/log/tile/0/000").content == b"".join(literal.leaves[:256])
    assert browser.get("/log/tile/1/000.p/1").content == literal.root(0, 256)
    assert browser.get("/log/tile/1/000.p/2").status_code == 404


def test_a_receipt_waits_for_the_night_and_then_has_its_proof(visit_as, engine, code):
    browser = visit_as()
    before = browser.get(f"/r/{code}").text
    assert "It will be sealed tonight." in before and "proof.json" not in before
    assert browser.get(f"/r/{code}/proof.json").status_code == 404
    seal(engine)
    after = browser.get(f"/r/{code}").text
    assert f"/r/{code}/proof.json" in after and "sealed tonight" not in after


def test_the_receipts_of_claim_and_gift_lead_to_the_proof(visit_as, engine, code, gift):
    rosa = visit_as("rosa")
    for page in (f"/en/me/claims/{code}", f"/en/me/gifts/{gift}"):
        assert "It will be sealed tonight." in rosa.get(page).text
    seal(engine)
    for page, made in ((f"/en/me/claims/{code}", code), (f"/en/me/gifts/{gift}", gift)):
        assert f"/r/{made}/proof.json" in rosa.get(page).text


def test_a_claim_that_moved_no_points_has_no_seal(visit_as, engine, town):
    with open_session(engine, writes=True) as session:
        code = send(session)
        session.commit()
    seal(engine)
    page = visit_as().get(f"/r/{code}").text
    assert "proof.json" not in page and "sealed tonight" not in page


def test_the_proof_says_nothing_of_who_and_how_much(visit_as, engine, gift):
    seal(engine)
    proof = visit_as().get(f"/r/{gift}/proof.json").json()
    assert set(proof) == {"receipt", "checkpoint", "acts"}
    assert {name for act in proof["acts"] for name in act} == {"leaf", "place", "path"}


# The program


def test_the_program_is_as_short_as_we_say():
    text = VERIFY.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LINES
    assert "import" in text and "portal import" not in text


def test_it_finds_every_receipt_right(visit_as, engine, code, gift, tmp_path):
    seal(engine)
    browser = visit_as()
    for one in (code, gift):
        proof = browser.get(f"/r/{one}/proof.json").json()
        done, said = run(tmp_path, proof, browser.get("/log/checkpoint").text)
        assert (done, said.split(":")[0]) == (0, "Right")
        assert one in said


def test_it_finds_a_gift_that_was_taken_back_right(visit_as, engine, gift, tmp_path):
    with open_session(engine, writes=True) as session:
        gifts.take_back(session, people.find(session, "rosa"), gift, idem="y" * 20, now=NOON)
        session.commit()
    seal(engine)
    proof = visit_as().get(f"/r/{gift}/proof.json").json()
    assert len(proof["acts"]) == 2
    assert run(tmp_path, proof)[0] == 0


def test_it_finds_any_change_wrong(visit_as, engine, code, tmp_path):
    seal(engine)
    good = visit_as().get(f"/r/{code}/proof.json").json()
    act = good["acts"][0]
    other_root = base64.b64encode(bytes(32)).decode()
    lines = good["checkpoint"].split("\n")
    bent = [
        {**act, "leaf": "0" + act["leaf"][1:] if act["leaf"][0] != "0" else "1" + act["leaf"][1:]},
        {**act, "place": act["place"] ^ 1},
        {**act, "path": act["path"][:-1]},
        {**act, "path": [*act["path"][:-1], "00" * 32]},
        {**act, "path": [*act["path"], "00" * 32]},
    ]
    proofs = [{**good, "acts": [one]} for one in bent]
    proofs.append({**good, "checkpoint": "\n".join([*lines[:2], other_root, *lines[3:]])})
    for proof in proofs:
        done, said = run(tmp_path, proof)
        assert done == 1 and said.startswith("WRONG"), proof


def test_it_tells_when_the_checkpoint_is_not_the_one_that_was_kept(
    visit_as, engine, code, gift, tmp_path
):
    """The portal shows another past than the one whose head was kept."""
    seal(engine)
    browser = visit_as()
    kept = browser.get("/log/checkpoint").text
    proof = browser.get(f"/r/{code}/proof.json").json()
    lines = kept.split("\n")
    other = "\n".join([*lines[:2], base64.b64encode(b"x" * 32).decode(), *lines[3:]])
    assert run(tmp_path, proof, kept)[0] == 0
    done, said = run(tmp_path, proof, other)
    assert done == 1 and "not the checkpoint that was kept" in said


def test_a_proof_can_be_had_for_the_size_of_a_head_that_was_kept(visit_as, engine, code, tmp_path):
    browser = visit_as()
    size = seal(engine).size
    kept = browser.get("/log/checkpoint").text
    with open_session(engine, writes=True) as session:
        approve(session, send(session, who="fay"))
        session.commit()
    assert seal(engine, NOON + DAY).size > size
    newer = browser.get(f"/r/{code}/proof.json").json()
    assert run(tmp_path, newer, kept)[0] == 1
    older = browser.get(f"/r/{code}/proof.json?size={size}").json()
    assert run(tmp_path, older, kept)[0] == 0
    for wrong in ("1000000", "-1", "x", "٣", "9" * 30):
        assert browser.get(f"/r/{code}/proof.json?size={wrong}").status_code == 404


# The page


def test_the_page_tells_how_to_check_and_lists_the_seals(visit_as, engine, code):
    browser = visit_as()
    assert "Nothing is sealed yet." in browser.get("/en/seals").text
    assert "Nothing is sealed yet." in browser.get("/en/status").text
    head = seal(engine)
    page = browser.get("/en/seals").text
    assert head.root.hex()[:16] in page and str(KEYS.log.verifier) in page
    [program] = {part.partition('"')[0] for part in page.split('href="') if "verify.py" in part}
    assert browser.get(program).text == VERIFY.read_text(encoding="utf-8")
    assert f"{head.size} acts in the public log" in browser.get("/en/status").text


def test_heads_of_the_demo_hold_and_only_grow(willowford, engine):
    with open_session(engine, writes=False) as session:
        found = [heads.find(session, day=one.day) for one in heads.list_newest(session)]
        [key] = {notes.Verifier.read(row.vkey) for row in heads.keys(session)}
    assert len(found) > 50
    assert all(notes.verified(head.note, key) for head in found)
    literal = Tree(acts_in_order(engine))
    assert len(literal.leaves) >= found[0].size
    assert [head.size for head in found] == sorted((head.size for head in found), reverse=True)


ATOM = "{http://www.w3.org/2005/Atom}"


def test_a_feed_has_every_signed_head_newest_first(engine, gift, visit_as):
    browser = visit_as(None)
    assert browser.get("/log/heads.atom").status_code == 404
    made = [seal(engine), seal(engine, NOON + DAY)]
    answer = browser.get("/log/heads.atom", headers={"Accept-Language": "es"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(answer.content)  # noqa: S314  (our own words)
    entries = root.findall(f"{ATOM}entry")
    assert [Note.read(one.findtext(f"{ATOM}content")) for one in entries] == [
        made[1].note,
        made[0].note,
    ]
    assert len({one.findtext(f"{ATOM}id") for one in entries}) == 2
    for one in entries:
        place = urlsplit(one.find(f"{ATOM}link").get("href"))
        assert browser.get(place.path).text == one.findtext(f"{ATOM}content")
