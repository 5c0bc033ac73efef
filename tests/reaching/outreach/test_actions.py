from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.reaching.outreach.test_queries import attempt, plan
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart
from thuis_app.core.errors import Denied, RuleBroken
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import NO_STEP, Stage
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.reaching.outreach import actions
from thuis_app.reaching.outreach.models import OutreachAttempt, OutreachPlan
from thuis_app.reaching.outreach_steps.rules import STANDARD, AttemptOutcome, Channel
from thuis_app.support.referrals.rules import ReferralState

MINIMUM_GAP = timedelta(days=STANDARD.minimum_gap)

pytestmark = pytest.mark.usefixtures("database", "as_loaded")


def coordinator() -> Actor:
    return make.actor(make.coordinator())


def tried(
    actor: Actor, row: OutreachPlan, outcome: AttemptOutcome, **more: Any
) -> OutreachAttempt:
    values: dict[str, Any] = {"made_on": clock.today(), "day_part": DayPart.MORNING}
    values |= {"channel": Channel.DOOR}
    return actions.record_attempt(actor, row, outcome=outcome, **(values | more))


def shown(contact: Contact) -> tuple[str, int | None, date]:
    """What the list of people shows: the next step, its number and its day."""
    db.session.flush()
    db.session.refresh(contact)
    return contact.next_step, contact.next_step_number, contact.next_step_on


def events(contact_id: int) -> list[str]:
    mine = select(AuditEntry.event).where(AuditEntry.contact_id == contact_id)
    return list(db.session.scalars(mine.order_by(AuditEntry.id)))


def test_beginning_plans_the_first_try_and_shows_it_in_the_list() -> None:
    someone = make.contact(stage=Stage.KNOWN)

    row = actions.begin(coordinator(), someone)

    assert someone.stage is Stage.OUTREACH
    assert (row.is_open, row.attempts, row.channel) == (True, 0, Channel.CARD)
    assert shown(someone) == ("attempt", 1, row.next_on)
    assert "outreach.begun" in events(someone.id)


def test_beginning_twice_is_one_plan() -> None:
    someone, actor = make.contact(stage=Stage.KNOWN), coordinator()

    assert actions.begin(actor, someone) is actions.begin(actor, someone)


def test_beginning_again_keeps_the_distance_to_the_last_try() -> None:
    user = make.coordinator()
    row = plan(is_open=False, stage=Stage.ENDED, stopped_because="Helped by others")
    attempt(row, user.id, made_on=clock.today() - timedelta(days=1))

    again = actions.begin(make.actor(user), row.contact)

    assert again is row and row.is_open and row.attempts == 1
    assert row.next_on >= clock.today() - timedelta(days=1) + MINIMUM_GAP
    assert row.contact.stage is Stage.OUTREACH


@pytest.mark.parametrize("stage", [Stage.NO_CONTACT, Stage.MOVED, Stage.DECEASED])
def test_nobody_begins_with_who_is_left_in_peace(stage: Stage) -> None:
    with pytest.raises(RuleBroken) as refused:
        actions.begin(coordinator(), make.contact(stage=stage))

    assert refused.value.code == "contact.stopped"


def test_a_try_sets_the_next_one() -> None:
    row, actor = plan(attempts=0), coordinator()

    tried(actor, row, AttemptOutcome.NOBODY_HOME, left_behind="A card")

    assert row.attempts == 1 and row.is_open
    assert row.next_on >= clock.today() + MINIMUM_GAP
    assert row.channel is not Channel.DOOR
    assert shown(row.contact) == ("attempt", 2, row.next_on)


def test_who_went_stays_the_face() -> None:
    village = make.area()
    row, volunteer = plan(area=village), make.volunteer(village)

    tried(coordinator(), row, AttemptOutcome.NOBODY_HOME, made_by=volunteer.id)

    assert row.assigned_to == volunteer.id


