"""A program that gives for ever, and tells the number of each act only after its commit."""

import os
import random
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from sqlalchemy.exc import DBAPIError

from db.engine import connect
from tests.drills.giving import Giver

LINE = 10  # bytes of a number and its end
PROCESSES: Any = get_context("forkserver")  # forked from one that has loaded everything
PROCESSES.set_forkserver_preload([__name__])


def give_for_ever(url: str, seed: int, told: Connection) -> None:
    """Give until somebody kills us, or the database goes away."""
    engine = connect(url)
    giver = Giver(engine, random.Random(seed))
    try:
        while True:
            os.write(told.fileno(), f"{giver.next():09d}\n".encode())
    except DBAPIError as error:
        told.close()
        engine.dispose()
        raise SystemExit(0) from error


class Writer:
    """Such a program, in the middle of its work, and what it told."""

    def __init__(self, url: str, seed: int) -> None:
        self._told, telling = PROCESSES.Pipe(duplex=False)
        self._process = PROCESSES.Process(target=give_for_ever, args=(url, seed, telling))
        self._process.start()
        telling.close()
        self._first = os.read(self._told.fileno(), LINE)  # it is certainly at work now
        assert self._first, "the writer never wrote"

    def kill(self) -> list[int]:
        """Kill -9; return every number it had told."""
        self._process.kill()
        self._process.join()
        text = self._first
        while data := os.read(self._told.fileno(), 65536):
            text += data
        self._told.close()
        self._process.close()
        return [int(line) for line in text.decode().split("\n") if len(line) == LINE - 1]
