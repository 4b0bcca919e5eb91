"""Calls outward: which addresses are asked, and that an answer is not read for ever."""

import http.client
import io
import socket
import time
from pathlib import Path

import pytest

from portal import outward
from portal.outward import NotReached

HOSTILE = (Path(__file__).parent / "hostile_addresses.txt").read_text(encoding="utf-8").split()
PUBLIC = ["8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "2a00:1450:4001::200e"]
WRONG = [
    *("http://log.example/witness", "ftp://log.example", "file:///etc/passwd", "//log.example"),
    *("log.example/witness", "https:///witness", "https://", "", "javascript:alert(1)"),
    *("https://log.example:444/", "https://log.example:22/", "https://log.example:80/"),
    *("https://log.example:99999/", "https://log.example:x/", "https://me@log.example/"),
    *("https://me:secret@log.example/", "https://log.example/#top", "https://log example/"),
    *("https://log.example/\r\nHost: other", "https://log.example/\tx", "https://l\x00g.example/"),
    *("https://lög.example/", "https://[::1/", "https://log.example/\x7f"),
]


def test_there_are_enough_hostile_addresses():
    assert len(set(HOSTILE)) >= 58


@pytest.mark.parametrize("address", HOSTILE)
def test_addresses_that_are_not_public_are_never_asked(address):
    assert not outward.is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_asked(address):
    assert outward.is_public(address)


@pytest.mark.parametrize("url", WRONG)
def test_only_plain_https_addresses_are_asked(url):
    with pytest.raises(NotReached):
        outward.post(url, "text")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "127.1", "0x7f.1", "10.0.0.1"])
def test_names_that_lead_home_are_not_asked(host):
    with pytest.raises(NotReached):
        outward.post(f"https://{host}/witness/add-checkpoint", "text")


def test_an_address_is_read_with_its_question():
    assert outward.read("https://log.example") == ("log.example", "/")
    assert outward.read("https://Log.Example:443/a/b?c=d") == ("log.example", "/a/b?c=d")


@pytest.fixture
def line():
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


def answer(line, body, length=None):
    ours, theirs = line
    theirs.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (length or len(body)) + body)
    found = http.client.HTTPResponse(ours, method="POST")
    found.begin()
    return found


def test_a_short_answer_is_read(line):
    found = answer(line, b"hello")
    assert outward._limited(found, line[0], time.monotonic() + 1) == b"hello"


def test_an_answer_that_is_too_long_is_let_go(line):
    class Endless(io.BytesIO):
        def read1(self, most=-1):
            return b"x" * most

    with pytest.raises(NotReached, match="too long"):
        outward._limited(Endless(), line[0], time.monotonic() + 5)


def test_an_answer_that_dawdles_is_let_go(line):
    found = answer(line, b"he", length=5)
    began = time.monotonic()
    with pytest.raises((NotReached, TimeoutError)):
        outward._limited(found, line[0], began + 0.3)
    assert time.monotonic() - began < 2
