from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log, clock
from thuis_app.core.errors import Missing
from thuis_app.core.search_words import asked
from thuis_app.organisation.accounts import queries as accounts
from thuis_app.organisation.changes import queries as changes
from thuis_app.organisation.changes.actions import undoable
from thuis_app.organisation.changes.rules import ChangeKind
from thuis_app.organisation.endings import queries as endings
from thuis_app.organisation.endings.forms import said
from thuis_app.organisation.endings.rules import EndingLine
from thuis_app.people.contacts import actions as people
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.contacts.forms import choices_of
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import ContactAuditEvent
from thuis_app.people.relations import actions, forms, policy, queries, rules
from thuis_app.people.relations.models import Consent
from thuis_app.people.relations.rules import RelationAuditEvent
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.links import link
from thuis_app.web.request_args import search
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("relations", __name__, url_prefix="/people")
bp.add_app_template_filter(forms.relation_words, "tie")


@bp.get("/<int:contact_id>/ties/new")
def tie_form(contact_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    audit_log.log_view(actor(), RelationAuditEvent.OPENED, contact_id=contact.id)
    found = contacts.search(actor(), asked(_sought())).all
    form = forms.RelationForm(formdata=None, other=0)
    return _show_relations(
        contact, form, [one.id for one in found[:8] if one.id != contact.id]
    )


@bp.post("/<int:contact_id>/ties/new")
def add_tie(contact_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    form = forms.RelationForm()
    form.offer(choices_of(contacts.named_apart(actor(), form.ids_shown)))
    if refused := form.refused():
        return _show_relations(contact, form, form.ids_shown), refused
    doubles = contacts.possible_duplicates(
        actor(), form.identity_traits, but=contact.id
    )
    if form.must_confirm(doubles):
        return _show_relations(contact, form, form.ids_shown), 422
    other_id = form.other.data
    other = contacts.get(actor(), other_id) if other_id else _new_beside(contact, form)
    found = actions.add_relation(
        actor(), contact, other, kind=form.kind.data, note=form.note.data or ""
    )
    page = _page_of(contact)
    if found.is_representative:
        page = url_for(".represent_form", contact_id=contact.id, tie_id=found.id)
    return done(_("%(name)s is saved.", name=other.full_name), page)


@bp.post("/<int:contact_id>/ties/<int:tie_id>/end")
def end_tie(contact_id: int, tie_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    with undoable(actor(), ChangeKind.RELATION, contact) as doing:
        actions.end_relation(actor(), contact, queries.relation(contact, tie_id))
    page = url_for(".tie_form", contact_id=contact.id)
    words = _("Noted: this is in the past now.")
    return done(words, page, undo=doing.change_id, undo_here=True)


@bp.get("/<int:contact_id>/ties/<int:tie_id>/represents")
def represent_form(contact_id: int, tie_id: int) -> ResponseReturnValue:
    contact, line = _representative(contact_id, tie_id)
    audit_log.log_view(actor(), RelationAuditEvent.OPENED, contact_id=contact.id)
    form = forms.RepresentativeForm(formdata=None, obj=line.relation)
    return _show_representative(contact, line, form)


@bp.post("/<int:contact_id>/ties/<int:tie_id>/represents")
def represent(contact_id: int, tie_id: int) -> ResponseReturnValue:
    contact, line = _representative(contact_id, tie_id)
    form = forms.RepresentativeForm()
    if refused := form.refused():
        return _show_representative(contact, line, form), refused
    actions.represent(actor(), contact, line.relation, **form.answers)
    return done(_("What they may decide is saved."), _page_of(contact))


@bp.get("/<int:contact_id>/consents")
def consent_form(contact_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    audit_log.log_view(
        actor(), RelationAuditEvent.CONSENTS_OPENED, contact_id=contact.id
    )
    form = forms.ConsentForm(formdata=None, given_on=clock.today())
    form.offer(*_givers(contact))
    return _show_consents(contact, form)


@bp.post("/<int:contact_id>/consents")
def give_consent(contact_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    form = forms.ConsentForm().offer(*_givers(contact))
    if refused := form.refused():
        return _show_consents(contact, form), refused
    with undoable(actor(), ChangeKind.CONSENT_GIVEN, contact) as doing:
        actions.consent(actor(), contact, **form.answers)
    words = _("The consent is saved.")
    return done(words, _page_of(contact), undo=doing.change_id)


@bp.get("/<int:contact_id>/consents/<int:consent_id>/withdraw")
def withdraw_consent_form(contact_id: int, consent_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    consent = queries.consent(contact, consent_id)
    rules.check_standing(consent.withdrawn_on)
    audit_log.log_view(
        actor(), RelationAuditEvent.CONSENTS_OPENED, contact_id=contact.id
    )
    form = forms.WithdrawForm(formdata=None, on=clock.today())
    return _show_withdrawal(contact, consent, form)


@bp.post("/<int:contact_id>/consents/<int:consent_id>/withdraw")
def withdraw_consent(contact_id: int, consent_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    consent = queries.consent(contact, consent_id)
    rules.check_standing(consent.withdrawn_on)
    lines = _lines(consent)
    form = forms.WithdrawForm().offer(consent)
    if refused := form.refused() or form.overlooks(lines):
        return _show_withdrawal(contact, consent, form), refused
    change = actions.withdraw(actor(), contact, consent, **form.answers)
    page = url_for(".consent_form", contact_id=contact.id)
    words = _("Withdrawn. From now on this no longer holds.")
    return done(f"{words} {said(lines)}", page, undo=change.id)


def _lines(consent: Consent) -> list[EndingLine]:
    return endings.open_under(actor(), queries.withdrawal(consent))


def _show_withdrawal(
    contact: Contact, consent: Consent, form: forms.WithdrawForm
) -> TemplateResponse:
    lines = _lines(consent)
    form.offer(consent).show(lines)
    return render(
        "people/relations/withdraw.html",
        "withdraw_form",
        contact=contact,
        consent=consent,
        form=form,
    )


def _page_of(contact: Contact) -> str:
    return link("person", contact_id=contact.id)


def _new_beside(contact: Contact, form: forms.RelationForm) -> Contact:
    """A new person around this one, in the same village until more is known."""
    return people.register(actor(), area_id=contact.area_id, roles=(), **form.person)


def _show_relations(
    contact: Contact, form: forms.RelationForm, ids: list[int]
) -> TemplateResponse:
    people = choices_of(contacts.named_apart(actor(), ids))
    if people:
        audit_log.log_list(actor(), ContactAuditEvent.LISTED, people)
    rows = queries.relations(contact)
    return render(
        "people/relations/ties.html",
        "tie_form",
        contact=contact,
        form=form.offer(people),
        ties=rows,
        telephones=contacts.telephones(
            actor(), [line.other.id for line in rows], policy.relations_visible(actor())
        ),
        sought=_sought(),
        button=ButtonForm(formdata=None),
    )


def _sought() -> str:
    return request.args.get("q", "", type=search)


def _givers(contact: Contact) -> tuple[str, list[queries.RelationRow]]:
    """The name of the person, and who may decide on their behalf."""
    return contact.full_name, queries.representatives(contact)


def _representative(
    contact_id: int, tie_id: int
) -> tuple[Contact, queries.RelationRow]:
    """A person, and one who decides on their behalf; Missing for other relations."""
    contact = contacts.get(actor(), contact_id)
    for line in queries.representatives(contact):
        if line.relation.id == tie_id:
            return contact, line
    raise Missing


def _show_representative(
    contact: Contact, line: queries.RelationRow, form: forms.RepresentativeForm
) -> TemplateResponse:
    return render(
        "people/relations/represents.html",
        "represent_form",
        contact=contact,
        line=line,
        form=form,
    )


def _show_consents(contact: Contact, form: forms.ConsentForm) -> TemplateResponse:
    consents = queries.consents(contact)
    by = accounts.names(actor(), {one.recorded_by for one in consents})
    return render(
        "people/relations/consents.html",
        "consent_form",
        ending=changes.latest(actor(), contact.id, {ChangeKind.CONSENT}),
        contact=contact,
        form=form,
        consents=consents,
        representatives=queries.representatives(contact),
        given_by=queries.represented_by(consents),
        by=by,
        button=ButtonForm(formdata=None),
    )
