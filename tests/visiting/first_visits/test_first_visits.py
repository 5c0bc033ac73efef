"""Before any match somebody comes once: what they see, and what follows."""

from datetime import timedelta
from typing import Any

import pytest

from tests import make
from tests.conftest import SignIn
from tests.visiting.visits.scenarios import GOOD, rule
from tests.visiting.visits.test_substitute import expires
from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, Missing, RuleBroken
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import RoleEnded
from thuis_app.people.assents import actions as assents
from thuis_app.people.assents import queries as assent_queries
from thuis_app.people.assents.rules import Participation
from thuis_app.people.contacts.models import ContactPhone
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.relations.rules import GivenHow
from thuis_app.people.tasks import queries as tasks
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.visiting.first_visits import actions
from thuis_app.visiting.first_visits.rules import WantsVisitor
from thuis_app.visiting.offline import queries as offline
from thuis_app.visiting.visit_reports import actions as visit_reports
from thuis_app.visiting.visit_reports import queries as report_queries
from thuis_app.visiting.visits import actions as visits
from thuis_app.visiting.visits import queries
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitCancelledBy, VisitState

pytestmark = pytest.mark.usefixtures("database")


class Acquaintance:
    """Griet goes to Trijntje, whom nobody visits yet."""

    def __init__(self, in_days: int = 3, *, who: str = "griet") -> None:
        self.area = make.area("Bedum")
        self.griet = make.volunteer(self.area, name="Griet Huis", called="Griet")
        self.bram = make.volunteer(self.area, name="Bram Vos", called="Bram")
        self.office = make.coordinator(self.area)
        self.trijntje = make.contact(
            "Ploeg", area=self.area, stage=Stage.KNOWN, street="Kerkstraat"
        )
        number = "+31505550144"
        make.saved(ContactPhone(contact_id=self.trijntje.id, number=number))
        at = make.at(clock.today() + timedelta(days=in_days), 14)
        user = getattr(self, who)
        planned = visits.plan_first(self.coordinator, self.trijntje, user, starts_at=at)
        db.session.commit()
        self.visit_id = planned.id

    @property
    def coordinator(self) -> Actor:
        return make.actor(self.office)

    def visit(self, actor: Actor | None = None) -> Visit:
        return queries.get(actor or self.coordinator, self.visit_id)

    def begun(self) -> Visit:
        visit = self.visit()
        visit.starts_at = make.an_hour_ago()
        db.session.commit()
        return visit

    def reported(self, by: User) -> Visit:
        self.begun()
        actor = make.actor(by)
        visit_reports.report(actor, self.visit(actor), findings=GOOD)
        db.session.commit()
        return self.visit()

    def has_task(self, kind: TaskKind) -> bool:
        return tasks.open_task(kind, self.trijntje.id) is not None

    def answer(self, wants: WantsVisitor, **more: Any) -> None:
        on = clock.today()
        actions.answer(self.coordinator, self.trijntje, wants=wants, on=on, **more)
        db.session.commit()


def test_who_goes_first_has_the_visit_and_nothing_else(sign_in: SignIn) -> None:
    known = Acquaintance(in_days=2)
    browser = sign_in(known.griet)

    before = browser.get("/my-day")

    assert "Ploeg" in before.text("#content")
    assert "Kerkstraat" not in before.text("#content")
    assert not before.has(f"a[href='/people/{known.trijntje.id}']")
    assert browser.get(f"/people/{known.trijntje.id}").status == 404
    with pytest.raises(Missing):
        known.visit(make.actor(known.bram))


def test_the_street_and_the_number_come_on_the_day_itself(sign_in: SignIn) -> None:
    known = Acquaintance()
    visit = known.visit()
    visit.starts_at = make.at(clock.today(), 23, 30)
    db.session.commit()
    browser = sign_in(known.griet)

    there = browser.get("/my-day")

    assert "Kerkstraat" in there.text("#visits-today")
    assert there.has("a[href='tel:+31505550144']")
    assert browser.get(f"/people/{known.trijntje.id}").status == 404


def test_after_the_day_of_the_report_the_visit_is_seen_no_more() -> None:
    known = Acquaintance(in_days=0)
    griet = make.actor(known.griet)
    known.reported(known.griet)
    assert known.visit(griet).state is VisitState.REPORTED

    known.visit().starts_at = clock.now() - timedelta(days=1)
    db.session.commit()

    with pytest.raises(Missing):
        known.visit(griet)
    assert known.visit().state is VisitState.REPORTED


