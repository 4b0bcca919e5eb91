"""Fetch the files of other people that we keep, or use in tests, and see that they are those files.

    python tools/vendor.py            fetch what is missing, check everything
    python tools/vendor.py --again    fetch everything anew (maintainers, after a version was moved)

Each vendor.toml names package, version, the file inside it and its sha512. Only the standard
library is used, because this also runs before there is an environment.
"""

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LISTS = (ROOT / "static/vendor.toml", ROOT / "tests/vendor/vendor.toml")
OWN_NODE = ROOT / "var/node"


@dataclass(frozen=True)
class Vendored:
    """One file of somebody else's."""

    package: str
    version: str
    licence: str
    inside: str
    file: str
    sha512: str

    @property
    def path(self) -> Path:
        """Where it is kept; under var/ it is not committed."""
        return ROOT / self.file

    def is_whole(self) -> bool:
        """Tell whether the file is there and is the one we read."""
        return self.path.exists() and _sha512(self.path) == self.sha512


def listed() -> list[Vendored]:
    """Return every file the lists name."""
    return [
        Vendored(**entry)
        for file in LISTS
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["file"]
    ]


def fetch(wanted: Vendored) -> None:
    """Bring one file with npm, which checks the package; then check the file itself."""
    with tempfile.TemporaryDirectory() as folder:
        pack = [_npm(), "pack", "--silent", f"{wanted.package}@{wanted.version}"]
        subprocess.run(pack, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as package:
            content = package.extractfile(f"package/{wanted.inside}")
            assert content is not None, f"{wanted.package} holds no {wanted.inside}"
            fresh = Path(folder) / "fresh"
            with fresh.open("wb") as file:
                shutil.copyfileobj(content, file)
        if (found := _sha512(fresh)) != wanted.sha512:
            sys.exit(f"{wanted.file}: not the file we read. Its sha512 is\n{found}")
        wanted.path.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(fresh, wanted.path)


def main() -> None:
    """Fetch, check, and say so."""
    for wanted in listed():
        if "--again" in sys.argv or not wanted.is_whole():
            fetch(wanted)
        print(f"{wanted.package} {wanted.version}: {wanted.file}")


def _npm() -> str:
    """Return npm: the machine's, or one of our own from the Python packages."""
    if found := shutil.which("npm"):
        return found
    own = OWN_NODE / "bin/npm"
    if not own.exists():
        venv.create(OWN_NODE, with_pip=True, clear=True)
        install = ["-m", "pip", "install", "-q", "--require-hashes", "-r", "requirements/node.txt"]
        subprocess.run([OWN_NODE / "bin/python", *install], cwd=ROOT, check=True)
    return str(own)


def _sha512(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha512").hexdigest()


if __name__ == "__main__":
    main()
