"""The package is whole: installed elsewhere, it has everything it needs to serve."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile

import pytest

from tests.habits.tree import ROOT, kept_files
from tools import words


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A place of its own with our package, that borrows the packages of this one."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    python = folder / "bin/python"
    install = ["install", "-qq", "--no-deps", "--no-index", wheel]
    subprocess.run([sys.executable, "-m", "pip", "--python", python, *install], check=True)
    borrowed = next(folder.glob("lib/python*/site-packages")) / "borrowed.pth"
    borrowed.write_text(sysconfig.get_paths()["purelib"] + "\n")
    return folder


def run(installed, *command, **settings):
    environment = {n: v for n, v in os.environ.items() if not n.startswith(("PORTAL_", "PYTHON"))}
    return subprocess.run(
        [installed / "bin/portal", *command],
        cwd=installed,
        env={**environment, **settings},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_the_wheel_holds_everything_and_nothing_else(wheel):
    held = set(zipfile.ZipFile(wheel).namelist())
    tops = {name.partition("/")[0] for name in held}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"portal", "pages", "db"}
    kept = [str(file) for file in kept_files()]
    rooms = [name for name in kept if name.startswith(("portal/", "pages/", "db/"))]
    beside = [f"portal/{name}" for name in kept if name.startswith(("static/", "locale/"))]
    spoken = [f"portal/locale/{name}/LC_MESSAGES/messages.mo" for name in words.LANGUAGES]
    assert len(rooms) > 100 and len(beside) > 5
    assert {*rooms, *beside, *spoken} - held == set()
    for ending in (".html", ".csv", ".css", ".mo"):
        assert any(name.endswith(ending) for name in held), ending
    assert any("migrations/versions/0001" in name for name in held)


def test_an_installed_portal_knows_its_routes_and_can_migrate(installed):
    found = json.loads(run(installed, "routes", "--json"))
    assert {"/sign-in", "/"} <= {route["path"] for route in found}
    where = f"sqlite:///{installed}/portal.db"
    assert "migration" in run(installed, "migrate", PORTAL_DATABASE_URL=where)
    assert "ok" in run(installed, "doctor", PORTAL_DATABASE_URL=where)


def test_an_installed_portal_has_its_own_folders(installed):
    told = subprocess.run(
        [installed / "bin/python", "-c", "from portal.places import place; print(place('static'))"],
        cwd=installed,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "site-packages/portal/static" in told
