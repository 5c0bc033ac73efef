from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log, clock
from thuis_app.core.errors import Missing, require
from thuis_app.organisation.areas.forms import village_filter
from thuis_app.organisation.endings import queries as endings
from thuis_app.organisation.endings.rules import EndingLine
from thuis_app.overview.merging import actions, forms, policy, queries
from thuis_app.overview.merging.forms import ComparedPair
from thuis_app.overview.merging.rules import MergeAuditEvent, who_stays
from thuis_app.people.assents import queries as assents
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import PersonStopped, strictest
from thuis_app.people.relations import queries as relations
from thuis_app.web.filters import label
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.links import link
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("merging", __name__, url_prefix="/people")


@bp.get("/twice")
def index() -> ResponseReturnValue:
    """The people of one's villages who may be written down twice."""
    require(policy.may_list(actor()))
    villages = village_filter(actor())
    found = queries.likely_pairs(actor(), villages.area_ids)
    ids = {one.id for pair in found for one in pair[:2]}
    audit_log.log_list(actor(), MergeAuditEvent.LISTED, sorted(ids))
    return render(
        "overview/merging/index.html",
        "pairs",
        pairs=found,
        villages=villages,
        button=ButtonForm(formdata=None),
    )


@bp.get("/<int:contact_id>/twice")
def doubles(contact_id: int) -> ResponseReturnValue:
    """Who may be this person too, and the merge that can be undone."""
    contact = contacts.get(actor(), contact_id)
    found = queries.doubles_of(actor(), contact)
    ids = [contact.id, *(double.contact.id for double in found)]
    audit_log.log_list(actor(), MergeAuditEvent.LISTED, ids)
    return render(
        "overview/merging/doubles.html",
        "doubles",
        contact=contact,
        doubles=found,
        merge=queries.latest(actor(), contact.id),
        button=ButtonForm(formdata=None),
    )


@bp.get("/<int:contact_id>/twice/<int:other_id>")
def merge_form(contact_id: int, other_id: int) -> ResponseReturnValue:
    pair = _pair(contact_id, other_id)
    for one in pair:
        audit_log.log_view(actor(), MergeAuditEvent.OPENED, contact_id=one.id)
    form = forms.MergeForm(formdata=None).compare(pair)
    form.for_version(pair)
    return _show(form, _lines(pair))


@bp.post("/<int:contact_id>/twice/<int:other_id>")
def merge(contact_id: int, other_id: int) -> ResponseReturnValue:
    pair = _pair(contact_id, other_id)
    form, lines = forms.MergeForm().compare(pair), _lines(pair)
    for obstacle in queries.obstacles(actor(), *pair):
        form.refuse(label(obstacle))
    if form.form_errors:
        return _show(form, lines), 422
    if refused := form.refused(pair, **form.as_typed) or form.overlooks(lines):
        return _show(form, lines), refused
    made = actions.merge(actor(), *pair, known=form.known)
    said = _("They are one person now. For a week this can be undone.")
    return done(said, link("person", contact_id=made.kept_id))


@bp.post("/<int:contact_id>/apart/<int:other_id>")
def keep_apart(contact_id: int, other_id: int) -> ResponseReturnValue:
    pair = _pair(contact_id, other_id)
    actions.keep_apart(actor(), *pair)
    said = _("Noted: these are two people. Thuis no longer asks.")
    return done(said, url_for(".index"))


@bp.post("/merges/<int:merge_id>/undo")
def undo(merge_id: int) -> ResponseReturnValue:
    found = queries.get(actor(), merge_id)
    actions.undo(actor(), found)
    said = _("Undone. They are two people again, as they were.")
    return done(said, link("person", contact_id=found.gone_id))


def _pair(contact_id: int, other_id: int) -> ComparedPair:
    """Two people whom this actor may see; Missing when they are one."""
    if contact_id == other_id:
        raise Missing
    one = contacts.get(actor(), contact_id)
    return ComparedPair(one, contacts.get(actor(), other_id))


def _lines(pair: ComparedPair) -> list[EndingLine]:
    """What ends because one of the two said no, moved or died."""
    stage = strictest(pair.one.stage, pair.other.stage)
    found = []
    for one, other in (pair, reversed(pair)):
        if one.is_stopped and one.stage is stage and not other.is_stopped:
            found += _stopped(other, one)
    if found:
        return found
    events: list[Any] = [
        *(relations.withdrawal(one) for one in relations.doubtful(*pair)),
        *(assents.withdrawal(one) for one in assents.doubtful(*pair)),
    ]
    return [line for event in events for line in endings.open_under(actor(), event)]


def _stopped(contact: Contact, by: Contact) -> list[EndingLine]:
    event = PersonStopped(contact.id, by.stage, by.stopped_on or clock.today())
    return endings.open_under(actor(), event)


def _show(form: forms.MergeForm, lines: list[EndingLine]) -> TemplateResponse:
    form.show(lines)
    return render(
        "overview/merging/merge.html",
        "merge_form",
        form=form,
        pair=form.pair,
        stays=who_stays(form.pair.one.id, form.pair.other.id),
        button=ButtonForm(formdata=None),
        obstacles=queries.obstacles(actor(), *form.pair),
    )
