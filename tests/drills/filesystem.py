"""A file system for SQLite over the forgetful disk: the product's own driver writes through it.

The driver brings its SQLite along and exports its C interface, so nothing is compiled and nothing
of ours is replaced: an address with `?vfs=forgetful` is all the difference. One connection at a
time; the shared memory of the write-ahead log lives in this process and is gone after a cut.
"""

import ctypes
from collections.abc import Callable
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_double, c_int, c_int64, c_void_p
from typing import Any, ClassVar

from pysqlite3 import _sqlite3

from tests.drills.disk import SECTOR, Disk, DiskError

NAME = "forgetful"
FILE = "/power.db"
URL = f"sqlite:///file:{FILE}?vfs={NAME}&uri=true"
OK, NOT_FOUND, CANNOT_OPEN = 0, 12, 14
IO_READ, IO_SHORT_READ, IO_WRITE, IO_SYNC, IO_TRUNCATE, IO_SIZE, IO_DELETE = (
    10 | number << 8 for number in (1, 2, 3, 4, 6, 7, 10)
)
LONGEST_NAME = 512

lib = ctypes.CDLL(_sqlite3.__file__)
lib.sqlite3_vfs_find.restype = c_void_p


class OpenFile(ctypes.Structure):
    """What SQLite holds for an open file: the methods, then our number for it."""

    _fields_ = [("methods", c_void_p), ("number", c_int64)]


METHODS: dict[str, Any] = {  # in SQLite's order; version 2 ends with those of shared memory
    "close": CFUNCTYPE(c_int, POINTER(OpenFile)),
    "read": CFUNCTYPE(c_int, POINTER(OpenFile), c_void_p, c_int, c_int64),
    "write": CFUNCTYPE(c_int, POINTER(OpenFile), c_void_p, c_int, c_int64),
    "truncate": CFUNCTYPE(c_int, POINTER(OpenFile), c_int64),
    "sync": CFUNCTYPE(c_int, POINTER(OpenFile), c_int),
    "file_size": CFUNCTYPE(c_int, POINTER(OpenFile), POINTER(c_int64)),
    "lock": CFUNCTYPE(c_int, POINTER(OpenFile), c_int),
    "unlock": CFUNCTYPE(c_int, POINTER(OpenFile), c_int),
    "check_reserved_lock": CFUNCTYPE(c_int, POINTER(OpenFile), POINTER(c_int)),
    "file_control": CFUNCTYPE(c_int, POINTER(OpenFile), c_int, c_void_p),
    "sector_size": CFUNCTYPE(c_int, POINTER(OpenFile)),
    "device_characteristics": CFUNCTYPE(c_int, POINTER(OpenFile)),
    "shm_map": CFUNCTYPE(c_int, POINTER(OpenFile), c_int, c_int, c_int, POINTER(c_void_p)),
    "shm_lock": CFUNCTYPE(c_int, POINTER(OpenFile), c_int, c_int, c_int),
    "shm_barrier": CFUNCTYPE(None, POINTER(OpenFile)),
    "shm_unmap": CFUNCTYPE(c_int, POINTER(OpenFile), c_int),
}
OPEN = CFUNCTYPE(c_int, c_void_p, c_char_p, POINTER(OpenFile), c_int, POINTER(c_int))
DELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
ACCESS = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int, POINTER(c_int))
FULL_NAME = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int, c_void_p)


class IoMethods(ctypes.Structure):
    """sqlite3_io_methods."""

    _fields_ = [("version", c_int), *METHODS.items()]


