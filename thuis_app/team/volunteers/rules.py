"""The road of a volunteer, what is asked of them first, and how much they carry."""

from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from thuis_app.core.affinities import Interest as Interest
from thuis_app.core.affinities import SpokenLanguage as SpokenLanguage
from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken
from thuis_app.core.states import Moves, move
from thuis_app.people.tasks.rules import TaskDetails

FEWEST, MOST = 0, 12
USUAL = 2


class VolunteerStage(StrEnum):
    """The stage of a volunteer, from the first contact to leaving."""

    INTERESTED = "interested"
    APPLIED = "applied"
    ACTIVE = "active"
    PAUSED = "paused"
    LEAVING = "leaving"
    LEFT = "left"


class Requirement(StrEnum):
    """Something that may be required before a volunteer visits."""

    AGREEMENT = "agreement"
    CONFIDENTIALITY = "confidentiality"
    VOG = "vog"
    TRAINING = "training"


VALID_MONTHS: dict[Requirement, int | None] = {
    Requirement.AGREEMENT: None,
    Requirement.CONFIDENTIALITY: None,
    Requirement.VOG: 36,
    Requirement.TRAINING: None,
}
"""The default number of months that each requirement stays valid."""


def lacking(
    met: Mapping[Requirement, date | None],
    required: Collection[Requirement],
    today: date,
) -> tuple[Requirement, ...]:
    """The requirements that are missing or expired."""
    return tuple(
        one for one in Requirement if one in required and not _holds(one, met, today)
    )


def _holds(
    one: Requirement, met: Mapping[Requirement, date | None], today: date
) -> bool:
    if one not in met:
        return False
    review_by = met[one]
    return review_by is None or review_by >= today


def review_by(seen_on: date, valid_months: int | None) -> date | None:
    """The last day on which something seen then is good; None is for ever."""
    return months_after(seen_on, valid_months) if valid_months else None


