"""Witnesses: one installation asks another over the web, as C2SP tlog-witness says."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from db.engine import connect_as_owner, open_session
from db.tables.seals import Cosignature, Witnessed
from pages.app import create_app
from portal import heads, keys, notes, seals, witness
from portal.notes import Checkpoint, Note, Verifier
from portal.transactions import opener
from portal.witness import Answer, NotCosigned
from tests.claiming import approve, send
from tests.databases import migrated
from tests.people import NOON

KEYS = keys.make("https://log.example")
ASK = "/witness/add-checkpoint"
DAY = timedelta(days=1)


@pytest.fixture
def other(tmp_path, settings):
    """Another installation, as a browser of it; it keeps its own keys and database."""
    engine = connect_as_owner(f"sqlite:///{tmp_path}/other.db")
    migrated(engine)
    own = settings.model_copy(update={"keys_dir": str(tmp_path / "keys")})
    yield TestClient(create_app(opener(engine), own, clock=lambda: NOON)), engine
    engine.dispose()


@pytest.fixture
def trusting(other):
    """The same, and it knows our log."""
    client, engine = other
    with open_session(engine, writes=True) as session:
        witness.trust(session, KEYS.log.verifier)
        session.commit()
    return client


def seal(engine, now=NOON, key=KEYS):
    with open_session(engine, writes=True) as session:
        head = seals.seal(session, now=now, key=key)
        session.commit()
    return head


def grow(engine, who="rosa"):
    with open_session(engine, writes=True) as session:
        approve(session, send(session, who=who))
        session.commit()


def key_of(client):
    return Verifier.read(client.get("/witness/key").text)


def over(client):
    """Ask as a program does: without a browser's headers."""

    def sent(text):
        answer = client.post(ASK, content=text, headers={"Content-Type": "text/plain"})
        return Answer(answer.status_code, answer.text, answer.headers["content-type"])

    return sent


def cosigned(engine, client):
    """Let the witness sign, and keep what it signed."""
    with open_session(engine, writes=True) as session:
        head, line = witness.ask(session, over(client), key_of(client))
        witness.keep(session, head, key_of(client), line, now=NOON)
        session.commit()
    return head


def request(engine, old, head=None):
    with open_session(engine, writes=False) as session:
        return witness._request(session, old, head or heads.newest(session))


def remembered(other):
    with open_session(other[1], writes=False) as session:
        return session.scalars(select(Witnessed.size).order_by(Witnessed.size)).all()


def test_a_witness_signs_what_grew_and_the_checkpoint_carries_it(visit_as, engine, other, trusting):
    first = seal(engine)
    cosigned(engine, trusting)
    grow(engine)
    second = seal(engine)
    assert second.size > first.size
    cosigned(engine, trusting)
    note = Note.read(visit_as().get("/log/checkpoint").text)
    both = notes.verified(note, KEYS.log.verifier, key_of(trusting))
    assert set(both) == {KEYS.log.verifier, key_of(trusting)}
    assert Checkpoint.read(note.text).size == second.size
    assert remembered(other) == [first.size, second.size]


def test_asking_again_changes_nothing(engine, other, trusting, town):
    head = seal(engine)
    assert [cosigned(engine, trusting).text for _ in range(2)] == [head.text] * 2
    assert remembered(other) == [head.size]
    with open_session(engine, writes=False) as session:
        assert len(session.scalars(select(Cosignature.line)).all()) == 1


def test_who_forgot_what_was_signed_is_told_and_goes_on_from_there(engine, other, trusting, town):
    seal(engine)
    with open_session(engine, writes=False) as session:
        witness.ask(session, over(trusting), key_of(trusting))  # and the answer was lost
    grow(engine)
    head = seal(engine)
    assert over(trusting)(request(engine, 0)).status == 409
    assert cosigned(engine, trusting) == head


def test_a_log_nobody_knows_is_not_signed(engine, other, town):
    seal(engine)
    assert over(other[0])(request(engine, 0)).status == 404
    with pytest.raises(NotCosigned, match="404"):
        cosigned(engine, other[0])


def test_a_head_with_another_signature_is_not_signed(engine, other, trusting, town):
    seal(engine, key=keys.make("https://log.example"))
    assert over(trusting)(request(engine, 0)).status == 403
    assert remembered(other) == []


def test_another_past_is_not_signed(engine, other, trusting, town):
    """The log's owner signs a head that did not grow out of the one before."""
    first = seal(engine)
    cosigned(engine, trusting)
    grow(engine)
    second = seal(engine)
    root = bytes(32)
    text = heads.text_of(second.origin, second.size, root, second.day)
    forged = replace(second, root=root, signatures=notes.sign(text, KEYS.log).signatures)
    answer = over(trusting)(request(engine, first.size, forged))
    assert answer.status == 422
    assert remembered(other) == [first.size]


