"""Another goes for once: the match stays, and the address comes on the day."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.visiting.visits.couple import both, couple
from tests.visiting.visits.scenarios import GOOD, rule
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, Missing, RuleBroken
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import ContactPhone
from thuis_app.people.tasks import queries as tasks
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.team.volunteers.models import VolunteerBlock, VolunteerRequirement
from thuis_app.team.volunteers.rules import Requirement
from thuis_app.visiting.offline import queries as offline
from thuis_app.visiting.offline.rules import UploadReason
from thuis_app.visiting.visit_reports import actions as visit_reports
from thuis_app.visiting.visits import actions, queries
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import Informed, VisitState

pytestmark = pytest.mark.usefixtures("database")


def expires(volunteer: User, on: date) -> None:
    """Let the certificate of this volunteer be good until and including a day."""
    paper = select(VolunteerRequirement).where(
        VolunteerRequirement.user_id == volunteer.id,
        VolunteerRequirement.requirement == Requirement.VOG,
    )
    db.session.scalars(paper).one().review_by = on
    db.session.commit()


class Village:
    """Griet visits Trijntje; Bram could go for once; Ada is not ready."""

    def __init__(self, in_days: int = 3) -> None:
        area = make.area("Bedum")
        self.griet = make.volunteer(area, name="Griet Huis", called="Griet")
        self.bram = make.volunteer(area, name="Bram Vos", called="Bram")
        self.ada = make.volunteer(area, ready=False, name="Ada Bos")
        self.far = make.volunteer(make.area("Winsum"), name="Kees Ver")
        self.office = make.coordinator()
        self.area = area
        self.trijntje = make.contact("Ploeg", area=area, street="Kerkstraat")
        number = "+31505550144"
        make.saved(ContactPhone(contact_id=self.trijntje.id, number=number))
        match = make.match(self.griet, self.trijntje)
        at = make.at(clock.today() + timedelta(days=in_days), 14)
        self.visit_id = make.visit(match, starts_at=at).id

    @property
    def coordinator(self) -> Actor:
        return make.actor(self.office)

    def visit(self, actor: Actor | None = None) -> Visit:
        return queries.get(actor or self.coordinator, self.visit_id)

    def send(self, who: User, informed: Informed = Informed.KNOWS) -> Visit:
        actions.substitute(
            self.coordinator, self.visit(), volunteer_id=who.id, informed=informed
        )
        db.session.commit()
        return self.visit()


def test_only_who_is_ready_and_near_can_go_and_the_free_come_first() -> None:
    known = Village()
    ann = make.volunteer(known.area)
    visit = known.visit()
    day = visit.day
    make.saved(VolunteerBlock(user_id=ann.id, from_on=day, until_on=day))

    found = queries.substitutes(known.coordinator, visit)

    assert [one.user.id for one in found] == [known.bram.id, ann.id]
    assert [one.is_free for one in found] == [True, False]


@pytest.mark.parametrize(("days", "can_go"), [(0, True), (-1, False)])
def test_who_lacks_a_paper_on_the_day_of_the_visit_cannot_go(
    days: int, can_go: bool
) -> None:
    known = Village()
    visit = known.visit()
    expires(known.bram, visit.day + timedelta(days=days))

    found = queries.substitutes(known.coordinator, visit)

    assert (known.bram.id in {one.user.id for one in found}) is can_go


def test_the_substitute_has_the_visit_and_the_usual_one_has_not() -> None:
    known = Village()

    visit = known.send(known.bram)

    assert (visit.volunteer_id, visit.instead_of) == (known.bram.id, known.griet.id)
    assert known.visit(make.actor(known.bram)).id == visit.id
    with pytest.raises(Missing):
        known.visit(make.actor(known.griet))
    task = tasks.open_task(TaskKind.VISIT, visit.id)
    assert task is not None and task.volunteer_id == known.bram.id


def test_the_usual_one_can_go_again() -> None:
    known = Village()
    known.send(known.bram)

    visit = known.send(known.griet)

    assert (visit.volunteer_id, visit.instead_of) == (known.griet.id, None)


def test_nobody_goes_who_is_not_ready_and_a_volunteer_sends_nobody() -> None:
    known = Village()
    with pytest.raises(Missing):
        known.send(known.ada)
    with pytest.raises(Denied):
        griet = make.actor(known.griet)
        actions.substitute(griet, known.visit(), volunteer_id=known.bram.id)


def test_who_has_another_visit_then_is_asked_about_once() -> None:
    known = Village()
    at = known.visit().starts_at
    make.visit(make.match(known.bram), starts_at=at)

    with pytest.raises(RuleBroken) as busy:
        actions.substitute(
            known.coordinator,
            known.visit(),
            volunteer_id=known.bram.id,
            anyway=False,
        )

    assert rule(busy) == "visit.objection"
    assert known.send(known.bram).volunteer_id == known.bram.id


def test_the_street_and_the_number_come_on_the_day_itself(sign_in: SignIn) -> None:
    known = Village(in_days=2)
    known.send(known.bram)
    browser = sign_in(known.bram)

    before = browser.get("/my-day")
    assert "Ploeg" in before.text("#content")
    assert "Kerkstraat" not in before.text("#content")
    assert browser.get(f"/people/{known.trijntje.id}").status == 404
    visit = known.visit()
    visit.starts_at = make.at(clock.today(), 23, 30)
    db.session.commit()

    there = browser.get("/my-day").text("#visits-today")

    assert "Kerkstraat" in there
    assert browser.get(f"/people/{known.trijntje.id}").status == 404


def test_the_usual_one_hears_who_goes(sign_in: SignIn) -> None:
    known = Village()
    known.send(known.bram)

    page = sign_in(known.griet).get("/my-day").text("#content")

    assert "Bram goes to" in page and "Ploeg" in page


def test_the_report_is_of_who_went() -> None:
    known = Village(in_days=0)
    visit = known.visit()
    visit.starts_at = make.an_hour_ago()
    known.send(known.bram)
    bram = make.actor(known.bram)

    visit_reports.report(bram, known.visit(bram), findings=GOOD)

    assert known.visit(bram).state is VisitState.REPORTED


def test_two_at_one_house_get_the_same_substitute() -> None:
    known = couple(in_days=2)
    to_aafke, _to_harm = both(known)
    village = queries.get(make.actor(known.coordinator), to_aafke.id).contact.area
    bram = make.volunteer(village)
    coordinator = make.actor(known.coordinator)

    visit = queries.get(coordinator, known.to_aafke)
    actions.substitute(coordinator, visit, volunteer_id=bram.id, both=True)

    assert {one.volunteer_id for one in both(known)} == {bram.id}
    assert both(known)[0].together_with == known.to_harm


def test_a_coordinator_sends_somebody_in_two_clicks(sign_in: SignIn) -> None:
    known = Village()
    browser = sign_in(known.office)
    page = browser.get(f"/visits/{known.visit_id}/other")
    assert "050 555 0144" in page.text("#content")

    sent = browser.submit(
        page.one("#substitute-form"), volunteer_id=known.bram.id, informed="asked"
    )

    assert sent.status == 303
    assert known.visit().volunteer_id == known.bram.id
    task = tasks.open_task(TaskKind.TELL, known.visit_id)
    assert task is not None and task.contact_id == known.trijntje.id


def test_a_report_from_the_tablet_of_a_substitute_is_accepted() -> None:
    known = Village(in_days=0)
    visit = known.visit()
    visit.starts_at = make.an_hour_ago()
    known.send(known.bram)

    bram, griet = make.actor(known.bram), make.actor(known.griet)

    assert offline.obstacle(bram, known.visit()) is None
    assert offline.obstacle(griet, known.visit()) is UploadReason.OTHER_VISITOR


def test_nobody_goes_twice_to_one_person_at_one_time() -> None:
    known = Village()
    own = make.match(known.bram, known.trijntje)
    make.visit(own, starts_at=known.visit().starts_at)

    with pytest.raises(RuleBroken) as twice:
        known.send(known.bram)

    assert rule(twice) == "visit.twice"


def test_after_the_visit_nobody_has_to_call_any_more_who_goes() -> None:
    known = Village()
    known.send(known.bram, Informed.ASKED)
    asked = tasks.open_task(TaskKind.TELL, known.visit_id)
    later = make.at(clock.today() + timedelta(days=3), 16)
    clock.set_source(lambda: later)

    visit_reports.report(
        make.actor(known.bram), known.visit(make.actor(known.bram)), findings=GOOD
    )
    db.session.commit()

    assert asked is not None
    assert tasks.open_task(TaskKind.TELL, known.visit_id) is None
