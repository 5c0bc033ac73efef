"""A disk that is filled up: which save is refused, and what works after it."""

import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.drills.disk import fill_up, small_disk
from tests.drills.installation import Installation
from tests.drills.outcome import Outcome
from tests.drills.saving import signal_form
from tests.drills.visitor import (
    Fields,
    Visitor,
    filled,
    new_mark,
    signed_in,
    with_new_key,
)
from tests.drills.writers import ROWS

LEFT_KB, MOST_SAVES = (2048, 512, 64, 0), 400
FORM, OWN_PAGE = "/signals/new", "/account/"
READ = ("/", "/people/", "/people/1", "/signals/", "/search/?q=jan")
EXPECTED = {
    "save": [503],
    "reading": [200] * len(READ),
    "sign-in": [303],
    "sign-out": [303],
    "the same save again": [303],
}


@dataclass
class Step:
    """What users met on a disk with so much room left, answer by answer."""

    left_kb: int
    answers: dict[str, list[int]] = field(default_factory=dict)
    saved: int = 0
    is_text_kept: bool = False
    wrong: int = 0

    @property
    def is_kept(self) -> bool:
        """Whether one save was refused with its text, and all went on after it."""
        return self.answers == EXPECTED and self.is_text_kept and not self.wrong

    def __str__(self) -> str:
        answers = "; ".join(
            f"{name} {' '.join(map(str, found))}"
            for name, found in self.answers.items()
        )
        return (
            f"{self.left_kb} KB left, {self.saved} saved; then {answers}; text "
            f"{'kept' if self.is_text_kept else 'LOST'}; said falsely, lost or doubled "
            f"{self.wrong}"
        )


def full_disk() -> Outcome:
    """However little room is left: a save is refused with its text, and then one can
    read, sign in and out, and save."""
    steps = []
    with small_disk() as (installed_app, disk):
        for left_kb in LEFT_KB:
            step = _step(installed_app, disk, left_kb)
            print(f"         full_disk: {step}", flush=True)
            steps.append(step)
    kept = sum(step.is_kept for step in steps)
    return Outcome(
        f"a disk filled up {len(steps)} times: after a save that was refused with its "
        f"text kept, {kept} times all of reading, sign-in, sign-out and that save "
        f"again; said falsely, lost or doubled {sum(step.wrong for step in steps)}",
        kept == len(steps),
    )


def _step(installed_app: Installation, disk: Path, left_kb: int) -> Step:
    """Start, fill the disk but for this room, and look what each request meets."""
    step = Step(left_kb)
    installed_app.start()
    installed_app.wait()
    with (
        closing(signed_in(installed_app.address, "coordinator")) as visitor,
        closing(Visitor(installed_app.address)) as newcomer,
    ):
        form = signal_form(visitor.get(FORM), "")
        _leave(disk, left_kb)
        refused = _save_until_refused(installed_app, visitor, form, step)
        pages = [visitor.get(path) for path in READ]
        step.answers["reading"] = [page.status for page in pages]
        step.wrong += sum(page.says_saved for page in pages)
        step.answers["sign-in"] = [newcomer.sign_in("vrijwilliger").status]
        step.answers["sign-out"] = [_sign_out(newcomer)]
        again = visitor.post(FORM, refused)
        step.answers["the same save again"] = [again.status]
        step.wrong += _rows(installed_app, refused) != (again.status == 303)
    (disk / "filler").unlink()
    installed_app.stop()
    return step


def _save_until_refused(
    installed_app: Installation, visitor: Visitor, form: Fields, step: Step
) -> Fields:
    """Save forms until one is refused, which comes back; what was said is checked."""
    for sent in _forms(form):
        answer = visitor.post(FORM, sent)
        if answer.status != 303:
            break
        step.saved += 1
        step.wrong += not visitor.follow(answer).says_saved
        step.wrong += _rows(installed_app, sent) != 1
    step.answers["save"] = [answer.status]
    step.is_text_kept = answer.is_dutch_503 and dict(sent)["noticed"] in answer.text
    step.wrong += answer.says_saved or _rows(installed_app, sent) != 0
    return sent


def _forms(form: Fields) -> Iterator[Fields]:
    """Signals to be saved, each with a word and a key of its own."""
    for _number in range(MOST_SAVES):
        rest = [one for one in with_new_key(form) if one[0] != "noticed"]
        yield [*rest, ("noticed", new_mark())]


def _sign_out(visitor: Visitor) -> int:
    """The status of the answer; 0 for who was not signed in, or is so still."""
    page = visitor.get(OWN_PAGE)
    if page.status != 200:
        return 0
    form = filled(page, "form[action$='/sign-out']")
    answer = visitor.post("/account/sign-out", form)
    return answer.status if visitor.get(OWN_PAGE).status == 303 else 0


def _rows(installed_app: Installation, sent: Fields) -> int:
    """How many rows the database has of this form."""
    return len(installed_app.numbers(ROWS["signal"], mark=dict(sent)["noticed"]))


def _leave(disk: Path, left_kb: int) -> None:
    """Take all the room of the disk but for so many kilobytes."""
    fill_up(disk)
    filler = disk / "filler"
    os.truncate(filler, filler.stat().st_size - left_kb * 1024)
