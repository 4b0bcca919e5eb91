"""Make what the peer needs before it serves: sessions, catalogues, collected files, a visitor.

Run in the peer's environment; prints the cookie of a browser in which that person is signed in.
"""

import os
import shutil
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.utils.translation import to_locale

from pages.speech import LANGUAGES


def main() -> None:
    """Prepare the database at PORTAL_DATABASE_URL and the folder PEER_FOLDER."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.peers.django_site.settings"
    django.setup()
    _share_catalogues()
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", "sessions", interactive=False, verbosity=0)
    print(_sign_in(sys.argv[1]))


def _share_catalogues() -> None:
    """Give Django the product's own compiled sentences under the names it looks for."""
    for language, own in LANGUAGES.items():
        compiled = Path(settings.ROOT) / "locale" / own / "LC_MESSAGES" / "messages.mo"
        folder = settings.LOCALE_PATHS[0] / to_locale(language) / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        if compiled.exists():
            shutil.copy(compiled, folder / "django.mo")


def _sign_in(name: str) -> str:
    from django.contrib.auth import get_user_model  # noqa: PLC0415  (after django.setup)
    from django.test import Client  # noqa: PLC0415

    client = Client()
    client.force_login(get_user_model().objects.get(email=f"{name}@demo.test"))
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


if __name__ == "__main__":
    main()
