"""The tasks that can be done at once, each with the names that its row shows."""

from collections.abc import Sequence
from typing import NamedTuple

from thuis_app.core.actors import Actor
from thuis_app.core.errors import require
from thuis_app.overview.batches import policy
from thuis_app.overview.batches.rules import KINDS, MOST, BatchKind
from thuis_app.overview.reminders import queries as reminders
from thuis_app.overview.today import queries as today
from thuis_app.overview.today.queries import TaskRow
from thuis_app.people.tasks.queries import TaskFilter


class LateReports(NamedTuple):
    """Who is reminded by mail, and who gets none and is called."""

    by_mail: Sequence[TaskRow]
    by_telephone: Sequence[TaskRow]


def rows(actor: Actor, kind: BatchKind, criteria: TaskFilter) -> Sequence[TaskRow]:
    """The tasks of this kind that are due, what waits longest first.

    A volunteer is reminded once for all of their reports: one task stands for them.
    """
    require(policy.may_do_several(actor))
    if kind is BatchKind.REMIND:
        return late_reports(actor, criteria).by_mail
    return today.of_kind(actor, criteria, KINDS[kind], MOST)


def late_reports(actor: Actor, criteria: TaskFilter) -> LateReports:
    """The volunteers whose reports are late, by a task of each."""
    require(policy.may_do_several(actor))
    found = today.of_kind(actor, criteria, KINDS[BatchKind.REMIND], MOST)
    first = {row.task.volunteer_id: row for row in reversed(found)}
    mailed = reminders.may_be_mailed(actor, [one for one in first if one])
    each = [row for row in found if first[row.task.volunteer_id] is row]
    return LateReports(
        by_mail=[row for row in each if row.task.volunteer_id in mailed],
        by_telephone=[row for row in each if row.task.volunteer_id not in mailed],
    )
