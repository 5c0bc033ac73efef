"""The ten first steps of a new foundation, and which of them are done."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from thuis_app.core.audit_events import AuditEvent

ADMINISTRATORS = 2


class Step(StrEnum):
    """What a new foundation does first, in order."""

    FOUNDATION = "foundation"
    VILLAGES = "villages"
    COORDINATOR = "coordinator"
    MAIL = "mail"
    TIMER = "timer"
    BACKUP = "backup"
    OFFERINGS = "offerings"
    ROOMS = "rooms"
    PRACTICE = "practice"
    ADMINISTRATORS = "administrators"


class OptionalStep(StrEnum):
    """A step that does not apply to every foundation."""

    OFFERINGS = "offerings"
    ROOMS = "rooms"
    PRACTICE = "practice"


class StepState(StrEnum):
    """How far a step is."""

    DONE = "done"
    OPEN = "open"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class SetUp:
    """What is there of the installation. `administrators` counts those who came in."""

    has_details: bool = False
    has_villages: bool = False
    has_coordinator: bool = False
    has_sent_mail: bool = False
    has_timer: bool = False
    has_backup: bool = False
    has_own_offerings: bool = False
    has_rooms: bool = False
    is_practising: bool = False
    has_practised: bool = False
    administrators: int = 0


@dataclass(frozen=True)
class StepLine:
    """A step, and how far it is."""

    step: Step
    state: StepState

    @property
    def is_optional(self) -> bool:
        """Whether it may be said that it does not apply."""
        return self.step.value in set(OptionalStep)


def is_done(step: Step, there: SetUp) -> bool:
    """Whether a step is done, by what is there."""
    done = {
        Step.FOUNDATION: there.has_details,
        Step.VILLAGES: there.has_villages,
        Step.COORDINATOR: there.has_coordinator,
        Step.MAIL: there.has_sent_mail,
        Step.TIMER: there.has_timer,
        Step.BACKUP: there.has_backup,
        Step.OFFERINGS: there.has_own_offerings,
        Step.ROOMS: there.has_rooms,
        Step.PRACTICE: there.has_practised and not there.is_practising,
        Step.ADMINISTRATORS: there.administrators >= ADMINISTRATORS,
    }
    return done[step]


def lines(there: SetUp, skipped: Collection[OptionalStep]) -> list[StepLine]:
    """Every step with its state; what is done is done, also where it was skipped."""
    return [StepLine(step, _state(step, there, skipped)) for step in Step]


def is_finished(found: Collection[StepLine]) -> bool:
    """Whether no step is open."""
    return all(one.state is not StepState.OPEN for one in found)


def _state(step: Step, there: SetUp, skipped: Collection[OptionalStep]) -> StepState:
    if is_done(step, there):
        return StepState.DONE
    return StepState.SKIPPED if step.value in set(skipped) else StepState.OPEN


class FirstStepAuditEvent(AuditEvent):
    SKIPPED = "step.skipped"
    TAKEN_UP = "step.taken_up"
