"""The comparison with peers measures nothing unless both say the same."""

from bench.peers.same import differences, read

OURS = b"<main><h1>My points</h1>\n<p>1,376 <b>points</b></p><form></form></main>"


def compared(theirs):
    return differences(read(OURS), read(theirs))


def test_white_space_is_no_difference():
    assert compared(OURS.replace(b"\n", b" ")) == []


def test_another_number_is_found():
    assert "+1,377" in compared(OURS.replace(b"1,376", b"1,377"))


def test_words_that_only_some_hear_are_compared_too():
    assert compared(OURS.replace(b"<main>", b'<main aria-label="Points">')) != []


def test_a_missing_element_is_found():
    theirs = OURS.replace(b"<b>points</b>", b"points")
    assert "<b>: 1 and 0" in compared(theirs)


def test_a_token_in_a_form_belongs_to_the_guard_not_to_the_page():
    token = b'<form><input type="hidden" name="csrfmiddlewaretoken" value=""></form>'
    assert [
        line for line in compared(OURS.replace(b"<form></form>", token)) if "bytes" not in line
    ] == []


def test_a_page_that_is_much_larger_is_not_the_same():
    assert [line for line in compared(OURS + b" " * 100) if line.startswith("bytes")]
