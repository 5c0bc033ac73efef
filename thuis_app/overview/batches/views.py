from collections.abc import Callable

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from thuis_app.core import audit_log, clock
from thuis_app.organisation.areas.forms import VillageFilter, chosen_villages
from thuis_app.organisation.changes.actions import undoable
from thuis_app.organisation.changes.rules import About, ChangeKind
from thuis_app.overview.batches import actions, queries
from thuis_app.overview.batches.forms import (
    AttemptsForm,
    BatchForm,
    put_by,
    reminded,
    saved,
)
from thuis_app.overview.batches.rules import TICKED, BatchAuditEvent, BatchKind
from thuis_app.overview.task_lines import queries as numbers
from thuis_app.overview.task_lines.forms import line
from thuis_app.overview.today.queries import TaskRow
from thuis_app.people.tasks.queries import TaskFilter
from thuis_app.people.tasks.rules import TaskOwner
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.links import link
from thuis_app.web.mailing import sends_mail
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("batches", __name__, url_prefix="/batches")


@bp.get("/remind")
def remind_form() -> ResponseReturnValue:
    return _show(BatchKind.REMIND, BatchForm(formdata=None))


@bp.post("/remind")
def remind() -> ResponseReturnValue:
    words = reminded if sends_mail() else put_by
    return _save(BatchKind.REMIND, BatchForm(), actions.remind, words)


@bp.get("/tell")
def tell_form() -> ResponseReturnValue:
    return _show(BatchKind.TELL, BatchForm(formdata=None))


@bp.post("/tell")
def tell() -> ResponseReturnValue:
    return _save(BatchKind.TELL, BatchForm(), actions.tell, saved)


@bp.get("/confirm")
def confirm_form() -> ResponseReturnValue:
    return _show(BatchKind.CONFIRM, BatchForm(formdata=None))


@bp.post("/confirm")
def confirm() -> ResponseReturnValue:
    return _save(BatchKind.CONFIRM, BatchForm(), actions.confirm, saved)


@bp.get("/attempt")
def attempt_form() -> ResponseReturnValue:
    return _show(BatchKind.ATTEMPT, AttemptsForm(formdata=None))


@bp.post("/attempt")
def attempt() -> ResponseReturnValue:
    return _save(BatchKind.ATTEMPT, AttemptsForm(), actions.attempt, saved)


def _save(
    kind: BatchKind,
    form: BatchForm,
    act: Callable[..., int],
    words: Callable[[int], str],
) -> ResponseReturnValue:
    """Do it for what is ticked, or show the form again."""
    rows = _rows(kind, chosen_villages(actor()))
    if refused := form.offer(rows).refused():
        return _show(kind, form), refused
    if kind is not BatchKind.TELL:
        return done(
            words(act(actor(), form.ticked(rows), **form.details)), link("home")
        )
    with undoable(actor(), ChangeKind.INFORMED, About()) as doing:
        number = act(actor(), form.ticked(rows), **form.details)
    return done(words(number), link("home"), undo=doing.change_id, undo_here=True)


def _criteria(villages: VillageFilter) -> TaskFilter:
    """That of the board from which the page was opened."""
    return TaskFilter(
        today=clock.today(),
        area_ids=villages.area_ids,
        owner=request.args.get("of", TaskOwner.MINE, type=TaskOwner),
    )


def _rows(kind: BatchKind, villages: VillageFilter) -> list[TaskRow]:
    """The tasks on the page."""
    return list(queries.rows(actor(), kind, _criteria(villages)))


def _to_call(kind: BatchKind, villages: VillageFilter) -> list[TaskRow]:
    """Those whom no mail reaches."""
    if kind is not BatchKind.REMIND:
        return []
    return list(queries.late_reports(actor(), _criteria(villages)).by_telephone)


def _show(kind: BatchKind, form: BatchForm) -> TemplateResponse:
    villages, of = chosen_villages(actor()), request.args.get("of")
    rows, to_call = _rows(kind, villages), _to_call(kind, villages)
    shown = [*rows, *to_call]
    people = [row.task.contact_id for row in shown if row.task.contact_id]
    audit_log.log_list(actor(), BatchAuditEvent.LISTED, people)
    return render(
        "overview/batches/batch.html",
        "batch_form",
        kind=kind,
        form=form.offer(rows, is_ticked=kind in TICKED or "all" in request.args),
        rows={row.task.id: row for row in rows},
        to_call=to_call,
        lines={row.task.id: line(row.task, row.volunteer or "") for row in shown},
        numbers=numbers.numbers(actor(), [row.task for row in shown]),
        villages=villages,
        here=url_for(f".{kind.value}", area=villages.in_link, of=of),
        all_ticked=url_for(f".{kind.value}_form", area=villages.in_link, of=of, all=1),
    )
