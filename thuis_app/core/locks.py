"""A lock that is fair."""

from collections import deque
from threading import Event, Lock


class FairLock:
    """A lock for threads of one process, granted in the order in which they asked.

    `threading.Lock` may be granted to the same busy thread again and again, so that
    another waits for seconds.
    """

    def __init__(self) -> None:
        self._state = Lock()
        self._is_held = False
        self._waiting: deque[Event] = deque()

    @property
    def waiting(self) -> int:
        """The number of threads that wait for this lock."""
        return len(self._waiting)

    def acquire(self, timeout: float) -> bool:
        """Whether the lock was granted within so many seconds."""
        with self._state:
            if not self._is_held:
                self._is_held = True
                return True
            granted = Event()
            self._waiting.append(granted)
        if granted.wait(timeout):
            return True
        with self._state:
            if granted.is_set():
                return True
            self._waiting.remove(granted)
            return False

    def release(self) -> None:
        """Grant the lock to the thread that has waited longest, if there is one."""
        with self._state:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_held = False
