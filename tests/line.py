"""A line between the portal and PostgreSQL that can be cut: it carries every byte until told."""

import contextlib
import socket
import tempfile
import threading
from pathlib import Path

PORT = ".s.PGSQL.5432"
COMMIT = b"COMMIT\x00"  # what the client asks, and what the server answers


class Line:
    """Stands between a client and the server's socket; `at_commit` cuts it where it hurts."""

    def __init__(self, server: Path) -> None:
        self._server = server / PORT
        self._folder = tempfile.TemporaryDirectory(prefix="tallybrook-line-")
        self._door = socket.socket(socket.AF_UNIX)
        self._open: set[socket.socket] = set()
        self._plan = ""
        self._is_dead = self._stays_dead = False
        self.cuts = 0

    def __enter__(self) -> "Line":
        """Let clients in."""
        self._door.bind(str(Path(self._folder.name) / PORT))
        self._door.listen(64)
        threading.Thread(target=self._receive, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Hang up."""
        self._cut()
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._folder.cleanup()

    def url(self, database: str = "postgres") -> str:
        """Return the address of a database at the other end."""
        return f"postgresql://postgres@/{database}?host={self._folder.name}"

    def at_commit(self, *, after: bool, for_ever: bool = False) -> None:
        """Cut the line at the next commit, before the server hears it or after it has done it."""
        self._plan, self._stays_dead = ("after" if after else "before"), for_ever

    def mend(self) -> None:
        """Let clients through again."""
        self._is_dead = self._stays_dead = False

    def _receive(self) -> None:
        while True:
            try:
                client, _ = self._door.accept()
            except OSError:
                return
            if self._is_dead:
                client.close()
                continue
            server = socket.socket(socket.AF_UNIX)
            server.connect(str(self._server))
            self._open |= {client, server}
            for ends in ((client, server, "before"), (server, client, "after")):
                threading.Thread(target=self._carry, args=ends, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, where: str) -> None:
        """Carry bytes one way; the server answers a commit with the same word."""
        with source, contextlib.suppress(OSError):
            while data := source.recv(65536):
                if self._plan == where and COMMIT in data:
                    self._plan, self._is_dead, self.cuts = "", self._stays_dead, self.cuts + 1
                    return self._cut()
                target.sendall(data)
            target.shutdown(socket.SHUT_RDWR)

    def _cut(self) -> None:
        for one in list(self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._open.clear()