def test_a_try_from_before_the_last_one_does_not_bring_the_next_one_closer() -> None:
    user = make.coordinator()
    row = plan()
    attempt(row, user.id, made_on=clock.today())

    early = clock.today() - timedelta(days=60)
    tried(make.actor(user), row, AttemptOutcome.NOBODY_HOME, made_on=early)

    assert row.next_on >= clock.today() + MINIMUM_GAP
    assert row.attempts == 2


def test_not_now_rests_until_the_day_that_was_said() -> None:
    row, until = plan(), clock.today() + timedelta(days=40)

    tried(
        coordinator(), row, AttemptOutcome.NOT_NOW, again_on=until, note="After harvest"
    )

    assert row.resting and row.is_open and row.next_on >= until
    assert row.resting_because == "After harvest"
    assert shown(row.contact)[0] == "resting"
    assert row.contact.next_step_on == row.next_on


def test_a_no_for_good_is_the_end_at_once_also_when_a_volunteer_hears_it() -> None:
    village = make.area()
    volunteer = make.volunteer(village)
    row = plan(area=village, assigned_to=volunteer.id)
    make.assent(row.contact)

    tried(make.actor(volunteer), row, AttemptOutcome.REFUSED)

    contact = db.session.get(Contact, row.contact_id)
    assert contact is not None and contact.stage is Stage.NO_CONTACT
    assert contact.stopped_on == clock.today()
    assert (contact.next_step_on, contact.next_step) == (NO_STEP, "")
    assert not row.is_open


def test_a_no_for_good_withdraws_what_was_passed_on_for_the_person() -> None:
    village = make.area()
    volunteer = make.volunteer(village)
    row = plan(area=village, assigned_to=volunteer.id)
    referral = make.referral(row.contact, ReferralState.AGREED)

    tried(make.actor(volunteer), row, AttemptOutcome.REFUSED)

    assert referral.state is ReferralState.WITHDRAWN


def test_a_no_from_earlier_counts_too_when_it_is_written_down_late() -> None:
    user = make.coordinator()
    row = plan()
    attempt(row, user.id, made_on=clock.today(), outcome=AttemptOutcome.NOBODY_HOME)

    before = clock.today() - timedelta(days=5)
    tried(make.actor(user), row, AttemptOutcome.REFUSED, made_on=before)

    assert row.contact.stage is Stage.NO_CONTACT and not row.is_open


def test_after_a_good_talk_somebody_may_take_part_and_needs_a_volunteer() -> None:
    row = plan()

    tried(coordinator(), row, AttemptOutcome.GOOD_TALK, takes_part=True)

    assert row.contact.stage is Stage.PARTICIPANT
    assert shown(row.contact) == ("waiting", None, clock.today())
    assert not row.is_open


def test_taking_part_is_not_decided_by_an_empty_house() -> None:
    row = plan()

    tried(coordinator(), row, AttemptOutcome.NOBODY_HOME, takes_part=True)

    assert row.contact.stage is Stage.OUTREACH and row.is_open


def test_an_appointment_is_the_next_step() -> None:
    row, day = plan(), clock.today() + timedelta(days=1)

    tried(coordinator(), row, AttemptOutcome.APPOINTMENT, again_on=day)

    assert (row.next_on, row.channel) == (day, Channel.DOOR)
    assert row.contact.next_step_on == day


def test_an_appointment_has_a_day() -> None:
    row = plan()
    before = row.attempts

    with pytest.raises(RuleBroken) as broken:
        tried(coordinator(), row, AttemptOutcome.APPOINTMENT)

    assert broken.value.code == "outreach.no_day" and row.attempts == before


def test_an_appointment_may_have_an_hour_and_who_goes() -> None:
    village = make.area()
    row, day = plan(area=village), clock.today() + timedelta(days=1)
    goes = make.volunteer(village).id

    tried(
        coordinator(),
        row,
        AttemptOutcome.APPOINTMENT,
        again_on=day,
        again_at=time(18, 30),
        goes=goes,
    )

    assert (row.why.hour, row.day_part, row.assigned_to) == ("18:30", "evening", goes)


