from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import make
from thuis_app.casefile import actions
from thuis_app.contacts.rules import Stage
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.core.errors import Denied
from thuis_app.core.trail import TrailEntry
from thuis_app.matches.rules import EndReason, MatchState
from thuis_app.referrals.rules import ReferralState
from thuis_app.respite.rules import RequestState
from thuis_app.visits.rules import VisitState

pytestmark = pytest.mark.usefixtures("database")


def test_all_that_is_planned_for_somebody_stops_at_once() -> None:
    coordinator = make.actor(make.coordinator())
    contact = make.contact()
    match = make.match(contact=contact)
    visit = make.visit(match, starts_at=clock.now() + timedelta(days=2))
    referral = make.referral(contact, ReferralState.SENT)
    request = make.respite_request(contact)

    actions.stop(
        coordinator,
        contact,
        stage=Stage.DECEASED,
        on=clock.today(),
        because="Her daughter called.",
    )

    assert contact.stage is Stage.DECEASED
    assert visit.state is VisitState.CANCELLED
    assert (match.state, match.ended_because) == (MatchState.ENDED, EndReason.DECEASED)
    assert referral.state is ReferralState.WITHDRAWN
    assert request.state is RequestState.UNMET
    deeds = set(db.session.scalars(select(TrailEntry.deed)))
    assert {"casefile.stopped", "visit.cancelled", "match.ended"} <= deeds


def test_a_volunteer_does_not_stop_a_file() -> None:
    volunteer, contact = make.volunteer(), make.contact()
    make.match(volunteer, contact)

    with pytest.raises(Denied):
        actions.stop(
            make.actor(volunteer),
            contact,
            stage=Stage.NO_CONTACT,
            on=clock.today(),
            because="No.",
        )
