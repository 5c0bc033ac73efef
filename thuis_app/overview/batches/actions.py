"""Doing the same for several tasks, each with a line of its own in the audit log."""

from collections.abc import Iterable

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.day_parts import DayPart
from thuis_app.core.errors import require
from thuis_app.directory.offerings import actions as offerings
from thuis_app.directory.offerings import queries as known_offerings
from thuis_app.overview.batches import policy
from thuis_app.overview.reminders import actions as reminders
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts import queries as people
from thuis_app.people.tasks.models import Task
from thuis_app.reaching.outreach import actions as outreach
from thuis_app.reaching.outreach import queries as plans
from thuis_app.reaching.outreach_steps.rules import AttemptOutcome, Channel


def remind(actor: Actor, tasks: Iterable[Task]) -> int:
    """Ask the volunteers of these visits for their reports; how many get a mail."""
    require(policy.may_do_several(actor))
    return sum(reminders.request_reports(actor, task) for task in tasks)


def tell(actor: Actor, tasks: Iterable[Task]) -> int:
    """Record that these people know that we keep something about them."""
    require(policy.may_do_several(actor))
    informed = [people.get(actor, task.contact_id or 0) for task in tasks]
    for contact in informed:
        contacts.inform(actor, contact)
    return len(informed)


def confirm(actor: Actor, tasks: Iterable[Task]) -> int:
    """Record that these offerings were checked today, and are right."""
    require(policy.may_do_several(actor))
    checked = [known_offerings.get(actor, task.offering_id or 0) for task in tasks]
    for offering in checked:
        offerings.confirm(actor, offering)
    return len(checked)


def attempt(
    actor: Actor,
    tasks: Iterable[Task],
    *,
    channel: Channel,
    day_part: DayPart,
) -> int:
    """Record that something was brought to these people today; nobody answered yet."""
    require(policy.may_do_several(actor))
    tried = [plans.get(actor, task.contact_id or 0) for task in tasks]
    for plan in tried:
        outreach.record_attempt(
            actor,
            plan,
            made_on=clock.today(),
            day_part=day_part,
            channel=channel,
            outcome=AttemptOutcome.NOBODY_HOME,
        )
    return len(tried)
