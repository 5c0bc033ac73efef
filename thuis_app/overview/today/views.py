from collections import Counter
from datetime import timedelta
from functools import partial

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor
from thuis_app.core.errors import require
from thuis_app.organisation.absences import queries as absences
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.forms import VillageFilter, village_filter
from thuis_app.organisation.changes.actions import undoable
from thuis_app.organisation.changes.rules import About, ChangeKind
from thuis_app.organisation.foundation import queries as foundation
from thuis_app.overview.my_people import queries as my_people
from thuis_app.overview.task_lines import queries as numbers
from thuis_app.overview.task_lines.forms import TaskLine, line
from thuis_app.overview.today import forms, queries
from thuis_app.overview.today.queries import Board, TaskRow
from thuis_app.overview.today.rules import (
    SHOWN_ALONE,
    SHOWN_MOST,
    TodayAuditEvent,
    shown_length,
)
from thuis_app.people.tasks import actions
from thuis_app.people.tasks import policy as task_policy
from thuis_app.people.tasks import queries as tasks
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.queries import TaskFilter
from thuis_app.people.tasks.rules import (
    DONE_BY_HAND,
    TaskAuditEvent,
    TaskGroup,
    TaskKind,
    TaskOwner,
)
from thuis_app.reaching.outreach import queries as outreach
from thuis_app.visiting.days import queries as days
from thuis_app.visiting.matching import queries as matching
from thuis_app.visiting.matching.forms import question_facts
from thuis_app.web.forms import ButtonForm, Form
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, go, render
from thuis_app.web.links import link
from thuis_app.web.request_args import row_id
from thuis_app.web.responses import TemplateResponse
from thuis_app.web.return_to import return_page

bp = Blueprint("today", __name__)

SHOWN_FOR = timedelta(days=14)


@bp.get("/")
def index() -> ResponseReturnValue:
    if actor().is_coordinator:
        return _board(actor())
    if actor().is_volunteer:
        return _day(actor())
    if actor().is_administrator:
        is_new = foundation.shown().is_unknown
        return go(link("first_steps") if is_new else url_for("accounts.users"))
    if actor().is_treasurer:
        return go(url_for("payments.index"))
    return go(url_for("reports.index"))


@bp.get("/my-day")
def day() -> ResponseReturnValue:
    return _day(actor()) if actor().is_volunteer else go(url_for(".index"))


@bp.get("/tasks/<string:task_id>")
def task(task_id: str) -> ResponseReturnValue:
    return _show_task(queries.task(actor(), task_id))


@bp.get("/tasks/of/<int:colleague_id>/give")
def give_all_form(colleague_id: int) -> ResponseReturnValue:
    return _giving_all(absences.colleague(actor(), colleague_id))


@bp.post("/tasks/of/<int:colleague_id>/give")
def give_all(colleague_id: int) -> ResponseReturnValue:
    user, form = absences.colleague(actor(), colleague_id), forms.GiveAllForm()
    require(task_policy.may_give_all(actor()))
    found = tasks.taken_on_by(actor(), user.id)
    form.offer(tasks.successors(actor(), found, user.id))
    if refused := form.refused():
        return _giving_all(user, form), refused
    actions.give_all(actor(), user.id, **form.answers)
    page = url_for(".give_all_form", colleague_id=user.id)
    return done(
        _("All of it has been given. You can undo it here for ten minutes."), page
    )


@bp.post("/tasks/of/<int:colleague_id>/give-back")
def give_all_back(colleague_id: int) -> ResponseReturnValue:
    user = absences.colleague(actor(), colleague_id)
    require(task_policy.may_give_all(actor()))
    handover = tasks.last_handover(actor(), user.id)
    if handover is not None:
        actions.give_all_back(actor(), handover)
    page = url_for(".give_all_form", colleague_id=user.id)
    return done(_("Everything is as it was."), page)


@bp.post("/tasks/<string:task_id>/take")
def take(task_id: str) -> ResponseReturnValue:
    found = tasks.get(actor(), task_id)
    with undoable(actor(), ChangeKind.TASK, _about(found)) as doing:
        actions.take(actor(), found)
    return _on_board(_("You do this."), doing.change_id)


@bp.post("/tasks/<string:task_id>/give")
def give(task_id: str) -> ResponseReturnValue:
    row = queries.task(actor(), task_id)
    form = forms.GiveForm().offer(tasks.colleagues(actor(), row.task))
    if refused := form.refused():
        return _show_task(row, give=form), refused
    with undoable(actor(), ChangeKind.TASK, _about(row.task)) as doing:
        actions.give(actor(), row.task, **form.answers)
    return _on_board(_("Saved who does this."), doing.change_id)


@bp.post("/tasks/<string:task_id>/put-off")
def put_off(task_id: str) -> ResponseReturnValue:
    row = queries.task(actor(), task_id)
    form = forms.PutOffForm()
    if refused := form.refused():
        return _show_task(row, put_off=form), refused
    with undoable(actor(), ChangeKind.TASK, _about(row.task)) as doing:
        actions.put_off(actor(), row.task, **form.answers)
    return _on_board(_("This comes back on that day."), doing.change_id)


