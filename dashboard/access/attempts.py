"""How often somebody may try to sign in. The counts lie in memory that all worker processes share."""

import hashlib
import mmap
import threading
from dataclasses import dataclass

SLOTS = 4096
_FIELDS = 2  # of a slot: when its window began, and the tries since


@dataclass(frozen=True)
class Limit:
    """At most `tries` in `seconds`."""

    tries: int
    seconds: float


class Attempts:
    """Counts tries by key. Make it before the workers are forked, so that they count together.

    The memory is fixed: keys share slots by their hash, so that no flood of addresses can fill it. Two keys in one slot
    only make the limit stricter. Between two processes a count may rarely get lost, which a limit can bear.
    """

    def __init__(self, limit: Limit):
        self.limit = limit
        self._lock = threading.Lock()
        self._counts = memoryview(mmap.mmap(-1, SLOTS * _FIELDS * 8)).cast("d")

    def wait(self, key: str, now: float) -> float:
        """Counts one try. 0 where it is allowed, else for how many seconds there is no further one. `now`: seconds."""
        slot = self._slot(key)
        with self._lock:
            began, tries = self._counts[slot], self._counts[slot + 1]
            if not tries or not began <= now < began + self.limit.seconds:
                began, tries = now, 0
            self._counts[slot], self._counts[slot + 1] = began, tries + 1
        return began + self.limit.seconds - now if tries >= self.limit.tries else 0

    def forget(self, key: str) -> None:
        """Starts anew: whoever gets in has not been guessing."""
        with self._lock:
            self._counts[self._slot(key) + 1] = 0

    def _slot(self, key: str) -> int:
        digest = hashlib.blake2b(key.encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") % SLOTS * _FIELDS
