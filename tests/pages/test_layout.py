"""The frame of every page, the macros sections build with, and the pages that say no."""

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from wtforms import BooleanField, FileField, RadioField, StringField
from wtforms.validators import InputRequired, Optional

from pages.speech import LANGUAGES, speaking
from pages.web.forms import BaseForm, WholeNumberField, options
from pages.web.templates import environment_for
from portal.claims import ClaimState
from portal.people import Member, Standing

ROSA = Member(
    id=UUID(int=1),
    name="Rosa",
    language="en",
    household_id=UUID(int=2),
    household_name="Linden",
    adults_to_agree=1,
    standing=Standing.ADULT,
    points=1326,
    has_desk=True,
)
REFUSALS = {
    "refused": "Nothing was taken and nothing was changed.",
    "not_allowed": "Nothing was changed.",
    "foreign": "Nothing was changed.",
    "not_found": "Check the address.",
    "too_big": "Nothing was changed.",
    "mistaken": "Nothing was taken and nothing was changed.",
    "too_many": "Nothing was lost.",
    "busy": "Nothing was taken and nothing was changed.",
    "broken": "If you sent something, it was not done.",
}


class Sent(dict):
    """A form as it comes in: each name once."""

    def getlist(self, name):
        return [self[name]]


class OneForm(BaseForm):
    amount = WholeNumberField("How many?", [InputRequired("Enter how many.")], description="1 to 9")
    when = RadioField(
        "When?", [InputRequired("Choose a day.")], choices=options(today="Today", other="Other")
    )
    photo = FileField("Photo", [Optional()])
    note = StringField("Note", [Optional()])
    sure = BooleanField("I have asked")


def surroundings(language, **facts):
    return {
        "person": None,
        "has_card": False,
        "has_till": False,
        "is_shared": False,
        "request_id": "f41c09a2b77e",
        "instance_name": "Willowford",
        "operator_name": "Willowford Council",
        "mode": "demo",
        "offered": tuple(LANGUAGES),
        "path": "/causes/quilts-K4",
        "here": "/causes/quilts-K4?page=2",
        "url": lambda name, **parts: f"/{language}/{name}",
        "why": "You have 46 points.",
        **facts,
    }


def shown(source, language="en", **facts):
    with speaking(language):
        template = environment_for(language).from_string(source)
        return template.render(surroundings(language, **facts))


def page(language="en", **facts):
    with speaking(language):
        template = environment_for(language).get_template("layout/not_found.html")
        return template.render(surroundings(language, **facts))


def test_the_other_languages_lead_to_the_same_page_with_its_query():
    html = page("zh-hans")
    for name in set(LANGUAGES) - {"zh-hans"}:
        assert f'href="/{name}/causes/quilts-K4?page=2" lang="{name}" hreflang="{name}"' in html
        assert f'<link rel="alternate" hreflang="{name}"' in html
    assert '<span class="cur" aria-current="true">简体中文</span>' in html


def test_arabic_runs_from_the_right_and_says_so():
    assert '<html lang="ar" dir="rtl">' in page("ar")
    assert 'lang="ar" hreflang="ar" dir="rtl"' in page("en")


def test_four_words_lead_through_the_site_and_one_is_where_you_are():
    html = page(path="/causes")
    assert '<a href="/en/causes" aria-current="page">Causes</a>' in html
    assert '<a href="/en/causes" aria-current="true">Causes</a>' in page()
    for address in ("programmes", "rewards", "reports"):
        assert f'<a href="/en/{address}">' in html


def test_a_stranger_is_offered_to_sign_in():
    html = page()
    assert 'href="/en/sign-in">Sign in</a>' in html
    assert "My points" not in html and "My desk" not in html and "Sign out" not in html


def test_whoever_showed_a_card_can_say_that_it_is_not_theirs():
    html = page(has_card=True)
    assert "That is not me" in html and "/en/class/leave" in html
    assert "That is not me" not in page()


def test_somebody_sees_points_desk_and_the_way_out():
    html = page(person=ROSA)
    assert 'My points: <b class="num">1,326</b>' in html
    assert 'href="/en/desk">My desk</a>' in html and 'href="/en/log">Log an action</a>' in html
    assert '<form method="post" action="/en/sign-out">' in html
    assert "My desk" not in page(person=Member(**{**vars(ROSA), "has_desk": False}))


def test_the_frame_helps_those_who_do_not_see_it():
    html = page()
    assert html.index('<a class="skip" href="#main">') < html.index("<header>")
    assert re.search(r'<div id="status" class="vh" role="status" data-failed="The portal', html)
    assert '<main id="main" tabindex="-1">' in html


def test_every_page_says_that_points_are_not_money():
    assert "Points are a thank-you. They are not money" in page()


def test_nothing_on_a_page_is_inline():
    html = page(person=ROSA)
    assert " style=" not in html and "<style" not in html
    assert not re.search(r"<script(?! src=)", html)
    assert '"includeIndicatorCSS": false' in html


@pytest.mark.parametrize("name", REFUSALS)
def test_a_page_that_says_no_says_what_was_not_done(name):
    with speaking("en"):
        template = environment_for("en").get_template(f"layout/{name}.html")
        html = template.render(surroundings("en"), target="/en/", is_form=False)
    assert REFUSALS[name] in html
    assert re.search(r'<h1 tabindex="-1" autofocus>[^<]+</h1>', html)


def test_a_fault_gives_the_number_to_tell():
    with speaking("en"):
        html = environment_for("en").get_template("layout/broken.html").render(surroundings("en"))
    assert '<p class="code">f41c09a2b77e</p>' in html


