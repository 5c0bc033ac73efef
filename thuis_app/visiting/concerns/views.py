from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log
from thuis_app.core.errors import Missing, RuleBroken
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.concerns import actions, policy, queries, rules
from thuis_app.visiting.concerns.forms import (
    AcknowledgeForm,
    CloseForm,
    ConcernStepForm,
    RaiseForm,
    TermsForm,
)
from thuis_app.visiting.concerns.models import Concern
from thuis_app.visiting.concerns.rules import ConcernAuditEvent
from thuis_app.visiting.matches import queries as matches
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.links import link
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("concerns", __name__, url_prefix="/concerns")


@bp.get("/")
def index() -> ResponseReturnValue:
    if not policy.may_read(actor()):
        raise Missing
    audit_log.log_view(actor(), ConcernAuditEvent.LISTED)
    return render(
        "visiting/concerns/index.html",
        "concern_list",
        open_ones=queries.open_ones(actor()),
        closed_ones=queries.closed_ones(actor()),
    )


@bp.get("/of/<int:contact_id>/new")
def raise_form(contact_id: int) -> ResponseReturnValue:
    contact = matches.reportable_contact(actor(), contact_id)
    return _raising(RaiseForm(formdata=None), contact, wanting=False)


@bp.post("/of/<int:contact_id>/new")
def create(contact_id: int) -> ResponseReturnValue:
    """The question before sending is an answer 422: nothing of it is kept."""
    contact = matches.reportable_contact(actor(), contact_id)
    form = RaiseForm()
    refused = form.refused()
    if refused or not form.is_sure:
        wanting = not refused and not form.is_in_doubt
        return _raising(form, contact, wanting=wanting), 422
    actions.raise_concern(
        actor(), contact, words=form.words.data or "", urgent=form.urgent.data
    )
    return done(_("It is with the safeguarding lead now. Thank you."), _back(contact))


@bp.get("/terms")
def terms_form() -> ResponseReturnValue:
    terms = queries.own_terms(actor())
    return _terms_page(TermsForm(formdata=None, obj=terms).for_version(terms))


@bp.post("/terms")
def set_terms() -> ResponseReturnValue:
    terms, form = queries.own_terms(actor()), TermsForm()
    if refused := form.refused(terms):
        return _terms_page(form), refused
    actions.set_terms(actor(), terms, **form.answers)
    return done(_("Saved. From now on this holds."), url_for(".index"))


@bp.get("/<concern_id>")
def show(concern_id: str) -> ResponseReturnValue:
    concern = queries.get(actor(), concern_id)
    return _page(concern, ConcernStepForm(formdata=None))


@bp.post("/<concern_id>/acknowledge")
def acknowledge(concern_id: str) -> ResponseReturnValue:
    concern = queries.get(actor(), concern_id)
    if AcknowledgeForm().refused(concern):
        raise RuleBroken("stale")
    actions.acknowledge(actor(), concern)
    return done(_("You have taken this on."), _at(concern))


@bp.post("/<concern_id>/steps")
def step(concern_id: str) -> ResponseReturnValue:
    concern, form = queries.get(actor(), concern_id), ConcernStepForm()
    if refused := form.refused():
        return _page(concern, form), refused
    actions.take_step(actor(), concern, **form.answers)
    return done(_("The step is written down."), _at(concern))


@bp.get("/<concern_id>/close")
def close_form(concern_id: str) -> ResponseReturnValue:
    concern = queries.get(actor(), concern_id)
    form = CloseForm(formdata=None).for_version(concern)
    return render(
        "visiting/concerns/close.html", "close_form", form=form, concern=concern
    )


@bp.post("/<concern_id>/close")
def close(concern_id: str) -> ResponseReturnValue:
    concern, form = queries.get(actor(), concern_id), CloseForm()
    if refused := form.refused(concern, words=concern.closing_words):
        page = render(
            "visiting/concerns/close.html", "close_form", form=form, concern=concern
        )
        return page, refused
    actions.close(actor(), concern, **form.answers)
    return done(_("The concern is closed."), url_for(".index"))


def _raising(form: RaiseForm, contact: Contact, *, wanting: bool) -> TemplateResponse:
    return render(
        "visiting/concerns/raise.html",
        "raise_form",
        form=form,
        contact=contact,
        asks=wanting,
        leads=queries.leads(),
        back_to=_back(contact),
        safe_at_home=rules.SAFE_AT_HOME,
        emergency=rules.EMERGENCY,
    )


def _terms_page(form: TermsForm) -> TemplateResponse:
    names = [user.name for user in queries.stand_ins()]
    return render(
        "visiting/concerns/terms.html", "terms_form", form=form, stand_ins=names
    )


def _page(concern: Concern, form: ConcernStepForm) -> TemplateResponse:
    audit_log.log_view(actor(), ConcernAuditEvent.OPENED, subject_id=concern.id)
    return render(
        "visiting/concerns/show.html",
        "concern",
        concern=concern,
        form=form,
        take_on=AcknowledgeForm(formdata=None).for_version(concern),
        telephones=queries.telephones(actor(), concern),
        steps=list(rules.ConcernStepKind),
        safe_at_home=rules.SAFE_AT_HOME,
        emergency=rules.EMERGENCY,
    )


def _at(concern: Concern) -> str:
    return url_for(".show", concern_id=concern.id)


def _back(contact: Contact) -> str:
    if actor().coordinates(contact.area_id):
        return link("person", contact_id=contact.id)
    return link("home")
