import pytest

from tests import make
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.visiting.matches.rules import MatchState, Rhythm
from thuis_app.visiting.visit_reports import queries as report_queries
from thuis_app.visiting.visits import queries

pytestmark = pytest.mark.usefixtures("database")


def test_one_goes_again_only_within_a_match_that_stands() -> None:
    volunteer = make.volunteer()
    match = make.match(volunteer, rhythm=Rhythm.WEEKLY)
    actor = make.actor(volunteer)
    visit = queries.get(actor, make.visit(match).id)

    assert queries.open_match(actor, visit) is not None
    match.state, match.ended_on = MatchState.ENDED, clock.today()
    db.session.commit()
    assert (
        queries.open_match(actor, report_queries.get_to_report(actor, visit.id)) is None
    )