def test_mistakes_come_first_and_lead_to_their_fields():
    form = OneForm(Sent(amount="", note=""))
    assert not form.validate()
    summary = shown("{{ ui.mistakes(form) }}", form=form)
    assert "2 things to fix" in summary
    assert 'role="group" tabindex="-1" autofocus' in summary
    fields = shown("{{ ui.field(form.amount) }}{{ ui.choices(form.when) }}", form=form)
    for target in re.findall(r'href="#([^"]+)"', summary):
        assert re.search(rf'<input[^>]* id="{target}"', fields)


def test_a_mistake_of_the_whole_form_is_counted_too():
    form = OneForm(Sent(amount="4", when="today", note=""))
    assert form.validate()
    assert shown("{{ ui.mistakes(form) }}", form=form).strip() == ""
    form.form_errors.append("You have 46 points.")
    summary = shown("{{ ui.mistakes(form) }}", form=form)
    assert "1 thing to fix" in summary and "<li>You have 46 points.</li>" in summary


def test_a_field_ties_label_hint_and_mistake_to_its_box():
    form = OneForm(Sent(amount="", note=""))
    form.validate()
    html = shown('{{ ui.field(form.amount, unit="items", class="w4") }}', form=form)
    assert '<label class="h3" for="amount">How many?</label>' in html
    assert 'aria-describedby="amount-hint amount-mistake"' in html and 'class="w4"' in html
    assert 'id="amount-hint">1 to 9<' in html and 'id="amount-mistake"' in html
    assert '<span aria-hidden="true">items</span>' in html
    assert '<span class="opt">(optional)</span>' in shown("{{ ui.field(form.note) }}", form=form)


def test_choices_name_their_question_and_their_second_lines():
    form = OneForm(Sent(note=""))
    form.validate()
    html = shown('{{ ui.choices(form.when, {"today": "20 May"}) }}', form=form)
    assert '<legend class="h3">When?</legend>' in html
    assert 'aria-describedby="when-mistake"' in html
    assert "<small>20 May</small>" in html and html.count("<small>") == 1


def test_a_kept_photo_is_named():
    html = shown('{{ ui.file(form.photo, kept="crate.jpg") }}', form=OneForm())
    assert "crate.jpg, kept" in html and 'capture="environment"' in html


def test_every_button_alone_carries_a_new_key():
    keys = re.findall(r'name="idem" value="([^"]+)"', shown('{{ ui.post("/x", "Undo") }}' * 2))
    assert len(set(keys)) == 2


@pytest.mark.parametrize("state", ClaimState)
def test_every_state_of_an_action_is_a_word_and_a_look(state):
    html = shown("{{ ui.tag(state) }}", state=state)
    assert re.search(r'class="tag (ok|wait|warn|no|plain)"', html)
    assert re.sub(r"<[^>]+>", "", html).strip()


def test_a_table_scrolls_in_a_named_frame_or_folds():
    source = '{% call ui.table("t", "Points", fold=fold) %}<tbody></tbody>{% endcall %}'
    scrolling, folding = (shown(source, fold=fold) for fold in (False, True))
    assert 'role="region" aria-labelledby="t" tabindex="0"' in scrolling
    assert 'class="fold ' in folding and "tabindex" not in folding


def test_charts_have_a_name_a_description_and_no_style():
    source = """
    {{ chart.columns("a", [3, 5], "Actions", "From 3 to 5.", waiting=[0, 2], words=["May", ""]) }}
    {{ chart.stacked("b", [(3, 1, ""), (2, 2, "dots")], "Points", "3 and 2.") }}
    {{ chart.picture("c", "quilt", 2, 1, 1, "Quilts", "2 of 4.") }}
    {{ chart.river("d", [("Bottles", 1, [0, 2, 5])], [(1, "Feb")], "River", "One strand.") }}
    {{ chart.range_cell(1, 2, 3, 4) }}{{ chart.axis_cell(4) }}{{ chart.bar_cell(1, 4) }}
    {{ chart.multiples("e", [("Bus", 2, [1, 2], "last week 2", "Rising.")], 2) }}
    {{ chart.swatch(1) }}{{ chart.swatch(1, "hatch", "f") }}
    """
    for language in ("en", "ar"):
        html = shown(source, language)
        assert html.count('role="img"') == html.count("<desc id=") == 5
        assert html.count('aria-hidden="true"') == 5
        ids = re.findall(r' id="([^"]+)"', html)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r"url\(#([^)]+)\)", html)) <= set(ids)
        for names in re.findall(r'aria-labelledby="([^"]+)"', html):
            assert set(names.split()) <= set(ids)
        assert "style=" not in html


def test_one_picture_for_ten_things_says_so():
    source = '{{ chart.picture("c", "book", 301, 0, 9, "Books", "301 of 310.") }}'
    assert "One picture stands for 10 things." in shown(source)
    assert "stands for" not in shown(source.replace("301", "30"))


def test_a_moment_in_a_page_needs_only_a_filter():
    at = datetime(2026, 5, 20, 12, tzinfo=UTC)
    assert shown("{{ at|moment('Europe/London') }}", at=at) == "20 May 2026, 13:00"


def test_every_link_of_the_frame_leads_somewhere(visit_as):
    browser = visit_as("vera")
    links = set(re.findall(r'href="(/en/[^"?]*)"', browser.get("/en/status").text))
    assert len(links) > 15
    assert {link: browser.get(link).status_code for link in links} == dict.fromkeys(links, 200)
