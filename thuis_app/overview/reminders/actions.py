"""Leaving the reminders in the outbox."""

from datetime import date

from thuis_app.core import audit_log, clock, outbox
from thuis_app.core.actors import Actor
from thuis_app.core.errors import require
from thuis_app.overview.reminders import policy, queries, rules
from thuis_app.overview.reminders.rules import (
    DayMail,
    PapersMail,
    ReminderAuditEvent,
    ReportsMail,
)
from thuis_app.people.tasks.models import Task
from thuis_app.team.volunteers import queries as volunteers


def remind(actor: Actor, today: date) -> int:
    """Write one reminder for everybody who may need one; twice a day is once."""
    require(policy.may_remind(actor))
    at, posted = clock.at(today, rules.FROM), 0
    for user in queries.to_remind(actor, today):
        key = rules.key_of_day(user.id, today)
        if outbox.post(key, user.id, DayMail(today), not_before=at):
            audit_log.record(actor, ReminderAuditEvent.POSTED, user, contact_id=None)
            posted += 1
    return posted


def announce(actor: Actor, today: date) -> int:
    """Tell the coordinators of a volunteer, once per announcement, what runs out."""
    require(policy.may_remind(actor))
    posted = 0
    for user in queries.coordinators(actor):
        for one in volunteers.expiring(queries.on_behalf_of(actor, user), today):
            mail = PapersMail(one.user.id, one.requirement, one.announced or 0)
            what = one.user.id, one.requirement, one.review_by, mail.within
            if outbox.post(rules.key_of_papers(*what, user.id), user.id, mail):
                audit_log.record(
                    actor, ReminderAuditEvent.PAPERS_ANNOUNCED, user, contact_id=None
                )
                posted += 1
    return posted


def request_reports(actor: Actor, task: Task) -> bool:
    """Ask the volunteer of a visit for the reports that are late, once on a day.

    False where they were asked today already, or want no mail.
    """
    require(policy.may_request_reports(actor, task))
    today, user_id = clock.today(), task.volunteer_id
    if user_id is None or not queries.may_be_mailed(actor, [user_id]):
        return False
    if not outbox.post(
        rules.key_of_reports(user_id, today), user_id, ReportsMail(today)
    ):
        return False
    audit_log.record(
        actor,
        ReminderAuditEvent.REPORTS_ASKED,
        task,
        contact_id=task.contact_id,
    )
    return True
