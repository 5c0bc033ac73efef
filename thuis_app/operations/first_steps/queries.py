"""What is there of the installation, read anew each time."""

from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import URL, Exists, exists, func, select

from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.core.installation import Installation
from thuis_app.directory.offerings.models import Offering
from thuis_app.directory.offerings.rules import OfferingKind
from thuis_app.directory.rooms.models import Room
from thuis_app.operations.checks.queries import newest_backup
from thuis_app.operations.first_steps import policy, rules
from thuis_app.operations.first_steps.models import SkippedStep
from thuis_app.operations.first_steps.rules import OptionalStep, SetUp, StepLine
from thuis_app.operations.jobs import rules as jobs
from thuis_app.operations.jobs.models import JobRun
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.foundation.models import Foundation
from thuis_app.people.practice.models import PracticePerson

FRESH_FOR = 5.0
_finished: dict[URL, tuple[float, bool]] = {}


def set_up(actor: Actor, backups: str) -> SetUp:
    """What is there, by one statement and the names of the files in the folder of the
    backups; an empty name where there is no folder."""
    require(policy.may_look(actor))
    columns: dict[str, Any] = _there() | {
        "administrators": _came_in(Role.ADMINISTRATOR, func.count(User.id)),
        "called_at": select(func.max(JobRun.claimed_at)).scalar_subquery(),
    }
    query = select(*(value.label(name) for name, value in columns.items()))
    found = dict(db.session.execute(query).mappings().one())
    return SetUp(
        has_timer=_is_called(found.pop("called_at")),
        has_backup=_has_backup(backups),
        **found,
    )


def lines(actor: Actor, backups: str) -> tuple[SetUp, list[StepLine]]:
    """What is there, and every step with its state."""
    there = set_up(actor, backups)
    skipped = select(SkippedStep.step).where(policy.visible_to(actor))
    return there, rules.lines(there, db.session.scalars(skipped).all())


def has_open_steps(actor: Actor, backups: str) -> bool:
    """Whether a step is open, as it was at most five seconds ago; once none is, that
    stays until the process ends."""
    address = db.engine.url
    read_at, finished = _finished.get(address, (-FRESH_FOR, False))
    if not finished and monotonic() - read_at > FRESH_FOR:
        _there_now, found = lines(actor, backups)
        finished = rules.is_finished(found)
        _finished[address] = (monotonic(), finished)
    return not finished


def forget() -> None:
    """Read it again at the next page."""
    _finished.clear()


def skipped(actor: Actor, step: OptionalStep) -> SkippedStep | None:
    """The row that says that a step does not apply; None where it does."""
    require(policy.may_look(actor))
    return db.session.scalar(select(SkippedStep).where(SkippedStep.step == step))


def _there() -> dict[str, Exists]:
    """A condition for each thing that may be there."""
    has_details = Foundation.name != "", Foundation.telephone != ""
    has_sent = Installation.mail_tested_at.is_not(None), Installation.mail_trouble == ""
    return {
        "has_details": exists(Foundation.id).where(*has_details),
        "has_villages": exists(Area.id).where(Area.is_active),
        "has_coordinator": exists(_came_in(Role.COORDINATOR, User.id).element),
        "has_sent_mail": exists(Installation.id).where(*has_sent),
        "has_own_offerings": exists(Offering.id).where(
            Offering.kind == OfferingKind.OWN, Offering.is_active
        ),
        "has_rooms": exists(Room.id).where(Room.is_active),
        "is_practising": exists(PracticePerson.id).where(
            PracticePerson.contact_id.is_not(None)
        ),
        "has_practised": exists(PracticePerson.id).where(
            PracticePerson.removed_at.is_not(None)
        ),
    }


def _came_in(role: Role, what: Any) -> Any:
    """Of the users with this role who chose a password and may sign in."""
    is_one = User.has_role(role), User.is_active, User.password_hash != ""
    return select(what).where(*is_one).scalar_subquery()


def _is_called(last: datetime | None) -> bool:
    return last is not None and not jobs.is_silent(last, clock.now())


def _has_backup(folder: str) -> bool:
    return newest_backup(Path(folder) if folder else None) is not None
