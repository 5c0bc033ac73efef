from datetime import timedelta

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor
from thuis_app.overview.today import queries
from thuis_app.overview.today.rules import QueueKind, TodayAuditEvent
from thuis_app.visiting.days import queries as days
from thuis_app.web.guard import actor
from thuis_app.web.htmx import go, render
from thuis_app.web.request_args import row_id

bp = Blueprint("today", __name__)

SHOWN_FOR = timedelta(days=14)
QUEUES = {
    QueueKind.CONCERN: _l("Concerns"),
    QueueKind.SIGNAL: _l("Signals"),
    QueueKind.ATTEMPT: _l("Never give up"),
    QueueKind.REFERRAL: _l("Referrals"),
    QueueKind.RESPITE: _l("Respite"),
    QueueKind.REPORT: _l("Reports"),
    QueueKind.TABLET: _l("Reports from tablets"),
    QueueKind.INFORM: _l("To be told"),
}


AUDIT_EVENTS = {
    TodayAuditEvent.BOARD_SHOWN: _l("Work board viewed"),
    TodayAuditEvent.DAY_SHOWN: _l("Day of visits viewed"),
}


@bp.get("/")
def index() -> ResponseReturnValue:
    if actor().is_coordinator:
        return _board(actor())
    if actor().is_volunteer:
        return _day(actor())
    if actor().is_administrator:
        return go(url_for("accounts.users"))
    return go(url_for("reports.index"))


@bp.get("/my-day")
def day() -> ResponseReturnValue:
    return _day(actor()) if actor().is_volunteer else go(url_for(".index"))


def _board(who: Actor) -> ResponseReturnValue:
    only = request.args.get("queue", type=QueueKind)
    area_id = request.args.get("area", type=row_id)
    queues = queries.board(who, clock.today(), area_id=area_id, only=only)
    people = {person for queue in queues for person in queue.people}
    audit_log.log_list(who, TodayAuditEvent.BOARD_SHOWN, sorted(people))
    return render(
        "overview/today/board.html",
        "work",
        queues=queues,
        only=only,
        area_id=area_id,
        villages=queries.villages(who),
        total=sum(queue.total for queue in queues),
    )


def _day(who: Actor) -> ResponseReturnValue:
    today = clock.today()
    found = days.day(who, today)
    audit_log.log_list(who, TodayAuditEvent.DAY_SHOWN, found.people)
    return render(
        "overview/today/day.html",
        "visits_today",
        day=found,
        stopped=queries.stopped_lately(who, today - SHOWN_FOR),
    )