@bp.post("/tasks/<string:task_id>/finish")
def finish(task_id: str) -> ResponseReturnValue:
    row = queries.task(actor(), task_id)
    form = forms.FinishForm()
    if refused := form.refused():
        return _show_task(row, finish=form), refused
    with undoable(actor(), ChangeKind.TASK, _about(row.task)) as doing:
        actions.finish(actor(), row.task, **form.answers)
    return _on_board(_("This is done."), doing.change_id)


@bp.post("/tasks/<string:task_id>/undo")
def undo(task_id: str) -> ResponseReturnValue:
    actions.undo(actor(), tasks.get(actor(), task_id))
    return done(_("This is on the list again."), url_for(".index"))


def _about(found: Task) -> About:
    return About(found.contact_id, found.area_id)


def _on_board(words: str, change_id: int | None) -> ResponseReturnValue:
    """Go on with the board, which says what changed and offers to undo it."""
    return done(words, url_for(".index"), undo=change_id, undo_here=True)


def _board(who: Actor) -> ResponseReturnValue:
    villages = village_filter(who)
    criteria = TaskFilter(
        today=clock.today(),
        area_ids=villages.area_ids,
        group=request.args.get("queue", type=TaskGroup),
        owner=request.args.get("of", TaskOwner.MINE, type=TaskOwner),
    )
    length = shown_length(request.args.get("show", 0, type=row_id))
    board = queries.board(who, criteria, length)
    chosen = request.args.get("chosen", "")
    audit_log.log_list(who, TodayAuditEvent.BOARD_SHOWN, board.people)
    return render(
        "overview/today/board.html",
        "work",
        board=board,
        criteria=criteria,
        longer=shown_length(length + SHOWN_ALONE),
        is_longest=length == SHOWN_MOST,
        step=SHOWN_ALONE,
        owners=list(TaskOwner),
        away=absences.away(actor(), criteria.today),
        chosen=board.line_with(chosen),
        shown=_shown(board, criteria, villages),
        numbers=numbers.numbers(who, [row.task for row in board.rows]),
        villages=villages,
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
    away = absences.away(actor(), clock.today())
    shown = {
        "give": forms.GiveForm(formdata=None, to=row.task.owner_id).offer(
            colleagues, away
        ),
        "put_off": forms.PutOffForm(formdata=None),
        "finish": forms.FinishForm(formdata=None),
        "take": ButtonForm(formdata=None),
    }
    return render(
        "overview/today/task.html",
        "task_box",
        row=row,
        line=_line(row).leading_back(return_page() or url_for(".index")),
        numbers=numbers.numbers(actor(), [row.task])[row.task.id],
        also=queries.also_open(actor(), row.task),
        forms=shown | filled_in,
        by_hand=row.task.kind in DONE_BY_HAND,
        away=away,
    )


def _giving_all(user: User, form: forms.GiveAllForm | None = None) -> TemplateResponse:
    """What one coordinator took on, by kind, and who could go on with all of it."""
    require(task_policy.may_give_all(actor()))
    found = tasks.taken_on_by(actor(), user.id)
    kinds = Counter(task.kind for task in found)
    form = form or forms.GiveAllForm(formdata=None)
    return render(
        "overview/today/give_all.html",
        "give_all",
        user=user,
        kinds=[(kind, kinds[kind]) for kind in TaskKind if kind in kinds],
        total=len(found),
        form=form.offer(tasks.successors(actor(), found, user.id)),
        last=tasks.last_handover(actor(), user.id),
        button=ButtonForm(formdata=None),
    )


def _shown(
    board: Board, criteria: TaskFilter, villages: VillageFilter
) -> dict[str, TaskLine]:
    """What is shown of each task; its forms lead back to the line that comes next."""
    found = {}
    for at, one in enumerate(board.lines):
        after = board.lines[at + 1 : at + 2] or board.lines[max(at - 1, 0) : at]
        following = one.others[0] if one.others else after[0].lead if after else None
        page = _address(criteria, villages, following)
        for row in one.rows:
            found[row.task.id] = _line(row).leading_back(page)
    return found


def _address(
    criteria: TaskFilter, villages: VillageFilter, chosen: TaskRow | None
) -> str:
    """The address of this board, on which the line of a task is chosen."""
    return url_for(
        ".index",
        queue=criteria.group,
        area=villages.in_link,
        of=criteria.owner.value,
        chosen=chosen.task.id if chosen else None,
    )


def _line(row: TaskRow) -> TaskLine:
    return line(row.task, row.volunteer or "")


def _day(who: Actor) -> ResponseReturnValue:
    today = clock.today()
    own = queries.own_people(who, today - SHOWN_FOR)
    new_people = [match.contact for match in own.new]
    new_ids = [contact.id for contact in new_people]
    found = days.day(who, today, also=new_ids)
    shown = [*found.people, *new_ids]
    audit_log.log_list(who, TodayAuditEvent.DAY_SHOWN, shown)
    return render(
        "overview/today/day.html",
        "visits_today",
        day=found,
        button=partial(ButtonForm, formdata=None),
        stopped=own.stopped,
        questions=[
            (asked, question_facts(asked.contact, subjects))
            for asked, subjects in matching.asked_of(who)
        ],
        new_people=new_people,
        coordinators=my_people.coordinators(who),
        attempts=outreach.summary(who, today, by=who.id).everybody,
        let_go=own.let_go,
    )