def test_a_volunteer_does_not_choose_who_goes() -> None:
    village = make.area()
    user = make.volunteer(village)
    row = plan(area=village, assigned_to=user.id)

    with pytest.raises(Denied):
        tried(
            make.actor(user),
            row,
            AttemptOutcome.APPOINTMENT,
            again_on=clock.today(),
            goes=make.volunteer(village).id,
        )


def test_resting_takes_a_reason_and_a_day() -> None:
    row, until = plan(), clock.today() + timedelta(days=30)

    actions.rest(coordinator(), row, until=until, because="Is in hospital")

    assert (row.resting, row.resting_because) == (True, "Is in hospital")
    assert row.next_on >= until and row.contact.next_step == "resting"


def test_handing_over_leaves_the_day_as_it_was() -> None:
    village = make.area()
    row = plan(area=village, next_on=date(2027, 3, 2))
    volunteer = make.volunteer(village)

    actions.assign(coordinator(), row, assigned_to=volunteer.id)

    assert (row.assigned_to, row.next_on) == (volunteer.id, date(2027, 3, 2))


def test_nobody_is_sent_who_does_not_work_there() -> None:
    row, volunteer = plan(), make.volunteer(make.area())

    with pytest.raises(RuleBroken) as refused:
        actions.assign(coordinator(), row, assigned_to=volunteer.id)
    assert refused.value.code == "outreach.cannot_go"
    with pytest.raises(RuleBroken):
        tried(coordinator(), row, AttemptOutcome.NOBODY_HOME, made_by=volunteer.id)


def test_stopping_takes_the_next_step_away() -> None:
    row = plan()
    assert row.contact.next_step == "attempt"

    actions.stop(coordinator(), row.contact, because="Her daughter moved in")

    assert (row.is_open, row.stopped_because) == (False, "Her daughter moved in")
    assert row.contact.stage is Stage.ENDED
    assert (row.contact.next_step_on, row.contact.next_step) == (NO_STEP, "")
    assert "outreach.stopped" in events(row.contact_id)


def test_stopping_leaves_what_others_planned() -> None:
    row, day = plan(stage=Stage.PARTICIPANT), date(2027, 1, 5)
    make.task(TaskKind.VISIT, row.contact, due_on=day, planned_on=day)

    actions.stop(coordinator(), row.contact, because="Is visited by now")

    assert shown(row.contact) == ("visit", None, day)
    assert row.contact.stage is Stage.PARTICIPANT


def test_stopping_where_nothing_was_planned_is_no_fault() -> None:
    someone = make.contact()

    actions.stop(coordinator(), someone, because="Moved")

    assert someone.stage is Stage.PARTICIPANT


def test_nothing_is_recorded_once_trying_has_stopped() -> None:
    row, actor = plan(is_open=False), coordinator()
    until = clock.today() + timedelta(days=9)

    with pytest.raises(RuleBroken) as refused:
        tried(actor, row, AttemptOutcome.NOBODY_HOME)
    assert refused.value.code == "outreach.not_open"
    with pytest.raises(RuleBroken):
        actions.rest(actor, row, until=until, because="Later")


def test_only_who_goes_records_and_only_a_coordinator_decides() -> None:
    village = make.area()
    row, stranger = plan(area=village), make.actor(make.volunteer(village))
    until = clock.today() + timedelta(days=9)

    for action in (
        lambda: tried(stranger, row, AttemptOutcome.NOBODY_HOME),
        lambda: actions.rest(stranger, row, until=until, because="x"),
        lambda: actions.assign(stranger, row, assigned_to=stranger.id),
        lambda: actions.stop(stranger, row.contact, because="x"),
        lambda: actions.begin(stranger, row.contact),
    ):
        with pytest.raises(Denied):
            action()
    assert not db.session.scalars(select(OutreachAttempt)).all()