def months_after(day: date, months: int) -> date:
    """The same day so many months on, or the last day of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


_S = VolunteerStage

MOVES: Moves[VolunteerStage] = {
    _S.INTERESTED: {_S.APPLIED, _S.LEFT},
    _S.APPLIED: {_S.ACTIVE, _S.LEFT},
    _S.ACTIVE: {_S.PAUSED, _S.LEAVING},
    _S.PAUSED: {_S.ACTIVE, _S.PAUSED, _S.LEAVING},
    _S.LEAVING: {_S.ACTIVE, _S.LEFT},
    _S.LEFT: {_S.INTERESTED},
}
"""A pause may be made longer; who left and comes back begins anew."""

ON_THE_WAY = frozenset({_S.INTERESTED, _S.APPLIED})
GETS_NEW_WORK = frozenset({_S.ACTIVE})


def next_stage(
    now: VolunteerStage,
    wanted: VolunteerStage,
    *,
    missing: Collection[Requirement],
    because: str,
    people: int,
) -> VolunteerStage:
    """The wanted stage; raises RuleBroken when requirements or a hand-over lack."""
    stage = move(MOVES, now, wanted)
    if stage is _S.ACTIVE and missing and not because:
        raise RuleBroken("volunteer.not_ready")
    if stage is _S.LEFT and people:
        raise RuleBroken("volunteer.still_visits")
    return stage


class VolunteerStep(StrEnum):
    """A step in the progress of a volunteer, as it is shown."""

    INTERESTED = "interested"
    APPLIED = "applied"
    TALK = "talk"
    AGREEMENT = "agreement"
    CONFIDENTIALITY = "confidentiality"
    VOG = "vog"
    TRAINING = "training"
    ACTIVE = "active"
    PAUSED = "paused"
    LEAVING = "leaving"
    LEFT = "left"


class VolunteerStepStatus(StrEnum):
    """Where a step stands: behind us, lit, or still to come."""

    DONE = "done"
    NOW = "now"
    AHEAD = "ahead"


VolunteerProgress = tuple[tuple[VolunteerStep, VolunteerStepStatus], ...]


def progress(
    stage: VolunteerStage,
    *,
    has_talked: bool,
    required: Collection[Requirement],
    missing: Collection[Requirement],
) -> VolunteerProgress:
    """The road of a volunteer: what is behind, the one step that is lit, the rest."""
    began = stage not in ON_THE_WAY
    query = [
        (VolunteerStep(one), one not in missing)
        for one in Requirement
        if one in required
    ]
    steps = [
        (VolunteerStep.INTERESTED, True),
        (VolunteerStep.APPLIED, stage is not _S.INTERESTED),
        (VolunteerStep.TALK, has_talked or began),
        *query,
        (VolunteerStep.ACTIVE, began and stage is not _S.ACTIVE),
    ]
    if stage is _S.LEFT:
        return (
            (VolunteerStep.INTERESTED, VolunteerStepStatus.DONE),
            (VolunteerStep.LEFT, VolunteerStepStatus.DONE),
        )
    if stage in (_S.PAUSED, _S.LEAVING):
        steps.append((VolunteerStep(stage), False))
    lit = next(step for step, is_done in steps if not is_done)
    return tuple(
        (
            step,
            VolunteerStepStatus.DONE
            if is_done
            else VolunteerStepStatus.NOW
            if step is lit
            else VolunteerStepStatus.AHEAD,
        )
        for step, is_done in steps
    )


ANNOUNCED = (7, 30, 90)
"""The days before expiry on which it is announced, the nearest first."""

ANNOUNCED_FROM = timedelta(days=max(ANNOUNCED))


ASKED_AHEAD = timedelta(days=30)
"""How long before a requirement expires a coordinator is asked to renew it."""


@dataclass(frozen=True)
class DaysOffChanged:
    """Event: the days on which this volunteer does not come are other ones now, or
    it is another who calls the people they would visit."""

    user_id: int


@dataclass(frozen=True)
class VisitsInDaysOff:
    """Question: the number of visits that stand in these days off."""

    block_id: int


@dataclass(frozen=True)
class TalkDetails(TaskDetails):
    """What the line of a talk shows: since when it waits, and whether it is a first."""

    since: date | None = None
    is_first: bool = False


@dataclass(frozen=True)
class PaperDetails(TaskDetails):
    """What the line of a requirement that expires shows."""

    requirement: Requirement = Requirement.VOG
    review_by: date | None = None


def announce_on(review_by: date | None, today: date) -> int | None:
    """The announcement that is due: 90, 30 or 7 days before expiry; or None.

    An announcement that was missed on its day is made on the next day the job runs.
    """
    days = (review_by - today).days if review_by else -1
    return next((within for within in ANNOUNCED if 0 <= days <= within), None)


class Load(StrEnum):
    """How busy a volunteer is."""

    FREE = "free"
    SOME = "some"
    FULL = "full"
    TOO_MUCH = "too_much"


def load(people: int, most_people: int) -> Load:
    """The load of a volunteer who visits this many people and wants so many at most."""
    if people > most_people:
        return Load.TOO_MUCH
    if people == most_people:
        return Load.FULL
    return Load.SOME if people else Load.FREE


class VolunteerAuditEvent(AuditEvent):
    BEGUN = "volunteer.begun"
    WELCOMED = "volunteer.welcomed"
    STARTED_UNREADY = "volunteer.started_unready"
    BECAME_INTERESTED = "volunteer.became_interested"
    BECAME_APPLIED = "volunteer.became_applied"
    BECAME_ACTIVE = "volunteer.became_active"
    BECAME_PAUSED = "volunteer.became_paused"
    BECAME_LEAVING = "volunteer.became_leaving"
    BECAME_LEFT = "volunteer.became_left"
    FIRST_TALK_HAD = "volunteer.first_talk_had"
    EDITED = "volunteer.edited"
    PERSONAL_KEPT = "volunteer.personal_kept"
    TIMES_KEPT = "volunteer.times_kept"
    BLOCKED = "volunteer.blocked"
    UNBLOCKED = "volunteer.unblocked"
    WHO_CALLS_SET = "volunteer.who_calls_set"
    REQUIREMENT_KEPT = "volunteer.requirement_kept"
    REQUIREMENT_MET = "volunteer.requirement_met"
    REQUIREMENT_SET = "volunteer.requirement_set"
    TALK_ASKED = "volunteer.talk_asked"
    TALKED = "volunteer.talked"


BECAME = {
    stage: VolunteerAuditEvent[f"BECAME_{stage.name}"] for stage in VolunteerStage
}
