"""Templates: used, titled, commented, and free of code that the policy would refuse."""

import re

from tests.habits.tree import ROOT, templates

INLINE = re.compile(r"<script>|<style|\sstyle=|\son\w+=|hx-on|js:|\|\s*safe|javascript:|Markup\(")
WHOLE_PAGES = '{% extends "layout/base.html" %}'


def pages():
    return {name: text for name, text in templates().items() if WHOLE_PAGES in text}


def test_every_template_begins_with_its_comment():
    assert [name for name, text in templates().items() if not text.startswith("{#")] == []


def test_every_template_is_used():
    files = (file for file in (ROOT / "pages").rglob("*") if file.suffix in {".py", ".html"})
    code = {file: file.read_text(encoding="utf-8") for file in files}
    for name in templates():
        others = (text for file, text in code.items() if file != ROOT / "pages" / name)
        assert any(name in text or _by_name(name, text) for text in others), name


def _by_name(name, text):
    """Error pages are chosen by their bare name."""
    folder, _, bare = name.removesuffix(".html").rpartition("/")
    return folder == "layout" and f'"{bare}"' in text


def test_no_template_holds_inline_code_or_skips_escaping():
    found = {name: INLINE.findall(text) for name, text in templates().items()}
    assert {name: what for name, what in found.items() if what} == {}


def test_every_page_has_a_title_and_one_main_heading():
    assert len(pages()) > 15
    for name, text in pages().items():
        assert "{% block title %}" in text, name
        assert "{% block main %}" in text, name


def test_a_page_says_in_its_comment_where_it_is_and_what_it_needs():
    for name, text in pages().items():
        comment = text[: text.index("#}")]
        assert "/" in comment or re.search("Any address|Any form", comment), name


def test_a_block_for_htmx_stands_in_the_element_of_its_name():
    """The one fragment rule: what has id x holds exactly block x."""
    everything = "\n".join(templates().values())
    targets = set(re.findall(r'data-hx-target="#([\w-]+)"', everything))
    assert "main" in targets
    for target in targets:
        held = re.findall(rf'id="{target}"[^>]*>\s*(.{{,40}})', everything, re.DOTALL)
        assert held, target
        assert any(re.match(rf"{{%-? block {target} ", inside) for inside in held), target
        assert all(re.match(rf"{{%-? block {target} |</", inside) for inside in held), target


def test_every_form_works_without_scripts():
    for name, text in templates().items():
        for form in re.findall(r"<form\b[^>]*>", text):
            assert "action=" in form, (name, form)
            assert ("data-hx-post" in form) <= ('method="post"' in form), (name, form)
        assert "data-hx-get" not in text or "<form" in text or "href=" in text, name


def test_a_form_that_is_sent_by_htmx_goes_where_it_would_go_without():
    for name, text in templates().items():
        for form in re.findall(r"<form\b[^>]*data-hx-post[^>]*>", text):
            places = re.findall(r'(?:[^-]action|data-hx-post)="((?:{{.*?}}|[^"])*)"', form)
            assert len(places) == 2 and places[0] == places[1], (name, form)
            assert 'data-hx-sync="this:drop"' in form, name
        if "ui.field(" in text and "data-hx-post" in text:
            assert "novalidate" in text, name


def test_no_symbol_stands_where_a_word_should():
    for name, text in templates().items():
        assert not re.search(r"[\U0001F300-\U0001FAFF]", text), name