def test_a_first_visit_that_nobody_reported_is_seen_for_fourteen_days() -> None:
    known = Acquaintance(in_days=0)
    griet, visit = make.actor(known.griet), known.visit()
    visit.starts_at = clock.now() - timedelta(days=13)
    db.session.commit()
    assert known.visit(griet).id == visit.id

    visit.starts_at = clock.now() - timedelta(days=15)
    db.session.commit()

    with pytest.raises(Missing):
        known.visit(griet)


def test_of_who_wants_no_contact_the_visit_is_off_and_unseen() -> None:
    known = Acquaintance()
    known.trijntje.stage = Stage.NO_CONTACT
    db.session.commit()

    with pytest.raises(Missing):
        known.visit(make.actor(known.griet))


def test_after_a_first_visit_somebody_asks_whether_a_visitor_is_welcome() -> None:
    known = Acquaintance(in_days=0)

    known.reported(known.griet)

    assert known.has_task(TaskKind.FIRST_VISIT_ANSWER)


def test_who_wants_a_visitor_said_yes_and_a_volunteer_is_looked_for() -> None:
    known = Acquaintance(in_days=0)
    known.reported(known.griet)

    known.answer(WantsVisitor.YES, asked_by="Griet Huis")

    (said,) = assent_queries.standing(known.trijntje.id)
    assert (said.participation, said.asked_by) == (Participation.VISIT, "Griet Huis")
    assert known.has_task(TaskKind.WAITING)
    assert not known.has_task(TaskKind.FIRST_VISIT_ANSWER)


def test_who_wants_none_is_called_again_on_a_day() -> None:
    known = Acquaintance(in_days=0)
    known.reported(known.griet)
    later = clock.today() + timedelta(days=40)

    known.answer(WantsVisitor.NO, call_again_on=later)

    called = tasks.open_task(TaskKind.CALL_AGAIN, known.trijntje.id)
    assert called is not None and called.due_on == later
    assert not assent_queries.has_assent(known.trijntje, Participation.VISIT)
    with pytest.raises(RuleBroken) as refused:
        known.answer(WantsVisitor.NO)
    assert rule(refused) == "first_visit.answered"


def test_a_report_that_is_taken_back_asks_nothing_any_more() -> None:
    known = Acquaintance(in_days=0)
    visit = known.reported(known.griet)
    griet = make.actor(known.griet)

    report = report_queries.current_report(griet, known.visit(griet))
    visit_reports.take_back(griet, known.visit(griet), report)

    assert visit.state is VisitState.PLANNED
    assert not known.has_task(TaskKind.FIRST_VISIT_ANSWER)


def test_a_first_visit_that_is_off_is_planned_anew() -> None:
    known = Acquaintance()
    griet = make.actor(known.griet)

    visits.cancel(
        griet,
        known.visit(griet),
        cancelled_by=VisitCancelledBy.VOLUNTEER,
        because="Ill.",
    )

    assert known.has_task(TaskKind.FIRST_VISIT)


def test_a_volunteer_who_leaves_leaves_a_task_to_plan_it_anew() -> None:
    known = Acquaintance()

    visits.on_ended(known.coordinator, RoleEnded(known.griet.id, Role.VOLUNTEER))

    assert known.visit().state is VisitState.CANCELLED
    assert known.has_task(TaskKind.FIRST_VISIT)


def test_a_coordinator_who_leaves_makes_no_first_visit() -> None:
    known = Acquaintance(who="office")

    visits.on_ended(known.coordinator, RoleEnded(known.office.id, Role.COORDINATOR))

    assert known.visit().state is VisitState.CANCELLED


def test_a_first_visit_is_moved_and_given_to_another_without_a_match() -> None:
    known = Acquaintance()
    griet = make.actor(known.griet)
    at = known.visit().starts_at + timedelta(hours=1)

    visits.move(griet, known.visit(griet), starts_at=at, minutes=60, purpose="")
    visits.substitute(known.coordinator, known.visit(), volunteer_id=known.bram.id)
    db.session.commit()

    visit = known.visit(make.actor(known.bram))
    assert (visit.starts_at, visit.instead_of) == (at, None)
    with pytest.raises(Missing):
        known.visit(griet)


