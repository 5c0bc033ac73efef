"""Naming a deputy for some villages, and ending that before its last day."""

from collections.abc import Collection
from datetime import date

from thuis_app.core import audit_log, clock, events
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.organisation.accounts import actions as account_actions
from thuis_app.organisation.accounts import queries as accounts
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import (
    AccountEnded,
    AccountNews,
    AgreementAsked,
    AgreementKind,
    Grant,
    RoleEnded,
    RoleGiven,
)
from thuis_app.organisation.agreements import actions as agreements
from thuis_app.organisation.agreements.rules import DeputyAgreed
from thuis_app.organisation.deputies import policy, queries, rules
from thuis_app.organisation.deputies.models import Deputy
from thuis_app.organisation.deputies.rules import (
    DeputyAuditEvent,
    DeputyEnded,
    Period,
)


def name(
    actor: Actor,
    user: User,
    *,
    area_ids: Collection[int],
    first_on: date,
    last_on: date,
) -> list[Deputy]:
    """Let a user do the work of the coordinator of these villages, from a day up to
    and including a day. What they may see ends with it, by itself.

    Nothing comes back when an administrator names them and a second person is to agree
    first. A coordinator shares a right of their own, and asks nobody.
    """
    require(policy.may_name(actor, user, area_ids))
    rules.check_villages(area_ids)
    rules.check_period(Period(first_on, last_on), clock.today())
    if not rules.may_be_deputy(user.roles):
        raise RuleBroken("deputy.role")
    if waiting := _needing(actor, user, area_ids):
        grant = Grant(waiting, area_ids=frozenset(area_ids))
        asked = AgreementAsked(AgreementKind.DEPUTY, user.id, waiting, grant)
        agreements.ask(actor, asked, first_on=first_on, last_on=last_on)
        return []
    found = _rows(user, area_ids, first_on, last_on, named_by=actor.id)
    audit_log.record(
        actor,
        DeputyAuditEvent.NAMED,
        user,
        contact_id=None,
        ground=f"{first_on} {last_on}",
    )
    return found


def on_deputy_agreed(actor: Actor, event: DeputyAgreed) -> None:
    """A deputy whom an administrator named, and a second person agreed to."""
    user = db.session.get_one(User, event.user_id)
    rules.check_period(Period(event.first_on, event.last_on), clock.today())
    if not rules.may_be_deputy(user.roles):
        raise RuleBroken("deputy.role")
    days = event.first_on, event.last_on
    _rows(user, event.area_ids, *days, named_by=event.named_by)
    audit_log.record(
        actor,
        DeputyAuditEvent.NAMED,
        user,
        contact_id=None,
        ground=f"{event.first_on} {event.last_on}",
    )


def _needing(actor: Actor, user: User, area_ids: Collection[int]) -> frozenset[Role]:
    """For which role another must agree before this user is a deputy."""
    if all(map(actor.coordinates_oneself, area_ids)):
        return frozenset()
    return accounts.needing(actor, user, frozenset({Role.COORDINATOR}))


def _rows(
    user: User,
    area_ids: Collection[int],
    first_on: date,
    last_on: date,
    *,
    named_by: int,
) -> list[Deputy]:
    named = [
        Deputy(
            user_id=user.id,
            area_id=area_id,
            first_on=first_on,
            last_on=last_on,
            named_by=named_by,
        )
        for area_id in sorted(area_ids)
    ]
    db.session.add_all(named)
    db.session.flush()
    account_actions.post_news(user.id, AccountNews.DEPUTY_NAMED)
    return named


def end(actor: Actor, deputy: Deputy) -> None:
    """End it now: from the next page on they see no more than before."""
    require(policy.may_end(actor, deputy.area_id))
    if deputy.ended_at is None:
        _end(actor, deputy)
        audit_log.record(actor, DeputyAuditEvent.ENDED, deputy, contact_id=None)


def settle(actor: Actor) -> int:
    """Close those whose last day has passed, and give back what they had taken on.

    What they may see ended with that day already. Returns how many there were.
    """
    require(policy.may_settle(actor))
    found = queries.over()
    for deputy in found:
        _end(actor, deputy)
        audit_log.record(actor, DeputyAuditEvent.ENDED, deputy, contact_id=None)
    return len(found)


def on_account_ended(actor: Actor, event: AccountEnded) -> None:
    """An account that ended is deputy of nothing, also when it is opened again."""
    _end_all(actor, event.user_id)


def on_role_ended(actor: Actor, event: RoleEnded) -> None:
    """Who is no coordinator or board member any more is no deputy."""
    if event.role in rules.MAY_DEPUTISE:
        _end_all(actor, event.user_id)


def on_role_given(actor: Actor, event: RoleGiven) -> None:
    """Who becomes a volunteer has villages of their own, and is no deputy."""
    is_volunteer = event.role is Role.VOLUNTEER
    if is_volunteer and queries.is_volunteer_alone(event.user_id):
        _end_all(actor, event.user_id)


def _end_all(actor: Actor, user_id: int) -> None:
    for deputy in queries.open_of(user_id):
        _end(actor, deputy)
        audit_log.record(actor, DeputyAuditEvent.ENDED, deputy, contact_id=None)


def _end(actor: Actor, deputy: Deputy) -> None:
    deputy.ended_at = clock.now()
    events.publish(actor, DeputyEnded(deputy.user_id, deputy.area_id))