def test_two_heads_of_one_size_are_not_both_signed(engine, other, trusting, town):
    head = seal(engine)
    cosigned(engine, trusting)
    text = heads.text_of(head.origin, head.size, bytes(32), head.day)
    forged = replace(head, root=bytes(32), signatures=notes.sign(text, KEYS.log).signatures)
    answer = over(trusting)(request(engine, head.size, forged))
    assert (answer.status, answer.text) == (409, f"{head.size}\n")
    assert answer.kind.startswith("text/x.tlog.size")


def test_an_older_head_is_not_signed_after_a_newer_one(engine, other, trusting, town):
    first = seal(engine)
    grow(engine)
    seal(engine)
    cosigned(engine, trusting)
    assert over(trusting)(request(engine, 0, first)).status == 409
    assert over(trusting)(request(engine, first.size, first)).status == 409


@pytest.mark.parametrize(
    "bend",
    [
        lambda asked: "",
        lambda asked: "hello",
        lambda asked: asked.replace("old 0", "new 0"),
        lambda asked: asked.replace("old 0", "old -1"),
        lambda asked: asked.replace("old 0", "old 00"),
        lambda asked: asked.replace("old 0", "old 99999999"),
        lambda asked: asked.replace("old 0", "old 0\nAAAA"),
        lambda asked: asked.replace("old 0", "old 0\nnot base64"),
        lambda asked: asked.replace("old 0", "old 0" + "\n" + "\n".join(["A" * 43 + "="] * 64)),
        lambda asked: asked.replace("\n\n", "\n", 1),
        lambda asked: asked[:-1],
        lambda asked: asked.replace("\u2014", "-"),
    ],
)
def test_what_is_no_request_is_refused_and_remembered_nowhere(engine, other, trusting, town, bend):
    seal(engine)
    assert over(trusting)(bend(request(engine, 0))).status == 400
    assert remembered(other) == []


def test_a_proof_where_none_is_needed_is_refused(engine, other, trusting, town):
    seal(engine)
    asked = request(engine, 0).replace("old 0", "old 0\n" + "A" * 43 + "=")
    assert over(trusting)(asked).status == 422


@pytest.mark.parametrize("sent", [b"x" * 64_001, b"\xff\xfe", b"\x00"])
def test_what_is_too_long_or_no_text_is_refused(trusting, sent):
    assert trusting.post(ASK, content=sent).status_code in {400, 413}


@pytest.mark.parametrize(
    "said",
    [
        Answer(500, "sorry"),
        Answer(302, ""),
        Answer(409, "x"),
        Answer(409, "999999999\n"),
        Answer(200, ""),
        Answer(200, "\u2014 other.example/witness AAAA\n"),
        Answer(200, "<html>"),
    ],
)
def test_answers_that_are_no_signature_are_not_kept(engine, other, town, said):
    seal(engine)
    with open_session(engine, writes=False) as session, pytest.raises(NotCosigned):
        witness.ask(session, lambda text: said, key_of(other[0]))


def test_a_line_over_another_text_is_not_kept(engine, other, town):
    head = seal(engine)
    stranger = keys.make("https://other.example")
    line = notes.cosign(head.text.replace("\n2026", "\n2027"), stranger.witness, now=NOON)
    with open_session(engine, writes=False) as session, pytest.raises(NotCosigned):
        witness.ask(session, lambda text: Answer(200, line), stranger.witness.verifier)


def test_a_witness_is_not_trusted_as_a_log(engine, town, every_right):
    with open_session(engine, writes=True) as session:
        witness.trust(session, KEYS.log.verifier)
        witness.trust(session, KEYS.log.verifier)
        with pytest.raises(notes.Unreadable):
            witness.trust(session, KEYS.witness.verifier)


def test_a_changed_log_key_is_trusted_beside_the_old_one(engine, other, trusting, tmp_path, town):
    """Whoever runs the witness is told of the new key, and says so once."""
    seal(engine)
    cosigned(engine, trusting)
    new = keys.Keys(keys.make("https://log.example").log, KEYS.witness, old=KEYS.log)
    both = seal(engine, NOON + DAY, new)
    assert cosigned(engine, trusting) == both
    seal(engine, NOON + 2 * DAY, new)
    with pytest.raises(NotCosigned, match="403"):
        cosigned(engine, trusting)
    with open_session(other[1], writes=True) as session:
        witness.trust(session, new.log.verifier)
        session.commit()
    assert cosigned(engine, trusting).day == "2026-06-03"