class System(ctypes.Structure):
    """sqlite3_vfs; what is not ours is the ordinary file system's."""

    _fields_ = [
        ("version", c_int),
        ("file_bytes", c_int),
        ("longest_name", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", OPEN),
        ("delete", DELETE),
        ("access", ACCESS),
        ("full_name", FULL_NAME),
        *((f"dl_{name}", c_void_p) for name in ("open", "error", "symbol", "close")),
        ("randomness", c_void_p),
        ("sleep", c_void_p),
        ("current_time", CFUNCTYPE(c_int, c_void_p, POINTER(c_double))),
        ("last_error", c_void_p),
    ]


class FileSystem:
    """Registered with SQLite as `forgetful` for as long as a test needs it."""

    ever: ClassVar[list["FileSystem"]] = []  # a connection closed late may still call one

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self.ever.append(self)
        self._names: list[str] = []
        self._shared: dict[tuple[str, int], Any] = {}
        made = {name: kind(getattr(self, f"_{name}")) for name, kind in METHODS.items()}
        self._methods = IoMethods(version=2, **made)
        ordinary = System.from_address(lib.sqlite3_vfs_find(None))
        borrowed = ("randomness", "sleep", "current_time", "last_error")
        self._system = System(
            version=1,
            file_bytes=ctypes.sizeof(OpenFile),
            longest_name=LONGEST_NAME,
            name=NAME.encode(),
            open=OPEN(self._open),
            delete=DELETE(self._delete),
            access=ACCESS(self._access),
            full_name=FULL_NAME(self._full_name),
            **{name: getattr(ordinary, name) for name in borrowed},
        )

    def __enter__(self) -> "FileSystem":
        """Let addresses name it."""
        assert lib.sqlite3_vfs_register(ctypes.byref(self._system), 0) == OK
        return self

    def __exit__(self, *_error: object) -> None:
        """Forget it."""
        lib.sqlite3_vfs_unregister(ctypes.byref(self._system))

    def crash(self) -> None:
        """Cut the power: the disk forgets, and memory is empty."""
        self.forget_memory()
        self.disk.crash()

    def forget_memory(self) -> None:
        """Forget what no disk has."""
        self._shared.clear()

    # The system

    def _open(self, _vfs: Any, name: bytes | None, file: Any, flags: int, given: Any) -> int:
        called = name.decode() if name else f"temporary-{len(self._names)}"
        self.disk.open(called)
        self._names.append(called)
        file.contents.number = len(self._names) - 1
        file.contents.methods = ctypes.addressof(self._methods)
        if given:
            given[0] = flags
        return OK

    def _delete(self, _vfs: Any, name: bytes, _sync: int) -> int:
        return _tried(lambda: self.disk.delete(name.decode()), IO_DELETE)

    def _access(self, _vfs: Any, name: bytes, _flags: int, answer: Any) -> int:
        answer[0] = self.disk.is_there(name.decode())
        return OK

    def _full_name(self, _vfs: Any, name: bytes, room: int, answer: int) -> int:
        ctypes.memmove(answer, name + b"\x00", min(room, len(name) + 1))
        return OK

    # Its files

    def _called(self, file: Any) -> str:
        return self._names[file.contents.number]

    def _close(self, _file: Any) -> int:
        return OK

    def _read(self, file: Any, target: int, amount: int, at: int) -> int:
        try:
            data = self.disk.read(self._called(file), amount, at)
        except DiskError:
            return IO_READ
        ctypes.memmove(target, data + bytes(amount - len(data)), amount)
        return OK if len(data) == amount else IO_SHORT_READ

    def _write(self, file: Any, source: int, amount: int, at: int) -> int:
        data = ctypes.string_at(source, amount)
        return _tried(lambda: self.disk.write(self._called(file), data, at), IO_WRITE)

    def _truncate(self, file: Any, size: int) -> int:
        return _tried(lambda: self.disk.truncate(self._called(file), size), IO_TRUNCATE)

    def _sync(self, file: Any, _flags: int) -> int:
        return _tried(lambda: self.disk.sync(self._called(file)), IO_SYNC)

    def _file_size(self, file: Any, answer: Any) -> int:
        answer[0] = self.disk.size(self._called(file))
        return OK

    def _lock(self, *_given: Any) -> int:
        return OK

    def _check_reserved_lock(self, _file: Any, answer: Any) -> int:
        answer[0] = 0
        return OK

    def _file_control(self, *_given: Any) -> int:
        return NOT_FOUND

    def _sector_size(self, _file: Any) -> int:
        return SECTOR

    def _device_characteristics(self, _file: Any) -> int:
        return 0  # it promises nothing

    def _shm_map(self, file: Any, number: int, size: int, extend: int, answer: Any) -> int:
        key = (self._called(file), number)
        if extend and key not in self._shared:
            self._shared[key] = ctypes.create_string_buffer(size)
        found = self._shared.get(key)
        answer[0] = ctypes.addressof(found) if found else None
        return OK

    def _shm_barrier(self, _file: Any) -> None:
        return None

    def _shm_unmap(self, _file: Any, is_last: int) -> int:
        if is_last:
            self.forget_memory()
        return OK

    _unlock = _shm_lock = _lock


def _tried(act: Callable[[], None], otherwise: int) -> int:
    """Do it, or return SQLite's number for what went wrong."""
    try:
        act()
    except DiskError:
        return otherwise
    return OK
