import pytest

from tests import make
from tests.visiting.visit_reports.written import in_days, reported
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.people.contacts.rules import Stage
from thuis_app.visiting.visit_reports import queries
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visit_reports.rules import Happened
from thuis_app.visiting.visits import queries as visit_queries

pytestmark = pytest.mark.usefixtures("database")


def test_the_last_words_are_those_of_the_newest_version_of_a_real_visit() -> None:
    coordinator, match = make.coordinator(), make.match()
    visit = reported(match, -16, note="Wrong words.", is_current=False)
    right = {"number": 2, "note": "Right words.", "happened": Happened.YES}
    make.saved(VisitReport(visit_id=visit.id, written_by=1, **right))
    reported(match, -2, note="Dark house.", happened=Happened.NOBODY_HOME, mood=None)

    found = queries.last_reports(make.actor(coordinator), [match.contact_id])

    assert found[match.contact_id].note == "Right words."
    assert found[match.contact_id].visits == 1


def test_last_words_are_for_who_may_know_them() -> None:
    person, other = make.contact(), make.volunteer()
    make.match(other, person)
    reported(make.match(contact=person), -2, note="Hers.")

    assert queries.last_reports(make.actor(other), [person.id]) == {}


def test_unreported_visits_come_on_the_board_after_two_days() -> None:
    here, there, volunteer = make.area(), make.area(), make.volunteer()
    match = make.match(volunteer, make.contact(area=here))
    make.visit(match, starts_at=in_days(-2))
    make.visit(match, starts_at=in_days(-1))
    stopped = make.contact(area=here, stage=Stage.NO_CONTACT)
    make.visit(make.match(contact=stopped), starts_at=in_days(-5))
    actor, today = make.actor(make.coordinator()), clock.today()

    assert queries.count_unreported(actor, today, here.id) == 1
    assert queries.count_unreported(actor, today, there.id) == 0
    elsewhere = make.actor(make.coordinator(there))
    assert queries.count_unreported(elsewhere, today) == 0
    assert queries.count_unreported(make.actor(volunteer), today) == 0


def test_the_versions_of_a_report_are_for_coordinators() -> None:
    volunteer = make.volunteer()
    visit = reported(make.match(volunteer), -1, note="First.", is_current=False)
    make.saved(
        VisitReport(
            visit_id=visit.id,
            number=2,
            happened=Happened.YES,
            note="Second.",
            written_by=1,
        )
    )

    def notes(actor: Actor) -> list[str]:
        found = visit_queries.get(actor, visit.id)
        return [report.note for report in queries.reports(actor, found)]

    assert notes(make.actor(make.coordinator())) == ["Second.", "First."]
    assert notes(make.actor(volunteer)) == ["Second."]


def test_the_coordinator_of_the_village_itself_is_named_first() -> None:
    here = make.area()
    make.coordinator(called="Jan Willem")
    make.coordinator(here, called="Marijke")
    make.coordinator(make.area(), called="Elsewhere")

    found = queries.coordinators(make.contact(area=here))

    assert found == ["Marijke", "Jan Willem"]
