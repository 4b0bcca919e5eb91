"""Signed notes: the known example, what is no note, and witnesses who say when they saw it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import notes
from portal.notes import (
    LOG,
    WITNESS,
    Checkpoint,
    Note,
    NotSigned,
    Signer,
    Unreadable,
    Verifier,
)

PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
SIGNED = (
    f"{TEXT}\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZS"
    "NXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ROOT = bytes(range(32))
HEAD = Checkpoint("log.example/log", 7, ROOT, "2026-05-01")
OURS = Signer.make("log.example/log", bytes(32), LOG)
SEES = Signer.make("other.example/witness", b"w" * 32, WITNESS)
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def test_the_known_example_is_read_and_made_again():
    peter, note = Verifier.read(PETER), Note.read(SIGNED)
    assert list(notes.verified(note, peter)) == [peter]
    assert str(peter) == PETER
    signer = Signer.read(PRIVATE)
    assert signer.written() == PRIVATE
    assert str(notes.sign(TEXT, signer)) == SIGNED


def test_a_checkpoint_is_read_as_it_was_written():
    assert str(HEAD) == (
        "log.example/log\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n2026-05-01\n"
    )
    assert Checkpoint.read(str(HEAD)) == HEAD
    plain = HEAD._replace(extension="")
    assert Checkpoint.read(str(plain)) == plain


@pytest.mark.parametrize(
    "text",
    [
        "log.example/log\n7\n",
        f"log.example/log\n07\n{'A' * 43}=\n",
        f"log.example/log\n-1\n{'A' * 43}=\n",
        f"log.example/log\n٣\n{'A' * 43}=\n",
        f"log.example/log\n{'9' * 30}\n{'A' * 43}=\n",
        "log.example/log\n7\nAAAA\n",
        "log.example/log\n7\nno base64\n",
        f"\n7\n{'A' * 43}=\n",
    ],
)
def test_what_is_no_checkpoint_is_not_read(text):
    with pytest.raises(Unreadable):
        Checkpoint.read(text)


@pytest.mark.parametrize(
    "note",
    [
        *("", "text\n", "text\n\n", f"text\n{SIGNED[-20:]}"),
        *(SIGNED.removesuffix("\n"), SIGNED + "\t\n"),
        TEXT + "\n" + SIGNED.rpartition("\n\n")[2] * 65,
    ],
)
def test_what_is_no_note_is_not_read(note):
    with pytest.raises(Unreadable):
        Note.read(note)


@pytest.mark.parametrize(
    "vkey",
    [
        *("", "name", "name+c74f20a3+", PETER.replace("c7", "c8")),
        *(PETER.replace("Peter", "Pe ter"), PETER.replace("+AR", "+AQ")),
    ],
)
def test_what_is_no_key_is_not_read(vkey):
    with pytest.raises(Unreadable):
        Verifier.read(vkey)
    with pytest.raises(Unreadable):
        Signer.read(f"PRIVATE+KEY+{vkey}")


def test_signatures_of_strangers_do_not_matter():
    note = notes.sign(str(HEAD), Signer.make("stranger", b"s" * 32), OURS)
    assert list(notes.verified(note, OURS.verifier)) == [OURS.verifier]
    with pytest.raises(NotSigned):
        notes.verified(note, SEES.verifier)


def test_a_wrong_signature_of_one_we_trust_spoils_the_note():
    other = Signer.make("log.example/log", b"x" * 32)
    line = notes.sign("other text\n", other).signatures
    note = notes.sign(str(HEAD), OURS)
    with pytest.raises(NotSigned):
        notes.verified(Note(note.text, note.signatures + line), OURS.verifier, other.verifier)


def test_a_witness_signs_the_text_and_the_time():
    line = notes.cosign(str(HEAD), SEES, now=NOON)
    note = notes.sign(str(HEAD), OURS)
    both = Note(note.text, note.signatures + line)
    assert set(notes.verified(both, OURS.verifier, SEES.verifier)) == {
        OURS.verifier,
        SEES.verifier,
    }
    later = notes.cosign(str(HEAD), SEES, now=NOON.replace(hour=13))
    assert later != line


def test_a_log_key_and_a_witness_key_are_never_taken_for_each_other():
    as_log = Verifier(SEES.verifier.name, LOG, SEES.verifier.key)
    assert as_log.id != SEES.verifier.id
    line = notes.cosign(str(HEAD), SEES, now=NOON)
    with pytest.raises(NotSigned):
        notes.verified(Note(str(HEAD), line), as_log)


@given(st.integers(0, len(str(notes.sign(str(HEAD), OURS)).encode()) * 8 - 1))
def test_any_changed_bit_is_noticed(bit):
    raw = bytearray(str(notes.sign(str(HEAD), OURS)).encode())
    raw[bit // 8] ^= 1 << bit % 8
    try:
        note = Note.read(raw.decode())
        signed = notes.verified(note, OURS.verifier)
    except (UnicodeDecodeError, Unreadable, NotSigned):
        return
    assert note.text == str(HEAD), "a signature holds for another text"
    assert signed
