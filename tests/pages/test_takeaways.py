"""The river and the pictures that count, taken away: drawings that stand by themselves."""

import io
import re
from collections import Counter
from xml.etree import ElementTree

import pytest
from PIL import Image

from pages.speech import LANGUAGES
from pages.web import canvas
from pages.web.pictures import OUTLINES, Thing, ThingState, picture, strokes

pytestmark = pytest.mark.usefixtures("willowford")
SVG = "{http://www.w3.org/2000/svg}"


def drawing(visit_as, address):
    answer = visit_as().get(address)
    assert answer.headers["Content-Type"] == "image/svg+xml", address
    return ElementTree.fromstring(answer.content)  # noqa: S314


def written(root):
    return " ".join("".join(one.itertext()) for one in root.iter(f"{SVG}text"))


def counting(visit_as):
    """Return the address of a cause whose picture is on its page."""
    browser = visit_as()
    keys = re.findall(r'href="/en(/causes/[^"?#]+)"', browser.get("/en/causes").text)
    pages = {key: browser.get(f"/en{key}").text for key in keys}
    return next((key, page) for key, page in pages.items() if f"{key}/picture.svg" in page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_river_says_what_the_first_page_says(visit_as, language):
    root = drawing(visit_as, f"/{language}/river.svg")
    page = visit_as().get(f"/{language}/").text
    assert root.findtext(f"{SVG}title") and root.findtext(f"{SVG}desc")
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    key = page.partition('class="riverkey')[2].partition("</ul>")[0]
    totals = re.findall(r'class="num">([^<]+)<', key)
    assert len(totals) == len(list(root.iter(f"{SVG}path"))) > 1
    assert all(total in written(root) for total in totals)
    assert "CC BY 4.0" in written(root)
    assert not [one for one in root.iter() if "style" in one.attrib or "class" in one.attrib]


def test_the_first_page_leads_to_its_pictures(visit_as):
    page = visit_as().get("/en/").text
    assert 'href="/en/river.svg"' in page and 'href="/en/river.png"' in page
    assert re.search(r'href="/en/causes/[^"]+/picture\.svg"', page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cause_has_a_shape_for_each_thing(visit_as, language):
    address, page = counting(visit_as)
    root = drawing(visit_as, f"/{language}{address}/picture.svg")
    _, covered, delivered, needed = (
        int(number.replace(",", "")) for number in re.findall(r'<b class="num">([\d,]+)</b>', page)
    )
    places = [one for one in root.iter(f"{SVG}g") if "translate" in one.get("transform", "")]
    assert len(places) - 1 == max(covered, delivered) + needed  # the others lie in one of them
    assert str(needed) in written(root)
    assert "CC BY 4.0" in written(root)


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_only_what_is_counted_has_a_picture(visit_as, ending):
    browser = visit_as()
    keys = re.findall(r'href="/en(/causes/[^"?#]+)"', browser.get("/en/causes").text)
    found = Counter(browser.get(f"/en{key}/picture.{ending}").status_code for key in set(keys))
    assert set(found) == {200, 404}
    assert browser.get(f"/en/causes/nothing-C234567/picture.{ending}").status_code == 404


def test_they_are_pictures_of_dots_as_well_and_not_sent_twice(visit_as):
    browser, (address, _) = visit_as(), counting(visit_as)
    for at in ("/ar/river.png", f"/zh-hans{address}/picture.png"):
        answer = browser.get(at)
        image = Image.open(io.BytesIO(answer.content))
        assert (image.format, image.width) == ("PNG", 2 * canvas.WIDTH)
        again = browser.get(at, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("shape", OUTLINES)
def test_every_thing_that_arrived_has_a_cloth_and_a_patch(shape):
    for thing in picture(12, 2, 1).things[:12]:
        assert len({path for _, path in strokes(shape, thing)}) == 2


def test_a_tree_turns_yellow_now_and_then():
    yellow = Thing(0, 0, ThingState.DELIVERED, cloth=4, patch=1, pattern=0)
    assert [colour for colour, _ in strokes("tree", yellow)] == [3, 4]
