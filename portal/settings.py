"""The environment, read once, typed. README lists every variable with its default."""

import os
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from portal.ages import Ages
from portal.mail import PostOffice, find_office

__all__ = ["DEVELOPMENT_SECRET", "School", "Settings"]

DEVELOPMENT_SECRET = "development only"  # noqa: S105  (refused in production)
_SHORTEST_SECRET = 32
_ALL_LANGUAGES = ("en", "zh-hans", "zh-hant", "es", "ar")


class School(BaseModel):
    """Where a school signs its people in (OpenID Connect), as it told us at registration."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[a-z0-9-]{1,40}$")  # in addresses
    title: str  # as PORTAL_INSTANCE_NAME: "Bridge School; zh-hans: 桥小"
    issuer: str
    client_id: str
    client_secret: SecretStr

    @property
    def title_words(self) -> dict[str, str]:
        """What people call it, by language."""
        return _by_language(self.title)

    @property
    def is_on_this_machine(self) -> bool:
        """Whether it is only for trying things out: no name, no TLS."""
        return urlsplit(self.issuer).hostname in {"127.0.0.1", "localhost"}


class Settings(BaseSettings):
    """Every PORTAL_ variable."""

    model_config = SettingsConfigDict(env_prefix="PORTAL_", extra="forbid")

    database_url: str = "sqlite:///var/portal.db"
    owner_url: str = ""
    files_url: str = "file:var/files"
    keys_dir: str = "var/keys"
    photo_room: int = Field(default=10, ge=0, le=100)
    backup_dir: str = ""
    secret_key: str = DEVELOPMENT_SECRET
    base_url: str = "http://127.0.0.1:8000"
    mode: Literal["development", "demo", "production"] = "development"
    jobs: Literal["embedded", "off"] = "embedded"
    smtp_url: str = ""
    schools: tuple[School, ...] = ()
    trusted_proxies: str = ""
    languages: Annotated[tuple[str, ...], NoDecode] = _ALL_LANGUAGES
    instance_name: str = "Willowford; zh-hans: 柳渡; zh-hant: 柳渡; ar: الصفصاف"
    country: str = "GB"
    account_age: int = 16
    guarded_age: int = 13
    operator_name: str = (
        "Willowford District Office; zh-hans: 柳渡区办事处; zh-hant: 柳渡區辦事處; "
        "es: Oficina del Distrito de Willowford; ar: مكتب حي الصفصاف"
    )

    @field_validator("languages", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return (
            tuple(filter(None, value.replace(" ", "").split(",")))
            if isinstance(value, str)
            else value
        )

    @model_validator(mode="after")
    def _refuse_what_is_unsafe(self) -> "Settings":
        if unknown := set(self.languages) - set(_ALL_LANGUAGES):
            raise ValueError(f"PORTAL_LANGUAGES: there is no catalogue for {', '.join(unknown)}")
        if self.mode == "production" and len(self.secret_key) < _SHORTEST_SECRET:
            raise ValueError(
                "PORTAL_SECRET_KEY is missing or too short for production. "
                "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        if not self.ages.guarded <= self.ages.consent <= self.ages.own:
            raise ValueError(
                f"PORTAL_ACCOUNT_AGE: in {self.country} people agree alone from"
                f" {self.ages.consent}; PORTAL_GUARDED_AGE may not be above that,"
                " PORTAL_ACCOUNT_AGE not below"
            )
        if self.mode == "production" and any(school.is_on_this_machine for school in self.schools):
            raise ValueError("PORTAL_SCHOOLS: in production an issuer begins with https://")
        _ = self.post_office  # an address that cannot be read refuses to start
        return self

    @property
    def post_office(self) -> PostOffice | None:
        """Where letters are handed in; None: they wait in the outbox."""
        return find_office(self.smtp_url, self.base_url) if self.smtp_url else None

    @property
    def ages(self) -> Ages:
        """Who may have an account, and who needs somebody who answers for them."""
        return Ages(self.account_age, self.guarded_age, self.country.upper())

    @property
    def database_of_owner(self) -> str:
        """The address with which `portal migrate` works."""
        return self.owner_url or self.database_url

    @property
    def instance_words(self) -> dict[str, str]:
        """The place, by language: "Willowford; zh-hans: 柳渡"."""
        return _by_language(self.instance_name)

    @property
    def operator_words(self) -> dict[str, str]:
        """Who runs it, by language."""
        return _by_language(self.operator_name)

    @classmethod
    def read(cls) -> "Settings":
        """Read the environment; a misspelt PORTAL_ name is refused, not ignored."""
        known = {f"PORTAL_{name.upper()}" for name in cls.model_fields}
        if strange := sorted(n for n in os.environ if n.startswith("PORTAL_") and n not in known):
            raise ValueError(f"There is no setting called {', '.join(strange)}.")
        return cls()

    @property
    def is_secure(self) -> bool:
        """Whether cookies travel over TLS only."""
        return self.mode == "production"

    @property
    def cookie(self) -> str:
        """The name of the sign-in cookie; __Host- binds it to this host and to TLS."""
        return "__Host-sid" if self.is_secure else "sid"


def _by_language(text: str) -> dict[str, str]:
    """Read "Willowford; zh-hans: 柳渡": what has no language before it is English."""
    words = {}
    for part in text.split(";"):
        name, colon, said = part.strip().partition(": ")
        is_marked = bool(colon) and name in _ALL_LANGUAGES
        words[name if is_marked else "en"] = said if is_marked else part.strip()
    return words
