from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log
from thuis_app.core.errors import Missing, RuleBroken
from thuis_app.organisation.foundation import queries as foundation
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.concerns import actions, policy, queries, rules
from thuis_app.visiting.concerns.forms import (
    AcknowledgeForm,
    CloseForm,
    ConcernStepForm,
    KindForm,
    RaiseForm,
    TermsForm,
)
from thuis_app.visiting.concerns.models import Concern
from thuis_app.visiting.concerns.rules import HANDED_IN, ConcernAuditEvent, ConcernKind
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


@bp.get("/new")
def start() -> ResponseReturnValue:
    """Whom to call, for every user; a volunteer then says about whom it is."""
    return render(
        "visiting/concerns/start.html",
        "concern_start",
        people=queries.reportable_people(actor()),
        leads=queries.leads(),
        numbers=foundation.help_numbers(),
    )


@bp.get("/of/<int:contact_id>/new")
def choose(contact_id: int) -> ResponseReturnValue:
    contact = matches.reportable_contact(actor(), contact_id)
    return render(
        "visiting/concerns/choose.html",
        "concern_kinds",
        contact=contact,
        back_to=_back(contact),
        numbers=foundation.help_numbers(),
    )


@bp.get("/of/<int:contact_id>/new/<concern_kind>")
def raise_form(contact_id: int, concern_kind: str) -> ResponseReturnValue:
    contact = matches.reportable_contact(actor(), contact_id)
    form = RaiseForm(formdata=None)
    return _raising(form, contact, _kind(concern_kind), wanting=False)


@bp.post("/of/<int:contact_id>/new/<concern_kind>")
def create(contact_id: int, concern_kind: str) -> ResponseReturnValue:
    """The question before sending is an answer 422: nothing of it is kept."""
    contact = matches.reportable_contact(actor(), contact_id)
    form, kind = RaiseForm(), _kind(concern_kind)
    refused = form.refused()
    if refused or not form.is_sure:
        wanting = not refused and not form.is_in_doubt
        return _raising(form, contact, kind, wanting=wanting), 422
    words, urgent = form.words.data or "", form.urgent.data
    actions.raise_concern(actor(), contact, words=words, urgent=urgent, kind=kind)
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


@bp.post("/<concern_id>/kind")
def sort(concern_id: str) -> ResponseReturnValue:
    concern, form = queries.get(actor(), concern_id), KindForm()
    if refused := form.refused(concern):
        return _page(concern, ConcernStepForm(formdata=None), form), refused
    actions.sort(actor(), concern, **form.answers)
    return done(_("These are the steps that belong to it."), _at(concern))


@bp.post("/<concern_id>/steps")
def step(concern_id: str) -> ResponseReturnValue:
    concern = queries.get(actor(), concern_id)
    form = ConcernStepForm().for_kind(concern.kind)
    if refused := form.refused():
        return _page(concern, form), refused
    actions.take_step(actor(), concern, **form.answers)
    return done(_("The step is written down."), _at(concern))


@bp.get("/<concern_id>/close")
def close_form(concern_id: str) -> ResponseReturnValue:
    concern = queries.get(actor(), concern_id)
    form = CloseForm(formdata=None).for_version(concern).for_kind(concern.kind)
    return render(
        "visiting/concerns/close.html", "close_form", form=form, concern=concern
    )


@bp.post("/<concern_id>/close")
def close(concern_id: str) -> ResponseReturnValue:
    concern = queries.get(actor(), concern_id)
    form = CloseForm().for_kind(concern.kind)
    if refused := form.refused(concern, words=concern.closing_words):
        page = render(
            "visiting/concerns/close.html", "close_form", form=form, concern=concern
        )
        return page, refused
    actions.close(actor(), concern, **form.answers)
    return done(_("The concern is closed."), url_for(".index"))


def _kind(word: str) -> ConcernKind:
    """The kind in an address; raises Missing for what is not handed in here."""
    try:
        return HANDED_IN[HANDED_IN.index(ConcernKind(word))]
    except ValueError:
        raise Missing from None


def _raising(
    form: RaiseForm, contact: Contact, kind: ConcernKind, *, wanting: bool
) -> TemplateResponse:
    return render(
        "visiting/concerns/raise.html",
        "raise_form",
        form=form,
        contact=contact,
        kind=kind,
        asks=wanting,
        leads=queries.leads(),
        numbers=foundation.help_numbers(),
    )


def _terms_page(form: TermsForm) -> TemplateResponse:
    names = [user.name for user in queries.stand_ins()]
    return render(
        "visiting/concerns/terms.html", "terms_form", form=form, stand_ins=names
    )


def _page(
    concern: Concern, form: ConcernStepForm, kind_form: KindForm | None = None
) -> TemplateResponse:
    audit_log.log_view(actor(), ConcernAuditEvent.OPENED, subject_id=concern.id)
    return render(
        "visiting/concerns/show.html",
        "concern",
        concern=concern,
        form=form.for_kind(concern.kind),
        kind_form=kind_form
        or KindForm(formdata=None, obj=concern).for_version(concern),
        take_on=AcknowledgeForm(formdata=None).for_version(concern),
        telephones=queries.telephones(actor(), concern),
        steps=rules.steps_of(concern.kind),
        numbers=foundation.help_numbers(),
    )


def _at(concern: Concern) -> str:
    return url_for(".show", concern_id=concern.id)


def _back(contact: Contact) -> str:
    if actor().coordinates(contact.area_id):
        return link("person", contact_id=contact.id)
    return link("home")