def test_who_took_back_the_yes_to_visits_gets_no_first_visit() -> None:
    known = Acquaintance()
    on, how = clock.today(), GivenHow.SPOKEN
    said = assents.give(
        known.coordinator,
        known.trijntje,
        participation=Participation.VISIT,
        given_on=on,
        given_how=how,
    )

    assents.withdraw(known.coordinator, known.trijntje, said, on=on, how=how)

    assert known.visit().state is VisitState.CANCELLED
    assert not known.has_task(TaskKind.FIRST_VISIT)
    with pytest.raises(RuleBroken) as refused:
        visits.plan_first(
            known.coordinator,
            known.trijntje,
            known.griet,
            starts_at=clock.now() + timedelta(days=2),
        )
    assert rule(refused) == "visit.withdrawn"


def test_to_whom_somebody_visits_already_nobody_goes_for_the_first_time() -> None:
    known = Acquaintance()
    make.match(known.bram, known.trijntje)

    with pytest.raises(RuleBroken) as refused:
        visits.plan_first(
            known.coordinator,
            known.trijntje,
            known.griet,
            starts_at=clock.now() + timedelta(days=5),
        )
    assert rule(refused) == "visit.has_visitor"


def test_a_volunteer_sends_nobody() -> None:
    known = Acquaintance()

    with pytest.raises(Denied):
        visits.plan_first(
            make.actor(known.griet),
            known.trijntje,
            known.bram,
            starts_at=clock.now() + timedelta(days=4),
        )


def test_a_report_from_the_tablet_of_a_first_visit_is_accepted() -> None:
    known = Acquaintance(in_days=0)
    known.begun()

    assert offline.obstacle(make.actor(known.griet), known.visit()) is None


def test_a_coordinator_plans_a_first_visit_and_records_what_was_said(
    sign_in: SignIn,
) -> None:
    known = Acquaintance(in_days=0)
    known.reported(known.griet)
    browser = sign_in(known.office)
    person = f"/people/{known.trijntje.id}"
    page = browser.get(f"/visits/of/{known.trijntje.id}/first")
    assert {"Griet Huis", "Bram Vos", known.office.name} <= set(
        page.texts("#volunteer_id label")
    )
    tomorrow = clock.today() + timedelta(days=1)

    planned = browser.submit(
        page.one("#plan-form"),
        volunteer_id=known.bram.id,
        on=tomorrow.isoformat(),
        at="10:00",
    )
    assert planned.address == person
    ahead = browser.get(person).text("#ahead")
    assert "Bram" in ahead and "first visit, before a match" in ahead

    form = browser.get(f"/visits/of/{known.trijntje.id}/first/answer")
    assert "Griet Huis" in form.text("#answer-form")
    refused = browser.submit(form.one("#answer-form"))
    assert refused.errors() == ["Choose what was said."]
    assert browser.submit(refused.one("#answer-form"), wants="yes").address == person
    assert known.has_task(TaskKind.WAITING)


def test_a_time_at_which_the_volunteer_is_elsewhere_is_asked_about(
    sign_in: SignIn,
) -> None:
    known = Acquaintance()
    visit = known.visit()
    make.visit(make.match(known.bram), starts_at=visit.starts_at)
    browser = sign_in(known.office)
    page = browser.get(f"/visits/of/{known.trijntje.id}/first")

    answer = browser.submit(
        page.one("#plan-form"),
        volunteer_id=known.bram.id,
        on=visit.day.isoformat(),
        at="14:00",
    )

    assert answer.status == 422
    assert "visits somebody else" in " ".join(answer.errors())


def test_who_lacks_a_paper_on_the_day_of_a_first_visit_is_not_sent(
    sign_in: SignIn,
) -> None:
    known = Acquaintance()
    day = known.visit().day
    expires(known.bram, day - timedelta(days=1))
    browser = sign_in(known.office)
    page = browser.get(f"/visits/of/{known.trijntje.id}/first")
    chosen: dict[str, Any] = {"volunteer_id": known.bram.id, "at": "10:00"}

    refused = browser.submit(page.one("#plan-form"), **chosen, on=day.isoformat())
    earlier = (day - timedelta(days=1)).isoformat()
    planned = browser.submit(refused.one("#plan-form"), **chosen, on=earlier)

    assert refused.status == 422 and "is lacking" in " ".join(refused.errors())
    assert planned.status == 303
