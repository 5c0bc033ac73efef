"""Saves one after another, and how long each takes."""

import time
from dataclasses import dataclass, field
from statistics import median, quantiles
from threading import Lock

from tests.drills.visitor import (
    Answer,
    Fields,
    NoAnswer,
    Visitor,
    filled,
    new_mark,
    options,
    signed_in,
    with_new_key,
)

PAUSE, LONGEST = 0.05, 60.0
Form = tuple[Visitor, Fields]


@dataclass
class Seen:
    """The answers to many requests, gathered by several threads."""

    seconds: list[float] = field(default_factory=list)
    saved: list[str] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def add(self, mark: str, status: int, seconds: float) -> None:
        with self.lock:
            self.seconds.append(seconds)
            if status in (200, 303):
                self.saved.append(mark)
            else:
                self.refused.append(status)

    @property
    def median(self) -> float:
        return median(self.seconds)

    def extend(self, other: "Seen") -> None:
        self.seconds += other.seconds
        self.saved += other.saved
        self.refused += other.refused

    def percentile(self, percent: int) -> float:
        return quantiles(self.seconds, n=100)[percent - 1]


def signal_form(page: Answer, mark: str) -> Fields:
    """The form of a new signal, with this word in what was noticed."""
    area = options(page, "#signal-form [name=area_id]")[-1]
    answers = {"who": "Mevrouw met een hondje", "reporter": "neighbour"}
    return filled(page, "#signal-form", noticed=mark, area_id=area, **answers)


def new_signal(address: str) -> Form:
    """A coordinator with a filled form for a new signal."""
    visitor = signed_in(address, "coordinator")
    return visitor, signal_form(visitor.get("/signals/new"), "")


def save(visitor: Visitor, form: Fields, seen: Seen) -> None:
    """Save a signal by this form, as a new one with a word of its own."""
    mark = new_mark()
    fields = [one for one in with_new_key(form) if one[0] != "noticed"]
    began = time.monotonic()
    try:
        answer = visitor.post("/signals/new", [*fields, ("noticed", mark)])
        status = answer.status if answer.status != 200 else 0
    except NoAnswer:
        status = 0
    seen.add(mark, status, time.monotonic() - began)


def paced(form: Form, count: int) -> Seen:
    """So many saves, with a breath between them; fewer where that takes a minute."""
    seen, until = Seen(), time.monotonic() + LONGEST
    while len(seen.seconds) < count and time.monotonic() < until:
        save(*form, seen)
        time.sleep(PAUSE)
    return seen
