from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM, Actor, Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, RuleBroken
from thuis_app.people.contacts.models import Contact, ContactPhone
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.tasks import queries as task_queries
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.reaching.outreach.models import OutreachPlan
from thuis_app.reaching.signals import actions
from thuis_app.reaching.signals.models import Signal
from thuis_app.reaching.signals.rules import (
    Declined,
    InformReporterDetails,
    Reporter,
    SignalState,
)

pytestmark = pytest.mark.usefixtures("database")


def coordinator() -> Actor:
    return make.actor(make.coordinator())


def accepted(signal: Signal, **known: Any) -> Contact:
    known.setdefault("last_name", "Bos")
    return actions.accept_new(coordinator(), signal, area_id=signal.area_id, **known)


def events() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))


def test_a_volunteer_hands_in_their_own_signal() -> None:
    village = make.area()
    volunteer = make.volunteer(village)

    signal = actions.hand_in(
        make.actor(volunteer),
        area_id=village.id,
        who="The man next door to the baker",
        noticed="His bins are never out any more.",
        reporter=Reporter.DOCTOR,
        reporter_name="Dr Van Dam",
    )

    assert signal.reporter is Reporter.VOLUNTEER
    assert (signal.reporter_name, signal.may_hear_back) == (volunteer.name, True)
    assert signal.is_new and events() == ["signal.handed_in"]


def test_of_who_stays_anonymous_nothing_is_kept() -> None:
    village = make.area()

    signal = actions.hand_in(
        coordinator(),
        area_id=village.id,
        who="A lady",
        noticed="Dark.",
        reporter=Reporter.ANONYMOUS,
        reporter_name="Ria Doornbos",
        reporter_telephone="+31501234567",
        may_be_named=True,
        may_hear_back=True,
    )

    assert (signal.reporter_name, signal.reporter_telephone) == ("", "")
    assert not signal.may_be_named and not signal.may_hear_back


def test_nobody_hands_one_in_elsewhere_or_for_the_board() -> None:
    village = make.area()
    for user in (make.volunteer(make.area()), make.user(Role.BOARD)):
        with pytest.raises(Denied):
            actions.hand_in(
                make.actor(user), area_id=village.id, who="A lady", noticed="Dark."
            )
    assert not db.session.scalars(select(Signal)).all()


def test_taking_up_registers_begins_and_must_be_told_within_a_month() -> None:
    signal = make.signal()

    contact = accepted(signal, telephones=[("+31501234567", "")])

    plan = db.session.get(OutreachPlan, contact.id)
    phone = db.session.scalars(select(ContactPhone)).one()
    assert (contact.stage, contact.last_name) == (Stage.OUTREACH, "Bos")
    assert contact.inform_by is not None and contact.inform_by > clock.today()
    assert contact.inform_by - clock.today() <= timedelta(days=31)
    assert plan is not None and plan.is_open
    assert phone.contact_id == contact.id
    assert (signal.state, signal.contact_id) == (SignalState.ACCEPTED, contact.id)
    assert signal.decided_at is not None and "signal.accepted" in events()


def test_who_told_us_themselves_knows_already() -> None:
    assert accepted(make.signal(reporter=Reporter.SELF)).inform_by is None


def test_linking_begins_again_with_somebody_we_know() -> None:
    village = make.area()
    contact = make.contact(area=village, stage=Stage.ENDED)
    signal = make.signal(village)

    actions.accept(coordinator(), signal, contact)

    assert contact.stage is Stage.OUTREACH
    assert contact.inform_by is not None
    assert signal.contact_id == contact.id


def test_linking_to_a_participant_leaves_everything_as_it_was() -> None:
    contact = make.contact(stage=Stage.PARTICIPANT)

    actions.accept(coordinator(), make.signal(), contact)

    assert contact.stage is Stage.PARTICIPANT
    assert db.session.get(OutreachPlan, contact.id) is None


