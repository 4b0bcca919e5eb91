"""Ages: who may have an account alone, who with a guardian, who takes part without one.

Nobody is asked for a day of birth. The law of a country sets the age below which somebody who
answers for a child must agree; an installation may ask for more years, never for fewer.
"""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["CONSENT", "SOURCE", "Age", "Ages"]

# By country, ISO 3166: from this age on somebody agrees alone to what an online service keeps.
# For the European Union: article 8 of the GDPR, which asks for 16 and lets a country choose 13 to
# 16. A country that is not in the list counts as 16.
SOURCE = "Commission Staff Working Document SWD(2020) 115 final, page 17; UK: Data Protection Act"
SOURCE += " 2018, section 9"
_BY_AGE = {
    13: "BE DK EE FI GB LV MT PT SE",
    14: "AT BG CY ES IT LT",
    15: "CZ FR GR",
    16: "DE HR HU IE LU NL PL RO SK",
}
CONSENT = {country: age for age, names in _BY_AGE.items() for country in names.split()}
HIGHEST = max(_BY_AGE)


class Age(StrEnum):
    """The one answer that joining asks for; it is not kept."""

    OWN = "own"  # old enough for an account alone
    GUARDED = "guarded"  # with somebody who answers for them
    YOUNGER = "younger"  # in a household or a class, without an account


@dataclass(frozen=True)
class Ages:
    """The ages of an installation."""

    own: int
    guarded: int
    country: str

    @property
    def consent(self) -> int:
        """From which age the country's law lets somebody agree alone."""
        return CONSENT.get(self.country, HIGHEST)
