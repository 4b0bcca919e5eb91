"""Beside: keep another process of ours running as long as this one does; let this one rest."""

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TypeVar

__all__ = ["at_rest", "kept_running"]

PAUSE = 5  # seconds before one that died is started again
PATIENCE = 20  # seconds it has to finish what it is at
SELDOM = 10_000  # new objects until the collector looks; 700 is for programs that make few
Made = TypeVar("Made")


def at_rest(made: Made) -> Made:
    """Return what was made; all that is here now stays, and is not looked through again."""
    gc.freeze()
    gc.set_threshold(SELDOM)
    return made


@contextmanager
def kept_running(run: Callable[[int], None]) -> Iterator[None]:
    """Run `run` in a process of its own until the end of the block; it is told who we are.

    It is started afresh, not forked: it shares no connection and no lock with us.
    """
    stop = Event()
    watcher = Thread(target=_watch, args=(run, stop), name="beside")
    watcher.start()
    try:
        yield
    finally:
        stop.set()
        watcher.join()


def _watch(run: Callable[[int], None], stop: Event) -> None:
    fresh = multiprocessing.get_context("spawn")
    while not stop.is_set():
        process = fresh.Process(target=run, args=(os.getpid(),))
        process.start()
        while process.is_alive() and not stop.wait(0.5):
            pass
        if stop.is_set():
            process.terminate()
            process.join(PATIENCE)
        stop.wait(PAUSE)
