"""What a second person did not agree to in the example, a week ago."""

from datetime import timedelta

from sqlalchemy import select

from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.operations.demo.people import DemoVillage, at, open_day
from thuis_app.operations.demo.writer import Writer
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import AgreementKind
from thuis_app.organisation.agreements.rules import AgreementState
from thuis_app.people.tasks.rules import TaskKind, TaskOutcome, rank_of

REASON = "Eerst nog een jaar als vrijwilliger, spraken we af."


def refused(writer: Writer, village: DemoVillage, email: str) -> None:
    """The administrator wanted to make a coordinator of a volunteer; the board said
    no."""
    day = open_day(village.today - timedelta(days=7))
    asked_at, decided_at = at(day, 10, 0), at(day, 16, 30)
    board = _holder(Role.BOARD)
    number = writer.add(
        "agreement",
        kind=AgreementKind.GRANT.value,
        user_id=_with_address(email),
        asked_by=_holder(Role.ADMINISTRATOR),
        asked_at=asked_at,
        roles=Role.COORDINATOR.value,
        state=AgreementState.REFUSED.value,
        decided_by=board,
        decided_at=decided_at,
        reason=REASON,
    )
    writer.add(
        "task",
        id=f"{village.random.getrandbits(128):032x}",
        kind=TaskKind.AGREEMENT.value,
        source=str(number),
        opened_at=asked_at,
        closed_at=decided_at,
        closed_by=board,
        outcome=TaskOutcome.DONE.value,
        closing_note="",
        contact_id=None,
        volunteer_id=None,
        offering_id=None,
        room_id=None,
        area_id=None,
        due_on=day,
        planned_on=None,
        rank=rank_of(TaskKind.AGREEMENT),
        number=None,
        details="{}",
    )
    writer.write()


def _holder(role: Role) -> int:
    return db.session.scalars(select(User.id).where(User.has_role(role))).first() or 0


def _with_address(email: str) -> int:
    return db.session.scalars(select(User.id).where(User.email == email)).one()
