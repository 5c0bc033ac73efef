from datetime import timedelta

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor
from thuis_app.overview.task_lines.forms import line
from thuis_app.overview.today import forms, queries
from thuis_app.overview.today.queries import TaskRow
from thuis_app.overview.today.rules import TodayAuditEvent
from thuis_app.people.tasks import actions
from thuis_app.people.tasks import queries as tasks
from thuis_app.people.tasks.queries import TaskFilter
from thuis_app.people.tasks.rules import (
    DONE_BY_HAND,
    TaskAuditEvent,
    TaskGroup,
    TaskOwner,
)
from thuis_app.visiting.days import queries as days
from thuis_app.web.forms import ButtonForm, Form
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, go, render
from thuis_app.web.request_args import row_id
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("today", __name__)

SHOWN_FOR = timedelta(days=14)


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


@bp.get("/tasks/<string:task_id>")
def task(task_id: str) -> ResponseReturnValue:
    return _show_task(queries.task(actor(), task_id))


@bp.post("/tasks/<string:task_id>/take")
def take(task_id: str) -> ResponseReturnValue:
    actions.take(actor(), tasks.get(actor(), task_id))
    return done(_("You do this."), url_for(".index"))


@bp.post("/tasks/<string:task_id>/give")
def give(task_id: str) -> ResponseReturnValue:
    row = queries.task(actor(), task_id)
    form = forms.GiveForm().offer(tasks.colleagues(actor(), row.task))
    if refused := form.refused():
        return _show_task(row, give=form), refused
    actions.give(actor(), row.task, **form.answers)
    return done(_("Saved who does this."), url_for(".index"))


@bp.post("/tasks/<string:task_id>/put-off")
def put_off(task_id: str) -> ResponseReturnValue:
    row = queries.task(actor(), task_id)
    form = forms.PutOffForm()
    if refused := form.refused():
        return _show_task(row, put_off=form), refused
    actions.put_off(actor(), row.task, **form.answers)
    return done(_("This comes back on that day."), url_for(".index"))


@bp.post("/tasks/<string:task_id>/finish")
def finish(task_id: str) -> ResponseReturnValue:
    row = queries.task(actor(), task_id)
    form = forms.FinishForm()
    if refused := form.refused():
        return _show_task(row, finish=form), refused
    actions.finish(actor(), row.task, **form.answers)
    return done(_("Done. You can still undo it below."), url_for(".index"))


@bp.post("/tasks/<string:task_id>/undo")
def undo(task_id: str) -> ResponseReturnValue:
    actions.undo(actor(), tasks.get(actor(), task_id))
    return done(_("This is on the list again."), url_for(".index"))


def _board(who: Actor) -> ResponseReturnValue:
    criteria = TaskFilter(
        today=clock.today(),
        area_id=request.args.get("area", type=row_id),
        group=request.args.get("queue", type=TaskGroup),
        owner=request.args.get("of", TaskOwner.MINE, type=TaskOwner),
    )
    board = queries.board(who, criteria)
    audit_log.log_list(who, TodayAuditEvent.BOARD_SHOWN, board.people)
    return render(
        "overview/today/board.html",
        "work",
        board=board,
        criteria=criteria,
        owners=list(TaskOwner),
        lines={row.task.id: _line(row) for group in board.groups for row in group.rows},
        villages=queries.villages(who),
        by_hand=DONE_BY_HAND,
        form=ButtonForm(formdata=None),
    )


def _show_task(row: TaskRow, **filled_in: Form) -> TemplateResponse:
    """The page of a task, on which it is taken, given, put off and done."""
    audit_log.log_view(
        actor(),
        TaskAuditEvent.OPENED,
        contact_id=row.task.contact_id,
        subject_id=row.task.id,
    )
    colleagues = tasks.colleagues(actor(), row.task)
    shown = {
        "give": forms.GiveForm(formdata=None, to=row.task.owner_id).offer(colleagues),
        "put_off": forms.PutOffForm(formdata=None),
        "finish": forms.FinishForm(formdata=None),
        "take": ButtonForm(formdata=None),
    }
    return render(
        "overview/today/task.html",
        "task_box",
        row=row,
        line=_line(row),
        forms=shown | filled_in,
        by_hand=row.task.kind in DONE_BY_HAND,
    )


def _line(row: TaskRow) -> object:
    return line(row.task, row.volunteer or "")


def _day(who: Actor) -> ResponseReturnValue:
    today = clock.today()
    found = days.day(who, today)
    audit_log.log_list(who, TodayAuditEvent.DAY_SHOWN, found.people)
    return render(
        "overview/today/day.html",
        "visits_today",
        day=found,
        stopped=queries.stopped_lately(who, today - SHOWN_FOR),
        let_go=queries.let_go(who, today - SHOWN_FOR),
    )
