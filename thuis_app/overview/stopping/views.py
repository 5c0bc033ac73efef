from collections.abc import Sequence

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log, clock
from thuis_app.organisation.changes import queries as changes
from thuis_app.organisation.changes.actions import undoable
from thuis_app.organisation.changes.models import ChangeSet
from thuis_app.organisation.changes.rules import STOPS, ChangeKind
from thuis_app.organisation.endings import queries as endings
from thuis_app.organisation.endings.forms import EndingForm, said
from thuis_app.organisation.endings.rules import EndingLine
from thuis_app.overview.stopping import actions, forms
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import (
    ContactAuditEvent,
    PersonFinished,
    PersonStopped,
    check_takes_part,
)
from thuis_app.web.forms import ButtonForm, Form
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, go, render
from thuis_app.web.links import link
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("stopping", __name__, url_prefix="/people")


@bp.get("/<int:contact_id>/stop")
def stop_form(contact_id: int) -> ResponseReturnValue:
    """The ways in which contact ends, each with a page of its own."""
    contact = _opened(contact_id)
    return render(
        "overview/stopping/stop.html",
        "ways",
        contact=contact,
        ending=changes.latest(actor(), contact.id, STOPS),
    )


@bp.get("/<int:contact_id>/no-contact")
def no_contact_form(contact_id: int) -> ResponseReturnValue:
    return _stop_page("no_contact", _opened(contact_id), forms.NoContactForm)


@bp.post("/<int:contact_id>/no-contact")
def no_contact(contact_id: int) -> ResponseReturnValue:
    contact, form = contacts.get(actor(), contact_id), forms.NoContactForm()
    return _stop(
        "no_contact", contact, form, _("From now on nobody calls or comes by.")
    )


@bp.get("/<int:contact_id>/moved")
def moved_form(contact_id: int) -> ResponseReturnValue:
    return _stop_page("moved", _opened(contact_id), forms.MovedForm)


@bp.post("/<int:contact_id>/moved")
def moved(contact_id: int) -> ResponseReturnValue:
    contact, form = contacts.get(actor(), contact_id), forms.MovedForm()
    return _stop("moved", contact, form, _("It is written down that they moved."))


@bp.get("/<int:contact_id>/deceased")
def deceased_form(contact_id: int) -> ResponseReturnValue:
    return _stop_page("deceased", _opened(contact_id), forms.DeceasedForm)


@bp.post("/<int:contact_id>/deceased")
def deceased(contact_id: int) -> ResponseReturnValue:
    contact, form = contacts.get(actor(), contact_id), forms.DeceasedForm()
    return _stop("deceased", contact, form, _("It is written down. Take your time."))


@bp.get("/<int:contact_id>/finish")
def finish_form(contact_id: int) -> ResponseReturnValue:
    contact = _opened(contact_id)
    check_takes_part(contact.stage)
    form = forms.FinishForm(formdata=None, on=clock.today(), sends_thanks=True)
    form.for_version(contact)
    return _show("finish", contact, form, _finished_lines(contact))


@bp.post("/<int:contact_id>/finish")
def finish(contact_id: int) -> ResponseReturnValue:
    contact, form = contacts.get(actor(), contact_id), forms.FinishForm()
    check_takes_part(contact.stage)
    lines = _finished_lines(contact)
    if refused := form.refused(contact) or form.overlooks(lines):
        return _show("finish", contact, form, lines), refused
    change = actions.finish(actor(), contact, **form.answers)
    return _done(contact, _("It is rounded off."), lines, change)


