"""After any actions, in any order, nothing that was promised is without a task."""

from typing import Any

import pytest
from sqlalchemy import Select, select

from tests.overview.random_year import SECRET, Year, rows_of_tasks
from thuis_app.core.database import db
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import NO_STEP, STOPPED, Stage
from thuis_app.people.notes.models import Note
from thuis_app.people.tasks import queries as task_queries
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.people.wishes.models import Wish
from thuis_app.people.wishes.rules import Side, WishState
from thuis_app.reaching.outreach.models import OutreachPlan
from thuis_app.reaching.signals.models import Signal
from thuis_app.reaching.signals.rules import SignalState
from thuis_app.support.referrals.models import Referral
from thuis_app.support.referrals.rules import OPEN as OPEN_REFERRALS
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import OPEN as OPEN_MATCHES
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState

pytestmark = pytest.mark.usefixtures("database")

HELPED = (Stage.OUTREACH, Stage.PARTICIPANT)


def open_sources(kind: TaskKind) -> set[str]:
    found = select(Task.source).where(Task.kind == kind, Task.closed_at.is_(None))
    return set(db.session.scalars(found))


def expected(query: Select[Any]) -> set[str]:
    return {str(one) for one in db.session.scalars(query)}


def alive(column: Any) -> Any:
    return column.in_(select(Contact.id).where(Contact.stage.not_in(STOPPED)))


def check_sources() -> None:
    """Each thing that waits has the task of its kind, and only what waits has one."""
    planned = Visit.state == VisitState.PLANNED
    ended = select(Match.id).where(Match.state.not_in(OPEN_MATCHES))
    wanted: dict[TaskKind, Select[Any]] = {
        TaskKind.SIGNAL: select(Signal.id).where(Signal.state == SignalState.NEW),
        TaskKind.WISH: select(Wish.id).where(
            Wish.side == Side.WISH,
            Wish.state == WishState.OPEN,
            alive(Wish.contact_id),
        ),
        TaskKind.REFERRAL: select(Referral.id).where(
            Referral.state.in_(OPEN_REFERRALS), alive(Referral.contact_id)
        ),
        TaskKind.INFORM: select(Contact.id).where(
            Contact.inform_by.is_not(None),
            Contact.informed_on.is_(None),
            Contact.stage.not_in(STOPPED),
        ),
    }
    for kind, query in wanted.items():
        missing = expected(query) - open_sources(kind)
        assert not missing, (kind, missing)
    of_notes = open_sources(TaskKind.FOLLOW_UP)
    stands = select(Note.id).where(Note.taken_back_on.is_(None))
    assert of_notes <= {f"note:{one}" for one in expected(stands)}
    tried = open_sources(TaskKind.ATTEMPT) | open_sources(TaskKind.RESTING)
    plans = select(OutreachPlan.contact_id).where(OutreachPlan.is_open)
    assert tried == expected(plans)
    ahead = select(Visit.id).where(
        planned, Visit.match_id.not_in(ended), alive(Visit.contact_id)
    )
    assert expected(ahead) <= open_sources(TaskKind.VISIT)


def check_people() -> None:
    """Nobody who is helped is without a task, and the list shows the first of them."""
    for contact in db.session.scalars(select(Contact)):
        db.session.refresh(contact)
        first = task_queries.next_step(contact.id)
        if contact.stage in HELPED:
            assert first.kind is not None, (contact.stage, contact.last_name)
        if contact.is_stopped:
            assert (contact.next_step_on, contact.next_step) == (NO_STEP, "")
        else:
            assert contact.next_step == (first.kind or "")
            assert contact.next_step_on == (first.on or NO_STEP)
            assert contact.next_step_number == first.number


@pytest.mark.parametrize("seed", range(8))
def test_nothing_hangs_in_the_air_after_any_actions(seed: int) -> None:
    year = Year(seed)

    for _each in range(200):
        year.act()
        check_people()
        check_sources()

    assert year.count > 50
    leaked = [row for row in rows_of_tasks() if SECRET in str(row)]
    assert leaked == []
