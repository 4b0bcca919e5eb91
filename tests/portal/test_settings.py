import pytest
from pydantic import ValidationError

from portal.settings import Settings


def test_a_name_may_be_written_in_several_languages():
    settings = Settings(instance_name="Willowford; zh-hans: 柳渡; ar: الصفصاف")
    assert settings.instance_words == {"en": "Willowford", "zh-hans": "柳渡", "ar": "الصفصاف"}
    assert Settings(instance_name="Ford: the place").instance_words == {"en": "Ford: the place"}


def test_production_refuses_to_start_without_a_secret_and_says_what_to_do():
    with pytest.raises(ValidationError, match="PORTAL_SECRET_KEY is missing or too short"):
        Settings(mode="production")
    assert Settings(mode="production", secret_key="x" * 32).is_secure


def test_a_misspelt_setting_is_refused(monkeypatch):
    monkeypatch.setenv("PORTAL_DATABSE_URL", "sqlite:///x.db")
    with pytest.raises(ValueError, match="There is no setting called PORTAL_DATABSE_URL"):
        Settings.read()


def test_only_languages_with_a_catalogue_can_be_offered():
    assert Settings(languages="en, zh-hans").languages == ("en", "zh-hans")
    with pytest.raises(ValidationError, match="no catalogue for fr"):
        Settings(languages="en,fr")
