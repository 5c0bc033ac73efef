from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from thuis_app.core import audit_log
from thuis_app.overview.ahead import queries as ahead
from thuis_app.overview.casefile import policy, queries
from thuis_app.overview.task_lines.forms import line
from thuis_app.overview.timeline import queries as timeline
from thuis_app.overview.timeline.rules import EventKind
from thuis_app.people.contacts import policy as contacts
from thuis_app.people.contacts.rules import ContactAuditEvent
from thuis_app.people.notes.forms import NoteForm, hint
from thuis_app.people.notes.rules import NoteSubject
from thuis_app.people.tasks import queries as tasks
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.people.wishes import queries as wishes
from thuis_app.web.forms import ButtonForm, Form
from thuis_app.web.guard import actor
from thuis_app.web.htmx import render
from thuis_app.web.request_args import day

bp = Blueprint("casefile", __name__, url_prefix="/people")

TABS = {
    EventKind.VISIT: _l("Visits"),
    EventKind.ATTEMPT: _l("Attempts"),
    EventKind.NOTE: _l("Notes"),
    EventKind.REFERRAL: _l("Referrals"),
    EventKind.RESPITE: _l("Respite"),
    EventKind.MATCH: _l("Matches"),
    EventKind.SIGNAL: _l("Signals"),
}
SIGNS = {
    EventKind.VISIT: "pen",
    EventKind.ATTEMPT: "door",
    EventKind.NOTE: "note",
    EventKind.REFERRAL: "arrow",
    EventKind.RESPITE: "cup",
    EventKind.MATCH: "people",
    EventKind.SIGNAL: "letter",
}


@bp.get("/<int:contact_id>")
def show(contact_id: int) -> ResponseReturnValue:
    contact = queries.person(actor(), contact_id)
    audit_log.log_view(
        actor(),
        ContactAuditEvent.OPENED,
        contact_id=contact.id,
        ground=policy.ground(actor(), contact),
    )
    kind = request.args.get("kind", type=EventKind)
    before = request.args.get("before", type=day)
    around = queries.relations(actor(), contact)
    works = contacts.may_edit(actor(), contact)
    mine = tasks.of_contact(actor(), contact.id) if works else []
    must_inform = contact.inform_by and not contact.informed_on
    steps = {task.kind for task, _name in mine}
    return render(
        "overview/casefile/show.html",
        "timeline",
        contact=contact,
        works=works,
        around=around,
        telephones=queries.telephones(actor(), contact, around),
        tasks=[(task, line(task, name), name) for task, name in mine],
        wishes=wishes.wish_rows(contact),
        timeline=timeline.of_contact(actor(), contact, kind=kind, before=before),
        kind=kind,
        signs=SIGNS,
        ahead=ahead.of_contact(actor(), contact.id),
        ahead_button=ButtonForm(formdata=None),
        is_tried=bool(steps & {TaskKind.ATTEMPT, TaskKind.RESTING}),
        note_hint=hint(NoteSubject(contact.area_id, contact_id=contact.id)),
        note_form=_note_form(contact, [task for task, _name in mine]),
        form=ButtonForm(formdata=None) if must_inform else None,
    )


def _note_form(contact: queries.CaseFilePerson, open_ones: list[Task]) -> Form | None:
    """The field for a note, for who may write one about this person."""
    if not actor().coordinates(contact.area_id):
        return None
    follow_ups = [task for task in open_ones if task.kind is TaskKind.FOLLOW_UP]
    colleagues = tasks.colleagues_in(actor(), contact.area_id)
    return NoteForm(formdata=None).offer(colleagues, follow_ups)
