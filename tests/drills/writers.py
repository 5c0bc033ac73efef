"""Users who save over and over, and a ledger of what each was told.

A writer opens a form, fills it in and sends it. Without an answer, or with a fault, the
same form is sent again, as its user would: the key in it makes it happen once.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from threading import Event, Lock, Thread

from sqlalchemy import text
from sqlalchemy.engine import Connection

from tests.drills.installation import VOLUNTEERS, Installation
from tests.drills.saving import signal_form
from tests.drills.visitor import (
    Answer,
    Fields,
    NoAnswer,
    Visitor,
    filled,
    new_mark,
    options,
)

AGAIN_AFTER = 0.2
ROWS = {
    "signal": "SELECT id FROM signal WHERE noticed = :mark",
    "attempt": "SELECT id FROM attempt WHERE note = :mark",
    "report": "SELECT visit_id FROM visit_report WHERE note = :mark",
}
AUDIT = """SELECT count(*) FROM trail_entry
WHERE subject = :subject AND subject_id = :id AND deed = :deed"""
AUDITED = {
    "signal": ("Signal", "signal.handed_in"),
    "attempt": ("Attempt", "outreach.attempted"),
    "report": ("Visit", "visit.reported"),
}


@dataclass
class Write:
    """One form that was sent, known by a word that is in it."""

    kind: str
    mark: str
    is_acknowledged: bool = False


@dataclass
class Ledger:
    """What all writers of a drill sent, and what the pages told them."""

    writes: list[Write] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    no_answer: Counter[str] = field(default_factory=Counter)
    misreported: list[str] = field(default_factory=list)
    not_dutch: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    @property
    def acknowledged(self) -> list[Write]:
        return [write for write in self.writes if write.is_acknowledged]


@dataclass(frozen=True)
class Found:
    """What the database holds of what was sent."""

    lost: int
    doubled: int
    unaudited: int

    @property
    def is_right(self) -> bool:
        return not (self.lost or self.doubled or self.unaudited)

    def __str__(self) -> str:
        return (
            f"lost {self.lost}, doubled {self.doubled}, "
            f"without audit line {self.unaudited}"
        )


class Writer(Thread):
    """A user who saves the same kind of form until the drill is over."""

    def __init__(
        self, address: str, name: str, forms: Iterator["Job"], ledger: Ledger
    ) -> None:
        super().__init__(daemon=True)
        self._visitor = Visitor(address, timeout=60)
        self._name, self._forms, self._ledger = name, forms, ledger
        self._is_owed = False
        self.is_over = Event()

    def run(self) -> None:
        with closing(self._visitor):
            for job in self._forms:
                page = self._opened(job.path)
                if self.is_over.is_set():
                    return
                if page.status == 200:
                    self._save(job, page)

    def _save(self, job: "Job", page: Answer) -> None:
        write = Write(job.kind, new_mark())
        form = job.fill(page, write.mark)
        with self._ledger.lock:
            self._ledger.writes.append(write)
        while not self.is_over.is_set():
            answer = self._asked(partial(self._visitor.post, job.path, form))
            if answer and _leads_to_sign_in(answer):
                self._sign_in()
            elif answer and answer.status == 303:
                write.is_acknowledged = self._is_owed = True
                self._asked(partial(self._visitor.follow, answer))
                return
            elif answer and answer.status in (200, 404, 422):
                return
            else:
                self._asked(partial(self._visitor.get, "/"))
                self.is_over.wait(AGAIN_AFTER)

    def _opened(self, path: str) -> Answer:
        """The page, signed in; one that was refused when it is not there."""
        while not self.is_over.is_set():
            answer = self._asked(partial(self._visitor.get, path))
            if answer and _leads_to_sign_in(answer):
                self._sign_in()
            elif answer and answer.status < 500:
                return answer
            else:
                self.is_over.wait(AGAIN_AFTER)
        return Answer(0, {}, "")

    def _sign_in(self) -> None:
        try:
            if self._asked(partial(self._visitor.sign_in, self._name)) is None:
                self.is_over.wait(AGAIN_AFTER)
        except AssertionError:
            # A page without the form: a fault, which is counted already.
            self.is_over.wait(AGAIN_AFTER)

    def _asked(self, query: Callable[[], Answer]) -> Answer | None:
        """The answer, noted in the ledger; None where there was none."""
        try:
            answer = query()
        except NoAnswer as none:
            with self._ledger.lock:
                self._ledger.no_answer[str(none).split()[0]] += 1
            return None
        with self._ledger.lock:
            self._note(answer)
        return answer

    def _note(self, answer: Answer) -> None:
        self._ledger.answers[answer.status] += 1
        if answer.status >= 500 and not answer.is_dutch_503:
            self._ledger.not_dutch.append(answer.text[:200])
        if answer.says_saved and not self._is_owed:
            self._ledger.misreported.append(f"{answer.status} {self._name}")
        if answer.status == 200 and answer.says_saved:
            self._is_owed = False


@dataclass(frozen=True)
class Job:
    """A form to be filled in at this path."""

    kind: str
    path: str
    fill: Callable[[Answer, str], Fields]


def signals() -> Iterator[Job]:
    while True:
        yield Job("signal", "/signals/new", signal_form)


def attempts(people: list[int]) -> Iterator[Job]:
    """A try at each of these people; then signals."""
    for person in people:
        yield Job("attempt", f"/outreach/{person}/attempt", _attempt)
    yield from signals()


def reports(visits: list[int]) -> Iterator[Job]:
    """A report of each of these visits."""
    for visit in visits:
        yield Job("report", f"/visits/{visit}/report", _report)


def writers(installed_app: Installation, count: int, ledger: Ledger) -> list[Writer]:
    """Up to six users, who save signals, reports and attempts."""
    people = installed_app.to_reach()
    work: list[tuple[str, Iterator[Job]]] = [
        ("coordinator", signals()),
        (VOLUNTEERS[0], reports(installed_app.to_report(VOLUNTEERS[0]))),
        ("coordinator", attempts(people[::2])),
        (VOLUNTEERS[1], reports(installed_app.to_report(VOLUNTEERS[1]))),
        ("coordinator", attempts(people[1::2])),
        ("aandacht", signals()),
    ]
    return [Writer(installed_app.address, *one, ledger) for one in work[:count]]


def ended(clients: list[Writer], settle: float = 3) -> None:
    """Give what is on its way some seconds to be acknowledged, and end."""
    time.sleep(settle)
    for writer in clients:
        writer.is_over.set()
    for writer in clients:
        writer.join(60)


def found(installed_app: Installation, ledger: Ledger) -> Found:
    """Look up all that was sent: acknowledged once, anything at most once, audited."""
    engine = installed_app.engine()
    with engine.connect() as connection:
        rows = {one.mark: _rows(connection, one) for one in ledger.writes}
        unaudited = sum(
            _audit_lines(connection, one.kind, row) != 1
            for one in ledger.writes
            for row in rows[one.mark]
        )
    engine.dispose()
    lost = sum(not rows[one.mark] for one in ledger.acknowledged)
    return Found(lost, sum(len(ids) > 1 for ids in rows.values()), unaudited)


def _rows(connection: Connection, write: Write) -> list[int]:
    wanted = text(ROWS[write.kind])
    return list(connection.scalars(wanted, {"mark": write.mark}))


def _audit_lines(connection: Connection, kind: str, row: int) -> int:
    subject, action = AUDITED[kind]
    values = {"subject": subject, "id": str(row), "deed": action}
    return int(connection.scalar(text(AUDIT), values) or 0)


def _leads_to_sign_in(answer: Answer) -> bool:
    return "/account/sign-in" in answer.headers.get("location", "")


def _attempt(page: Answer, mark: str) -> Fields:
    return filled(page, "#attempt-form", outcome="nobody_home", note=mark)


def _report(page: Answer, mark: str) -> Fields:
    answers = {"how": "good", "note": mark}
    if days := options(page, "#report-form [name=next_visit]"):
        answers["next_visit"] = days[0]
    return filled(page, "#report-form", **answers)
