"""Nobody visits before what is required is there, or somebody wrote down why."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, RuleBroken
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.team.volunteers.models import Volunteer, VolunteerRequirement
from thuis_app.team.volunteers.rules import VolunteerStage
from thuis_app.visiting.matches import queries as matches
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchKind
from thuis_app.visiting.matching import actions, queries
from thuis_app.visiting.matching.rules import RefusalReason, RefusedBy

pytestmark = pytest.mark.usefixtures("database")
WHY = "The certificate is under way; we begin together."


@pytest.fixture
def area() -> Area:
    return make.area()


@pytest.fixture
def contact(area: Area) -> Contact:
    found = make.contact(area=area, stage=Stage.KNOWN)
    make.assent(found)
    return found


@pytest.fixture
def actor(area: Area) -> Actor:
    return make.actor(make.coordinator(area))


def bring_together(
    actor: Actor, contact: Contact, volunteer: User, **more: Any
) -> Match:
    values: dict[str, Any] = {"kind": MatchKind.HOME_VISIT}
    values |= {"started_on": clock.today()}
    return actions.bring_together(
        actor, contact, volunteer=volunteer.id, **(values | more)
    )


def ground_of(action: str) -> str:
    line = select(AuditEntry.ground).where(AuditEntry.event == action)
    return db.session.scalars(line.order_by(AuditEntry.id.desc())).first() or ""


def no(actor: Actor, contact: Contact, volunteer: User, **more: Any) -> None:
    values: dict[str, Any] = {"by": RefusedBy.PERSON}
    values |= {"because": RefusalReason.NO_CLICK}
    actions.refuse(actor, contact, volunteer=volunteer.id, **(values | more))


def test_without_what_is_required_there_is_no_match(
    actor: Actor, contact: Contact, area: Area
) -> None:
    unready = make.volunteer(area, ready=False)

    with pytest.raises(RuleBroken) as refused:
        bring_together(actor, contact, unready)

    assert refused.value.code == "volunteer.not_ready"
    assert db.session.scalars(select(Match)).all() == []


def test_a_written_reason_opens_the_gate_and_stays_readable(
    actor: Actor, contact: Contact, area: Area
) -> None:
    unready = make.volunteer(area, ready=False)

    match = bring_together(actor, contact, unready, override=WHY)

    assert match.override_because == WHY
    assert ground_of("match.introduced") == WHY


def test_what_ran_out_yesterday_is_lacking_today(
    actor: Actor, contact: Contact, area: Area
) -> None:
    volunteer = make.volunteer(area)
    mine = VolunteerRequirement.user_id == volunteer.id
    row = db.session.scalars(select(VolunteerRequirement).where(mine)).first()
    assert row is not None
    row.review_by = clock.today()
    bring_together(actor, contact, volunteer, kind=MatchKind.BUDDY)

    row.review_by = clock.today() - timedelta(days=1)
    db.session.flush()
    with pytest.raises(RuleBroken) as refused:
        bring_together(actor, contact, volunteer)

    assert refused.value.code == "volunteer.not_ready"


def test_an_account_without_a_card_visits_only_with_a_reason(
    actor: Actor, contact: Contact, area: Area
) -> None:
    bare = make.user(areas=[area])

    with pytest.raises(RuleBroken):
        bring_together(actor, contact, bare)
    bring_together(actor, contact, bare, override=WHY)

    assert matches.people_of(bare) == 1


@pytest.mark.parametrize("stage", sorted(set(VolunteerStage) - {VolunteerStage.ACTIVE}))
def test_no_reason_helps_where_a_volunteer_is_not_active(
    actor: Actor, contact: Contact, area: Area, stage: VolunteerStage
) -> None:
    volunteer = make.volunteer(area)
    db.session.get_one(Volunteer, volunteer.id).stage = stage
    db.session.commit()

    with pytest.raises(RuleBroken) as refused:
        bring_together(actor, contact, volunteer, override=WHY)

    left = stage is VolunteerStage.LEFT
    assert refused.value.code == ("match.not_this_one" if left else "match.barred")


def test_no_reason_helps_where_the_person_felt_no_click(
    actor: Actor, contact: Contact, area: Area
) -> None:
    volunteer = make.volunteer(area)
    no(actor, contact, volunteer)

    with pytest.raises(RuleBroken) as refused:
        bring_together(actor, contact, volunteer, override=WHY)

    assert refused.value.code == "match.barred"


def test_a_no_that_was_taken_back_counts_no_more(
    actor: Actor, contact: Contact, area: Area
) -> None:
    volunteer = make.volunteer(area)
    no(actor, contact, volunteer)
    [refusal] = queries.refusals(actor, contact)

    actions.take_back(actor, refusal)

    assert queries.refusals(actor, contact) == []
    assert bring_together(actor, contact, volunteer).id


def test_a_no_leaves_its_reason_in_the_audit_log(
    actor: Actor, contact: Contact, area: Area
) -> None:
    no(actor, contact, make.volunteer(area), because=RefusalReason.TIMES)

    assert ground_of("match.refused") == "times"


def test_only_a_coordinator_of_the_village_writes_down_a_no(
    contact: Contact, area: Area
) -> None:
    volunteer = make.volunteer(area)
    make.match(volunteer, contact)

    for user in (volunteer, make.coordinator(make.area())):
        with pytest.raises(Denied):
            no(make.actor(user), contact, volunteer)


def test_nobody_is_asked_for_somebody_who_may_not_be_approached(
    actor: Actor, contact: Contact, area: Area
) -> None:
    contact.stage = Stage.DECEASED

    with pytest.raises(RuleBroken) as refused:
        no(actor, contact, make.volunteer(area))

    assert refused.value.code == "contact.stopped"
