"""Ages: an installation may ask for more years than its country, never for fewer."""

import pytest

from portal.ages import CONSENT, HIGHEST
from portal.settings import Settings


@pytest.mark.parametrize(("country", "age"), [("GB", 13), ("es", 14), ("FR", 15), ("DE", 16)])
def test_a_country_says_from_which_age_people_agree_alone(country, age):
    assert Settings(country=country).ages.consent == age


def test_a_country_that_is_not_in_the_list_counts_as_the_strictest():
    assert Settings(country="XX").ages.consent == HIGHEST == max(CONSENT.values())


@pytest.mark.parametrize(
    "facts",
    [
        {"country": "DE", "account_age": 15},
        {"country": "XX", "account_age": 13},
        {"country": "GB", "guarded_age": 14},
    ],
)
def test_fewer_years_than_the_law_asks_refuse_to_start(facts):
    with pytest.raises(ValueError, match="PORTAL_ACCOUNT_AGE"):
        Settings(**facts)


def test_where_the_law_allows_it_an_account_alone_may_begin_earlier():
    ages = Settings(country="GB", account_age=13, guarded_age=13).ages
    assert (ages.own, ages.guarded) == (13, 13)
