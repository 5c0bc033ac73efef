"""Whole lives by the real actions, on a real database, at any hour of any day."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart
from thuis_app.core.errors import Missing, RuleBroken
from thuis_app.overview.stopping import actions as stopping
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import NO_STEP, Stage
from thuis_app.people.tasks import queries as tasks
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.reaching.outreach import actions, queries
from thuis_app.reaching.outreach.models import OutreachPlan
from thuis_app.reaching.outreach.queries import OutreachList
from thuis_app.reaching.outreach_steps.rules import STANDARD, AttemptOutcome, Channel
from thuis_app.reaching.signals import actions as signals

pytestmark = pytest.mark.usefixtures("database", "as_loaded")

GAP = timedelta(days=STANDARD.minimum_gap)

# Just before and after midnight in the village, and the hour that the clock changes.
ODD_MOMENTS = [
    datetime(2026, 10, 24, 21, 59, tzinfo=UTC),
    datetime(2026, 10, 24, 22, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 59, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 22, 59, tzinfo=UTC),
    datetime(2027, 3, 27, 22, 59, tzinfo=UTC),
    datetime(2027, 3, 28, 0, 59, tzinfo=UTC),
    datetime(2027, 3, 28, 1, 1, tzinfo=UTC),
    datetime(2027, 3, 28, 22, 1, tzinfo=UTC),
    datetime(2026, 12, 31, 22, 59, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 1, tzinfo=UTC),
    datetime(2028, 2, 28, 23, 30, tzinfo=UTC),
]
moments = st.one_of(
    st.sampled_from(ODD_MOMENTS),
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC)),
)
any_event = st.tuples(
    st.sampled_from(
        ["try", "try", "try", "late", "import", "rest", "assign", "stop", "peace"]
    ),
    st.integers(0, 30),
    st.sampled_from(AttemptOutcome),
    st.sampled_from(Channel),
    st.sampled_from(DayPart),
    st.integers(1, 60),
    st.booleans(),
)


class Life:
    """Somebody we try to reach, and all who do so."""

    def __init__(self, actor: Actor, volunteers: list[Actor], contact: Contact) -> None:
        self.actor, self.volunteers, self.contact = actor, volunteers, contact
        self.plan = actions.begin(actor, contact)

    def do(self, action: str, *given: Any) -> None:
        """One action, as far as Thuis allows it now."""
        if self.contact.is_stopped:
            self._is_not_approached()
            stopping.reopen(self.actor, self.contact, because="She called us.")
        elif not self.plan.is_open:
            self.plan = actions.begin(self.actor, self.contact)
        elif action in ("try", "late", "import"):
            self._try(action, *given)
        else:
            self._decide(action, *given)
        self.plan = db.session.get(OutreachPlan, self.contact.id) or self.plan
        self._holds()

    def _try(
        self,
        action: str,
        outcome: AttemptOutcome,
        channel: Channel,
        part: DayPart,
        days: int,
        yes: bool,
    ) -> None:
        """Made today, or some time ago; by an import three at once."""
        today, is_late = clock.today(), action != "try"
        for number in range(3 if action == "import" else 1):
            if not self.plan.is_open:
                return
            ago = days + number if is_late else 0
            is_agreed = yes or outcome is AttemptOutcome.APPOINTMENT
            actions.record_attempt(
                self.actor,
                self.plan,
                made_on=today - timedelta(days=ago),
                day_part=part,
                channel=channel,
                outcome=outcome,
                made_by=self.volunteers[number % 2].id,
                again_on=today + timedelta(days=days) if is_agreed else None,
                takes_part=yes and action == "try" and days % 3 == 0,
            )
            if outcome is AttemptOutcome.NOT_NOW:
                assert self.plan.is_open and self.contact.stage is not Stage.NO_CONTACT

    def _decide(self, action: str, *given: Any) -> None:
        days, yes = given[-2:]
        until, because = clock.today() + timedelta(days=days), "Said so."
        decide: dict[str, Callable[[], Any]] = {
            "rest": lambda: actions.rest(
                self.actor, self.plan, until=until, because=because
            ),
            "assign": lambda: actions.assign(
                self.actor, self.plan, assigned_to=self.volunteers[yes].id
            ),
            "stop": lambda: actions.stop(self.actor, self.contact, because=because),
            "peace": lambda: stopping.stop(
                self.actor,
                self.contact,
                stage=(Stage.NO_CONTACT, Stage.MOVED, Stage.DECEASED)[days % 3],
                on=clock.today(),
                because=because,
            ),
        }
        decide[action]()

    def _holds(self) -> None:
        """What is always so, after whatever was done."""
        assert adrift() == []
        if self.contact.is_stopped:
            self._is_not_approached()
        elif self.plan.is_open:
            step, tries = self.plan.step, queries.history(self.actor, self.contact.id)
            kind = TaskKind.RESTING if self.plan.resting else TaskKind.ATTEMPT
            task = tasks.open_task(kind, self.contact.id)
            assert task is not None and task.due_on == step.on
            assert self.contact.next_step and self.contact.next_step_on <= step.on
            assert step.is_given or all(step.on - one.on >= GAP for one in tries)
            assert self._lists() == [self.contact.id]
        if self.contact.stage is Stage.OUTREACH:
            assert self.plan.is_open

    def _is_not_approached(self) -> None:
        """No list holds somebody who is left in peace, and no action is about them."""
        assert self._lists() == []
        assert (self.contact.next_step_on, self.contact.next_step) == (NO_STEP, "")
        for volunteer in self.volunteers:
            with pytest.raises(Missing):
                queries.get(volunteer, self.contact.id)
        with pytest.raises(RuleBroken):
            actions.begin(self.actor, self.contact)
        with pytest.raises(RuleBroken):
            actions.rest(self.actor, self.plan, until=date(2030, 1, 1), because="x")
        with pytest.raises(RuleBroken):
            signals.accept(self.actor, make.signal(), self.contact)

    def _lists(self) -> list[int]:
        today = clock.today()
        found = [queries.lines(self.actor, today, shown=each) for each in OutreachList]
        ids = [plan.contact_id for lines in found for plan in lines.rows]
        return [one for one in ids if one == self.contact.id]


def test_in_every_life_nobody_falls_off_is_pressed_or_is_come_back_to() -> None:
    village = make.area()
    actor = make.actor(make.coordinator())
    volunteers = [make.actor(make.volunteer(village)) for _number in range(2)]

    @given(moments, st.lists(any_event, min_size=2, max_size=9))
    def any_life(start: datetime, events: list[tuple[Any, ...]]) -> None:
        now = start
        clock.set_source(lambda: now)
        someone = make.contact(area=village, stage=Stage.KNOWN)
        life = Life(actor, volunteers, someone)
        for action, passed, *rest in events:
            now += timedelta(days=passed)
            life.do(action, *rest)
        stopping.stop(
            actor, someone, stage=Stage.MOVED, on=clock.today(), because="Done."
        ) if not someone.is_stopped else None
        db.session.commit()

    any_life()


@pytest.mark.parametrize("moment", ODD_MOMENTS, ids=str)
def test_a_day_is_a_day_of_the_village_also_when_the_clock_changes(
    moment: datetime,
) -> None:
    clock.set_source(lambda: moment)
    actor = make.actor(make.coordinator())
    plan = actions.begin(actor, make.contact(stage=Stage.KNOWN))

    made = actions.record_attempt(
        actor,
        plan,
        made_on=clock.today(),
        day_part=DayPart.MORNING,
        channel=Channel.DOOR,
        outcome=AttemptOutcome.NOBODY_HOME,
    )

    assert made.made_on == moment.astimezone(clock.AMSTERDAM).date()
    assert GAP <= plan.next_on - made.made_on <= GAP + timedelta(days=4)


def adrift() -> list[int]:
    """Who is in outreach without an open plan."""
    planned = select(OutreachPlan.contact_id).where(OutreachPlan.is_open)
    lost = select(Contact.id).where(
        Contact.stage == Stage.OUTREACH, Contact.id.not_in(planned)
    )
    return list(db.session.scalars(lost))
