"""`portal import actions` and `portal undo-import`, as somebody at the server types them."""

import re
from contextlib import contextmanager

import pytest
from typer.testing import CliRunner

from portal.__main__ import main
from tests.importing import WRONG, class_row, row, text, wrong_rows
from tests.people import NOON


@pytest.fixture
def run(engine, session, town, monkeypatch, tmp_path):
    """Type a command about a list of rows; return how it ended and what it said."""
    written = tmp_path / "list.csv"

    def run(*words, rows=None):
        if rows is not None:
            written.write_text(text(*rows), encoding="utf-8")
        url = engine.url.render_as_string(hide_password=False)
        monkeypatch.setenv("PORTAL_DATABASE_URL", url)
        session.commit()
        given = [str(written) if word == "FILE" else word for word in words]
        ended = CliRunner().invoke(main, given)
        return ended.exit_code, ended.output

    return run


@pytest.fixture(autouse=True)
def stopped_clock(monkeypatch):
    """Let the front door read the clock of the town."""

    class Clock:
        @staticmethod
        def now(_zone):
            return NOON

    monkeypatch.setattr("portal.import_commands.datetime", Clock)


IMPORT = ("import", "actions", "FILE", "--programme", "RIVER")


def test_a_trial_says_what_would_happen(run, session):
    code, said = run(*IMPORT, "--dry-run", rows=[row(session)])
    assert code == 0 and "1 rows, 1 taken" in said and "This was a trial." in said
    assert "Entered as" in run(*IMPORT)[1]


def test_a_wrong_line_is_named_and_nothing_entered(run, session):
    code, said = run(*IMPORT, rows=[row(session), row(session, "2", unit="stone")])
    assert code == 1 and "line 3: unit: “stone”" in said and "Nothing was entered." in said
    assert run(*IMPORT, rows=[row(session)])[0] == 0


def test_every_kind_of_wrong_line_has_words_of_its_own(run, session):
    _, said = run(*IMPORT, rows=wrong_rows(session))
    named = dict(re.findall(r"^line (\d+): (.+)", said, re.MULTILINE))
    assert [int(number) for number in named] == [*range(3, 3 + len(WRONG))]
    assert all(":" in words for words in named.values()), named


def test_how_far_it_is_is_shown_in_rows(run, session, monkeypatch):
    told = []

    @contextmanager
    def noted(_words):
        yield lambda done, total: told.append((done, total))

    monkeypatch.setattr("portal.import_commands.progress_bar", noted)
    monkeypatch.setattr("portal.entering.PIECE", 2)
    run(*IMPORT, rows=[row(session, str(number)) for number in range(5)])
    assert told == [(2, 5), (4, 5), (5, 5)]


def test_a_list_is_taken_back_whole(run, session):
    _, said = run(*IMPORT, rows=[row(session)])
    code = re.search(r"B-[0-9A-Z-]+", said)[0]
    ended, said = run("undo-import", code)
    assert ended == 0 and "in the names of Olive and" in said
    ended, said = run("undo-import", code)
    assert ended == 1 and "taken back before" in said


def test_who_answers_for_it_may_be_named(run, session):
    code, said = run(*IMPORT, "--by", "olive@demo.test", rows=[row(session)])
    assert code == 0 and "in the name of Olive" in said
    code, said = run(*IMPORT, "--by", "rosa@demo.test", rows=[row(session, "2")])
    assert code == 1 and "It takes 1 of those" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "actions", "FILE", "--programme", "NO-SUCH"), "no programme NO-SUCH"),
        (("import", "actions", "/no/such/file", "--programme", "RIVER"), "cannot be read"),
        (("undo-import", "B-0000-0000-000"), "no such import"),
    ],
)
def test_what_is_not_there_is_said(run, session, words, said):
    code, output = run(*words, rows=[row(session)])
    assert code == 1 and said in output.replace("\n", "")


def test_an_empty_list_is_no_import(run):
    code, said = run(*IMPORT, rows=[])
    assert code == 0 and "0 rows" in said


def test_a_list_of_classes_names_who_counted_them(run, session):
    command = ("import", "actions", "FILE", "--programme", "SCHOOL", "--by", "grace@demo.test")
    code, said = run(*command, rows=[class_row(session)])
    assert code == 1 and "--counted-by" in said
    code, said = run(*command, "--counted-by", "ines@demo.test")
    assert code == 0 and "1 taken" in said and "Entered as" in said
    nobody = class_row(session, "2", member="K-0000-0000-000")
    code, said = run(*command, "--counted-by", "ines@demo.test", rows=[nobody])
    assert code == 1 and "line 2: member: “K-0000-0000-000”" in said
