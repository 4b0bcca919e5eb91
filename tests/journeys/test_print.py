"""What is printed: posters, sheets and slips as PDF in every language, the QR code read back."""

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, Page

from db.engine import connect, open_session
from pages.speech import LANGUAGES
from tests import metering, posting
from tests.journeys.server import Site
from tests.journeys.walk import Walk

pytestmark = pytest.mark.browser
DESK = "/desk/riverside-neighbours"
CHEAP = 150 / 72  # dots of a cheap printer for each point of a PDF


@pytest.fixture
def poster(site: Site) -> str:
    """A poster that olive made."""
    engine = connect(site.database_url)
    with open_session(engine, writes=True) as session:
        code = str(posting.make(session).code)
        session.commit()
    engine.dispose()
    return code


@pytest.fixture
def metered(site: Site) -> None:
    """Litres of water saved, by a meter."""
    engine = connect(site.database_url)
    with open_session(engine, writes=True) as session:
        metering.count_water(session)
    engine.dispose()


@pytest.fixture
def olive(browser: Browser, site: Site, inspector) -> Page:
    """Somebody who prints."""
    return Walk(browser, site, inspector, "en", scripts=False).person("olive")


def printed(page: Page, address: str) -> pypdfium2.PdfDocument:
    """Return a page as the browser prints it."""
    page.goto(address)
    return pypdfium2.PdfDocument(page.pdf(format="A4", prefer_css_page_size=True))


def codes_on(sheet: pypdfium2.PdfPage) -> list[str]:
    """Return what a camera reads on a sheet; ruled lines now and then look like a bar code."""
    seen = sheet.render(scale=CHEAP).to_pil()
    return [found.text for found in zxingcpp.read_barcodes(seen, zxingcpp.BarcodeFormat.QRCode)]


def words_on(sheet: pypdfium2.PdfPage) -> str:
    """Return the text on a sheet, without spaces: right to left they come in other places."""
    return "".join(sheet.get_textpage().get_text_bounded().split())


def test_a_poster_is_one_sheet_whose_code_leads_back_in_every_language(olive, site, poster):
    for language in LANGUAGES:
        document = printed(olive, f"{site.url}/{language}{DESK}/posters/{poster}")
        assert len(document) == 1, language
        [read] = codes_on(document[0])
        assert read.endswith(f"/c/{poster}"), language
        assert poster in words_on(document[0]), language


def test_each_sheet_of_paper_is_one_page_with_its_own_code_in_every_language(olive, site):
    for language in LANGUAGES:
        address = f"{site.url}/{language}{DESK}/sheets?what=RIVER/recycle-glass"
        document = printed(olive, address)
        shown = olive.locator(".papersheet .code").all_inner_texts()
        assert len(set(shown)) == len(document) == 3, (language, len(document))
        for code, sheet in zip(shown, document, strict=True):
            assert code in words_on(sheet), language
            wanted = f"{DESK}/sheets/new?what=RIVER/recycle-glass&sheet={code}"
            assert [one.endswith(wanted) for one in codes_on(sheet)] == [True], language


@pytest.mark.parametrize(("what", "copies"), [("RIVER/recycle-glass", 4), ("RIVER/save-water", 3)])
def test_slips_fill_one_sheet_whose_codes_lead_to_the_desk_in_every_language(
    olive, site, metered, what, copies
):
    for language in LANGUAGES:
        address = f"{site.url}/{language}{DESK}/slips/print?what={what}"
        document = printed(olive, address)
        shown = olive.locator(".claimslip .code").all_inner_texts()
        assert len(set(shown)) == copies and len(document) == 1, (language, len(document))
        read = codes_on(document[0])
        wanted = [f"{DESK}/slips/new?what={what}&slip={code}" for code in shown]
        assert sorted(one.partition("/desk/")[2] for one in read) == sorted(
            one.partition("/desk/")[2] for one in wanted
        ), language
        assert all(code in words_on(document[0]) for code in shown), language