@bp.get("/<int:contact_id>/reopen")
def reopen_form(contact_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    audit_log.log_view(actor(), ContactAuditEvent.REOPEN_OPENED, contact_id=contact.id)
    return _show_reopen(contact, forms.ReopenForm(formdata=None).for_version(contact))


@bp.post("/<int:contact_id>/reopen")
def reopen(contact_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    form = forms.ReopenForm()
    if refused := form.refused(contact, because=contact.stopped_because):
        return _show_reopen(contact, form), refused
    with undoable(actor(), ChangeKind.REOPENED, contact) as doing:
        actions.reopen(actor(), contact, **form.answers)
    page = link("person", contact_id=contact.id)
    return done(_("Contact is welcome again."), page, undo=doing.change_id)


@bp.get("/<int:contact_id>/mistake")
def mistake_form(contact_id: int) -> ResponseReturnValue:
    """The page on which what was done is put right; a long time after a stop, contact
    is opened again instead."""
    contact = _opened(contact_id)
    found = changes.of_person(actor(), contact.id)
    if not found and contact.is_stopped:
        return go(url_for(".reopen_form", contact_id=contact.id))
    chosen = found[0].id if found else None
    form = forms.MistakeForm(formdata=None, change_id=chosen).offer(found)
    return _show_mistake(contact, form.for_version(contact), found)


@bp.post("/<int:contact_id>/mistake")
def mistake(contact_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    found = changes.of_person(actor(), contact.id)
    form = forms.MistakeForm().offer(found)
    if refused := form.refused(contact, **form.answers):
        return _show_mistake(contact, form, found), refused
    change = changes.get(actor(), form.change_id.data)
    because = form.because.data or ""
    undone = actions.put_right(actor(), contact, change, because=because)
    words = _("Put right. What still lies ahead is back.")
    if undone.left:
        words = _("Put right. Not everything could come back: look at what lies ahead.")
    if undone.contact_id is None:
        return done(_("Put right. This person was never here."), link("home"))
    return done(words, link("person", contact_id=contact_id))


def _opened(contact_id: int) -> Contact:
    contact = contacts.get(actor(), contact_id)
    audit_log.log_view(actor(), ContactAuditEvent.STOP_OPENED, contact_id=contact.id)
    return contact


def _stopped_lines(contact: Contact, form: forms.NoContactForm) -> list[EndingLine]:
    """What would end: since the day on the form, where that can be."""
    on = form.on.data if form.on.data and not form.on.errors else clock.today()
    return endings.open_under(actor(), PersonStopped(contact.id, form.stage, on))


def _finished_lines(contact: Contact) -> list[EndingLine]:
    return endings.open_under(actor(), PersonFinished(contact.id))


def _stop_page(
    name: str, contact: Contact, kind: type[forms.NoContactForm]
) -> TemplateResponse:
    form = kind(formdata=None, on=clock.today(), sends_thanks=True)
    form.for_version(contact)
    return _show(name, contact, form, _stopped_lines(contact, form))


def _stop(
    name: str, contact: Contact, form: forms.NoContactForm, words: str
) -> ResponseReturnValue:
    now = {"on": contact.stopped_on, "because": contact.stopped_because}
    refused = form.refused(contact, **now)
    lines = _stopped_lines(contact, form)
    if refused := refused or form.overlooks(lines):
        return _show(name, contact, form, lines), refused
    change = actions.stop(actor(), contact, **form.answers)
    return _done(contact, words, lines, change)


def _done(
    contact: Contact, words: str, lines: list[EndingLine], change: ChangeSet
) -> ResponseReturnValue:
    page = link("person", contact_id=contact.id)
    return done(f"{words} {said(lines)}".strip(), page, undo=change.id)


def _show(
    name: str, contact: Contact, form: EndingForm, lines: list[EndingLine]
) -> TemplateResponse:
    form.show(lines)
    page = f"overview/stopping/{name}.html"
    return render(page, f"{name}_form", contact=contact, form=form)


def _show_reopen(contact: Contact, form: Form) -> TemplateResponse:
    return render(
        "overview/stopping/reopen.html", "reopen_form", contact=contact, form=form
    )


def _show_mistake(
    contact: Contact, form: Form, found: Sequence[ChangeSet]
) -> TemplateResponse:
    return render(
        "overview/stopping/mistake.html",
        "mistake_form",
        contact=contact,
        form=form,
        changes=found,
        button=ButtonForm(formdata=None),
    )
