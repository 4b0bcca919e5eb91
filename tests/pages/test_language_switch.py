"""Changing the language keeps the page and what is typed, with and without JavaScript."""

import re

LOG = "/log/RIVER/sort-week"
TYPED = {"amount": "many & <more>", "when": "other", "day": "31", "month": "2", "year": "2026"}


def test_a_form_read_in_another_language_keeps_what_was_typed(visit_as):
    answer = visit_as("rosa").post(f"/ar{LOG}", data={**TYPED, "switch": "ar", "idem": "form-7"})
    assert answer.status_code == 200 and 'lang="ar"' in answer.text
    assert 'value="31"' in answer.text and 'value="form-7"' in answer.text
    assert "mistakes-title" not in answer.text


def test_nothing_is_sent_by_changing_the_language(visit_as):
    rosa = visit_as("rosa")
    good = {"amount": "1", "when": "today", "for": "home", "switch": "zh-hans", "idem": "form-8"}
    assert rosa.post(f"/zh-hans{LOG}", data=good).status_code == 200
    assert not re.search(r"A-[0-9A-Z]{4}-[0-9A-Z]{4}", rosa.get("/en/me").text)


def test_each_form_offers_every_language_at_its_own_address(visit_as):
    page = visit_as("rosa").get(f"/en{LOG}").text
    for language in ("zh-hans", "zh-hant", "es", "ar"):
        assert f'value="{language}" formaction="/{language}{LOG}"' in page


def test_what_is_typed_at_sign_in_is_kept_but_not_the_password(visit_as):
    typed = {"email": "rosa@demo.test", "password": "secret-word-1", "switch": "es"}
    answer = visit_as().post("/es/sign-in", data=typed)
    assert answer.status_code == 200 and "rosa@demo.test" in answer.text
    assert "secret-word-1" not in answer.text and "Set-Cookie" not in answer.headers
