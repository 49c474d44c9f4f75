"""What a server does once with each new state of the documents, so that no question waits for it later."""

from __future__ import annotations

import gc
import logging
import threading

from assistant.answering import Answering

_LOG = logging.getLogger("rammeaftale")


class Settling:
    """Reads beforehand what questions need, and takes what is read out of the garbage collector's rounds.

    A round over everything that is read held up all threads for 110 to 440 ms; what came later is gone through in less than one.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._frozen = False

    def settle(self, answering: Answering) -> None:
        """The work itself, in the thread that calls."""
        answering.warm()
        with self._lock:
            if self._frozen:
                # What the former state held goes now: what is frozen is never looked through again.
                gc.unfreeze()
                gc.collect()
            gc.freeze()
            self._frozen = True

    def settle_beside(self, answering: Answering) -> None:
        """The same in a thread of its own."""
        threading.Thread(target=self._told, args=(answering,), name="settle", daemon=True).start()

    def _told(self, answering: Answering) -> None:
        try:
            self.settle(answering)
        except (
            Exception
        ) as fault:  # a thread's end: questions are answered all the same, only the first more slowly
            _LOG.warning("Den nye tilstand blev ikke læst på forhånd", exc_info=fault)
