"""A draft that nobody will finish is not kept for ever."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.visiting.visits.scenarios import count, events, scenario
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM
from thuis_app.core.database import db
from thuis_app.core.errors import Denied
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.visit_reports import actions
from thuis_app.visiting.visit_reports.models import VisitDraft
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState

pytestmark = pytest.mark.usefixtures("database")


def begun() -> None:
    volunteer, _, _, visit = scenario()
    actions.keep_draft(volunteer, visit, answers=[("note", "Tea.")], is_begun=True)


def changed(model: type, **values: Any) -> None:
    query: Any = select(model).order_by("id")
    if model is Contact:
        query = query.where(Contact.id.in_(select(Visit.contact_id)))
    row = db.session.scalars(query).first()
    for name, value in values.items():
        setattr(row, name, value)
    db.session.flush()


def test_a_draft_that_can_still_be_finished_stays() -> None:
    begun()
    lately = clock.today() - timedelta(days=10)
    changed(Match, state=MatchState.ENDED, ended_on=lately)

    assert actions.sweep_drafts(SYSTEM) == 0
    assert count(VisitDraft) == 1


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Visit, {"state": VisitState.CANCELLED}),
        (Match, {"state": MatchState.ENDED, "ended_on": -15}),
        (Contact, {"stage": Stage.MOVED, "stopped_on": -15}),
        (VisitDraft, {"saved_at": -29}),
    ],
)
def test_a_draft_that_nobody_can_or_does_finish_goes_and_is_counted(
    model: type, values: dict[str, Any]
) -> None:
    begun()
    ago = {
        name: (clock.now() if name == "saved_at" else clock.today())
        + timedelta(days=value)
        for name, value in values.items()
        if isinstance(value, int)
    }
    changed(model, **(values | ago))

    assert actions.sweep_drafts(SYSTEM) == 1

    assert count(VisitDraft) == 0
    assert events().count("visit.draft_swept") == 1


def test_the_drafts_of_an_account_that_ended_go() -> None:
    begun()
    for user in db.session.scalars(select(User)):
        user.is_active = False
    db.session.flush()

    assert actions.sweep_drafts(SYSTEM) == 1


def test_only_the_job_sweeps() -> None:
    coordinator = make.actor(make.coordinator())

    with pytest.raises(Denied):
        actions.sweep_drafts(coordinator)
