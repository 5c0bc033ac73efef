from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from thuis_app.core import audit_log
from thuis_app.overview.ahead import queries as ahead
from thuis_app.overview.casefile import policy, queries
from thuis_app.overview.task_lines.forms import line
from thuis_app.overview.timeline import queries as timeline
from thuis_app.overview.timeline.rules import EventKind
from thuis_app.people.contacts.rules import ContactAuditEvent
from thuis_app.people.tasks import queries as tasks
from thuis_app.people.wishes import queries as wishes
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor
from thuis_app.web.htmx import render
from thuis_app.web.request_args import day

bp = Blueprint("casefile", __name__, url_prefix="/people")

TABS = {
    EventKind.VISIT: _l("Visits"),
    EventKind.ATTEMPT: _l("Attempts"),
    EventKind.REFERRAL: _l("Referrals"),
    EventKind.RESPITE: _l("Respite"),
    EventKind.MATCH: _l("Matches"),
    EventKind.SIGNAL: _l("Signals"),
}
SIGNS = {
    EventKind.VISIT: "pen",
    EventKind.ATTEMPT: "door",
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
    mine = tasks.of_contact(actor(), contact.id)
    must_inform = contact.inform_by and not contact.informed_on
    return render(
        "overview/casefile/show.html",
        "timeline",
        contact=contact,
        around=around,
        telephones=queries.telephones(actor(), contact, around),
        consents=queries.consents(contact),
        tasks=[(task, line(task, name)) for task, name in mine],
        wishes=wishes.wish_rows(contact),
        timeline=timeline.of_contact(actor(), contact, kind=kind, before=before),
        kind=kind,
        signs=SIGNS,
        ahead=ahead.of_contact(actor(), contact.id),
        ahead_button=ButtonForm(formdata=None),
        form=ButtonForm(formdata=None) if must_inform else None,
    )
