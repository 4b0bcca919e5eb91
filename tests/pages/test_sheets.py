import csv
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from pages.web.sheets import as_csv, csv_response, harmless


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2)))
def test_what_is_written_is_read_back(rows):
    read = list(csv.reader(StringIO(as_csv(["a", "b"], rows), newline="")))
    assert read == [["a", "b"], *([harmless(cell) for cell in row] for row in rows)]


@given(st.text())
def test_no_cell_begins_a_formula(text):
    assert not harmless(text).lstrip().startswith(("=", "@", "+")) or text.lstrip()[0] not in "=@+"
    assert harmless("=1+1") == "'=1+1" and harmless("  @x") == "'  @x" and harmless("-x") == "'-x"


def test_numbers_stay_numbers_and_nothing_stays_empty():
    assert [harmless(value) for value in (-12, "-0.5", "12", None, "")] == [
        "-12",
        "-0.5",
        "12",
        "",
        "",
    ]


def test_a_sheet_comes_as_a_file():
    answer = csv_response("points.csv", ["a"], [["ä"]])
    assert answer.headers["Content-Disposition"] == 'attachment; filename="points.csv"'
    assert answer.body == "a\r\nä\r\n".encode()