@pytest.mark.parametrize("stage", [Stage.NO_CONTACT, Stage.MOVED, Stage.DECEASED])
def test_a_signal_about_who_wants_no_contact_stops_here(stage: Stage) -> None:
    contact, signal = make.contact(stage=stage), make.signal()

    with pytest.raises(RuleBroken) as refused:
        actions.accept(coordinator(), signal, contact)

    assert refused.value.code == "signal.stops_here"
    assert signal.is_new and contact.stage is stage


def test_declining_takes_a_reason() -> None:
    signal = make.signal()

    actions.decline(coordinator(), signal, because=Declined.OTHER_HELP)

    assert signal.state is SignalState.DECLINED
    assert signal.declined_because is Declined.OTHER_HELP
    assert events() == ["signal.declined"]


def test_a_signal_is_handled_once() -> None:
    signal = make.signal()
    accepted(signal)

    for again in (
        lambda: accepted(signal),
        lambda: actions.accept(coordinator(), signal, make.contact()),
        lambda: actions.decline(coordinator(), signal, because=Declined.OUTSIDE_AREA),
    ):
        with pytest.raises(RuleBroken) as refused:
            again()
        assert refused.value.code == "signal.handled"


def test_a_declined_signal_is_taken_up_after_all_while_its_words_are_kept() -> None:
    signal, cleared = declined(1), declined(50)
    actions.clear(SYSTEM)

    contact = accepted(signal)

    assert (signal.state, signal.declined_because) == (SignalState.ACCEPTED, None)
    assert signal.contact_id == contact.id
    with pytest.raises(RuleBroken) as refused:
        accepted(cleared)
    assert refused.value.code == "signal.handled"


def test_a_coordinator_of_elsewhere_or_a_volunteer_handles_nothing() -> None:
    village = make.area()
    signal, contact = make.signal(village), make.contact()
    for user in (make.coordinator(make.area()), make.volunteer(village)):
        actor = make.actor(user)
        with pytest.raises(Denied):
            actions.decline(actor, signal, because=Declined.OTHER_HELP)
        with pytest.raises(Denied):
            actions.accept(actor, signal, contact)
        with pytest.raises(Denied):
            actions.accept_new(actor, signal, area_id=village.id, last_name="Bos")
    assert signal.is_new


def declined(days: int, **more: Any) -> Signal:
    """A signal that was declined so many days ago."""
    values = {"state": SignalState.DECLINED, "declined_because": Declined.OTHER_HELP}
    decided_at = clock.now() - timedelta(days=days)
    return make.signal(decided_at=decided_at, decided_by=1, **values | more)


def test_what_nobody_handled_is_never_deleted() -> None:
    waiting = make.signal(received_at=clock.now() - timedelta(days=400))

    assert actions.clear(SYSTEM) == 0
    assert waiting.noticed and waiting.is_new


def test_the_words_of_a_declined_signal_go_after_six_weeks_and_it_stays_counted() -> (
    None
):
    old = declined(43, reporter_name="Ria", reporter_telephone="+31501234567")
    recent = declined(41)

    assert actions.clear(SYSTEM) == 1

    assert (old.who, old.noticed, old.where) == ("", "", "")
    assert (old.reporter_name, old.reporter_telephone) == ("", "")
    assert old.state is SignalState.DECLINED
    assert old.declined_because is Declined.OTHER_HELP
    assert recent.noticed
    assert events().count("signal.cleared") == 1
    assert actions.clear(SYSTEM) == 0


def test_clearing_is_not_for_people() -> None:
    signal = declined(90)

    with pytest.raises(Denied):
        actions.clear(coordinator())
    assert signal.noticed


def test_a_reporter_who_would_like_to_hear_back_is_a_task_of_a_week() -> None:
    signal = make.signal(may_hear_back=True, reporter_name="Ria")

    actions.decline(coordinator(), signal, because=Declined.OTHER_HELP)

    task = task_queries.open_task(TaskKind.INFORM_REPORTER, signal.id)
    assert task is not None and task.due_on == clock.today() + timedelta(days=7)
    assert task.read_details(InformReporterDetails).name == "Ria"
    assert task_queries.open_task(TaskKind.SIGNAL, signal.id) is None
