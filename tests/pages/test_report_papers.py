# ruff: noqa: F811  (fixtures, by name)
"""Reports taken away: charts, sheets, PDF, a page inside another page, and not sent twice."""

import io
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from xml.etree import ElementTree

import pypdfium2
import pytest
from PIL import Image, ImageOps

from pages.speech import LANGUAGES
from pages.web import canvas, papers, press, rasters
from tests.pages.test_reports import busy_may, keep, text_of  # noqa: F401  (fixtures)
from tests.portal.test_reports import act, crowd

CHARTS = ("weekly", "each", "effect", "evidence")
MAY = "/reports/2026-05"
SVG = "{http://www.w3.org/2000/svg}"


def words_of(pdf: bytes) -> str:
    """Return every sign of a PDF that is no space."""
    document = pypdfium2.PdfDocument(pdf)
    return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)


def streams(pdf: bytes) -> Iterator[bytes]:
    """Yield what is packed in a PDF."""
    for packed in re.findall(rb"stream\r?\n(.*?)\nendstream", pdf, re.DOTALL):
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(packed)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CHARTS)
def test_each_chart_is_a_drawing_that_says_what_it_is(visit_as, busy_may, language, name):
    answer = visit_as().get(f"/{language}{MAY}/charts/{name}.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    drawing = ElementTree.fromstring(answer.content)  # noqa: S314
    assert drawing.findtext(f"{SVG}title")
    assert drawing.findtext(f"{SVG}desc")
    assert drawing.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    written = " ".join("".join(one.itertext()) for one in drawing.iter(f"{SVG}text"))
    assert "CC BY 4.0" in written
    assert not [one for one in drawing.iter() if "style" in one.attrib or "class" in one.attrib]


def test_a_chart_is_as_long_as_its_numbers(visit_as, busy_may):
    told = visit_as().get(f"/en{MAY}.json").json()
    drawing = ElementTree.fromstring(visit_as().get(f"/en{MAY}/charts/evidence.svg").content)  # noqa: S314
    back, *parts = [float(one.get("width", "0")) for one in drawing.findall(f"{SVG}rect")]
    assert back == canvas.WIDTH
    whole = sum(part for part in parts if part != 30)
    assert whole == pytest.approx(canvas.WIDTH - 2 * canvas.EDGE, rel=0.02)
    assert told["claims"]["approved"] == 24 + 15 + 12 + 11


def test_a_chart_is_a_picture_as_well(visit_as, busy_may):
    answer = visit_as().get(f"/ar{MAY}/charts/weekly.png")
    picture = Image.open(io.BytesIO(answer.content))
    assert (picture.format, picture.width) == ("PNG", 2 * canvas.WIDTH)
    assert len(picture.convert("RGB").getcolors(1 << 20) or []) > 4


@pytest.mark.parametrize("name", ["points", "weeks", "..", "weekly.svg"])
def test_there_is_no_chart_of_what_is_not_there(visit_as, busy_may, name):
    assert visit_as().get(f"/en{MAY}/charts/{name}.svg").status_code == 404


@pytest.mark.parametrize("form", ["charts/weekly.svg", "charts/evidence.png"])
def test_no_chart_shows_what_is_hidden(visit_as, keep, form):
    keep(*crowd(9))
    assert visit_as().get(f"/en{MAY}/{form}").status_code == 404
    sheet = visit_as().get(f"/en{MAY}/sheet").text
    assert "Fewer than 10 people" in sheet
    assert "<table" not in sheet
    assert "<img" not in sheet


def test_arabic_letters_are_joined_in_a_picture():
    """The same word with its letters kept apart is wider: joined ones are narrower."""

    def wide(word: str) -> int:
        text = f'<text x="20" y="60" font-size="40" font-family="DejaVu Sans">{word}</text>'
        drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="600" height="90">{text}</svg>'
        picture = Image.open(io.BytesIO(rasters.as_png(drawing))).convert("L")
        left, _, right, _ = ImageOps.invert(picture).getbbox() or (0, 0, 0, 0)
        return right - left

    word = "\u0645\u062f\u0642\u0642\u0629"
    assert 0 < wide(word) < wide("\u200c".join(word))


def test_words_break_between_words_and_between_chinese_signs():
    assert list(canvas.lines("one two three", 4.5)) == ["one two", "three"]
    assert list(canvas.lines("每周已核实，的行动", 4)) == ["每周已核", "实，的行", "动"]
    assert list(canvas.lines("each of it stays", 100)) == ["each of it stays"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pdf_is_tagged_and_in_the_readers_language(visit_as, busy_may, language):
    answer = visit_as().get(f"/{language}{MAY}.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert any(b'pdfuaid:part="1"' in one for one in streams(answer.content))
    document = pypdfium2.PdfDocument(answer.content)
    assert pypdfium2.raw.FPDFCatalog_IsTagged(document)
    assert document.get_metadata_dict()["Title"]
    width, height = document[0].get_size()
    assert (round(width), round(height)) == (595, 842)
    page = visit_as().get(f"/{language}{MAY}/sheet").text
    for number in re.findall(r"<dd>([\d.,٠-٩]+)", page):
        assert number in words_of(answer.content)


def test_the_sheet_says_what_the_page_says(visit_as, busy_may):
    sheet = visit_as().get(f"/en{MAY}/sheet")
    words = text_of(sheet.text)
    assert "62 checked actions" in re.sub(r"checked actions\s+62", "62 checked actions", words)
    assert "What these numbers do not say" in words
    assert "/en/reports/2026-05" in words
    assert "<script" not in sheet.text
    assert all("data:" in source for source in re.findall(r'<img src="([^"]{20})', sheet.text))


def test_what_machines_read_runs_from_left_to_right_on_arabic_paper_too(visit_as, busy_may):
    """Where a line ends in the middle of it, its second part would else come out turned round."""
    sheet = visit_as().get(f"/ar{MAY}/sheet").text
    factors = re.findall(r'<td class="hash">(.*?)</td>', sheet)
    address = re.findall(r"<bdi[^>]*>https?:", sheet)
    assert factors
    assert address
    assert all(it.startswith('<bdi dir="ltr">') for it in (*factors, *address))


def test_for_an_assembly_it_is_one_page_in_large_type(visit_as, busy_may):
    for language in LANGUAGES:
        made = visit_as().get(f"/{language}{MAY}/assembly.pdf").content
        assert len(pypdfium2.PdfDocument(made)) == 1, language


def test_the_press_takes_nothing_from_anywhere_else(tmp_path, recwarn):
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text y="20">hush</text></svg>')
    page = '<html lang="en"><title>x</title><p>seen</p><img alt="kept out" src="{}"></html>'
    held = press.press(page.format(f"file://{secret}"), "", "1")
    assert words_of(held) == "seenkeptout"
    assert words_of(press.press(page.format("http://127.0.0.1:9/a.svg"), "", "1")) == "seenkeptout"


def test_where_no_pdf_can_be_made_the_sheet_is_offered(visit_as, busy_may, monkeypatch):
    monkeypatch.setattr(papers, "SECONDS", 0.001)
    papers.as_pdf.cache_clear()
    answer = visit_as().get(f"/en{MAY}.pdf")
    assert answer.status_code == 503
    assert f"/en{MAY}/sheet" in answer.text


def test_only_the_page_for_others_may_be_framed(visit_as, busy_may):
    inside, page = visit_as().get(f"/en{MAY}/embed"), visit_as().get(f"/en{MAY}")
    assert "frame-ancestors *" in inside.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert (
        "frame-ancestors 'none'"
        in visit_as().get(f"/en{MAY}/sheet").headers["Content-Security-Policy"]
    )
    assert "<script" not in inside.text
    assert "<form" not in inside.text
    assert "set-cookie" not in inside.headers
    assert inside.headers["Cache-Control"] == "public, max-age=600"


@pytest.mark.parametrize("form", ["", ".json", ".csv", "/embed", "/charts/weekly.svg"])
def test_what_a_reader_has_is_not_sent_again(visit_as, busy_may, keep, form):
    address = f"/en{MAY}{form}"
    headers = {"If-None-Match": f'"other", {visit_as().get(address).headers["ETag"]}'}
    again = visit_as().get(address, headers=headers)
    assert (again.status_code, again.content) == (304, b"")
    assert visit_as().get(f"/es{MAY}{form}", headers=headers).status_code == 200
    keep(act(1))
    assert visit_as().get(address, headers=headers).status_code == 200


def test_a_page_with_somebodys_name_has_no_tag(visit_as, busy_may):
    tag = visit_as().get(f"/en{MAY}").headers["ETag"]
    mine = visit_as("rosa").get(f"/en{MAY}", headers={"If-None-Match": tag})
    assert mine.status_code == 200
    assert "ETag" not in mine.headers
