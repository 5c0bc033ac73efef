from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log
from thuis_app.core.errors import Missing, require
from thuis_app.people.contacts.models import Contact
from thuis_app.people.relations import queries as relations
from thuis_app.people.relations.rules import Purpose
from thuis_app.team.volunteers import policy as volunteer_policy
from thuis_app.team.volunteers import queries as volunteers
from thuis_app.visiting.matches import queries as matches
from thuis_app.visiting.matches.forms import KIND_HINTS
from thuis_app.visiting.matches.rules import MatchAuditEvent
from thuis_app.visiting.matching import actions, forms, policy, queries
from thuis_app.visiting.matching.rules import MatchingAuditEvent, MatchProposal
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, part, render, wants_fragment
from thuis_app.web.links import link
from thuis_app.web.request_args import cursor, day_and_id
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("matching", __name__, url_prefix="/matches")

FIRST = 10


@bp.get("/of/<int:contact_id>/new")
def new_form(contact_id: int) -> ResponseReturnValue:
    contact = _arranged(contact_id)
    search = forms.MatchSearchForm(request.args)
    words = search.search.data or "" if search.validate() else ""
    found = queries.proposals(actor(), contact, search=words)
    audit_log.log_view(actor(), MatchingAuditEvent.CONSIDERED, contact_id=contact.id)
    return _choosing(forms.MatchForm(), contact, found, search)


@bp.post("/of/<int:contact_id>/new")
def create(contact_id: int) -> ResponseReturnValue:
    contact, form = _arranged(contact_id), forms.MatchForm()
    found = queries.proposals(actor(), contact)
    refused = _offered(form, contact, found).refused()
    if not relations.has_consent(contact, Purpose.VISIT):
        refused = 409
    if refused:
        search = forms.MatchSearchForm(formdata=None)
        return _choosing(form, contact, found, search), refused
    actions.bring_together(actor(), contact, **form.decided)
    return done(_("The volunteer has been brought in."), _file(contact))


@bp.get("/of/<int:contact_id>/refused/<int:user_id>")
def refuse_form(contact_id: int, user_id: int) -> ResponseReturnValue:
    contact = _arranged(contact_id)
    audit_log.log_view(actor(), MatchingAuditEvent.CONSIDERED, contact_id=contact.id)
    return _refusing(contact, user_id, forms.RefusalForm(formdata=None))


@bp.post("/of/<int:contact_id>/refused/<int:user_id>")
def refuse(contact_id: int, user_id: int) -> ResponseReturnValue:
    contact, form = _arranged(contact_id), forms.RefusalForm()
    if refused := form.refused():
        return _refusing(contact, user_id, form), refused
    actions.refuse(actor(), contact, volunteer=user_id, **form.answers)
    page = url_for(".new_form", contact_id=contact.id)
    return done(_("Noted. The next proposal takes it into account."), page)


@bp.post("/refusals/<int:refusal_id>/take-back")
def take_back(refusal_id: int) -> ResponseReturnValue:
    refusal = queries.refusal(actor(), refusal_id)
    actions.take_back(actor(), refusal)
    page = url_for(".new_form", contact_id=refusal.contact_id)
    return done(_("Noted: this no holds no longer."), page)


@bp.get("/unasked")
def unasked() -> ResponseReturnValue:
    if not volunteer_policy.may_list(actor()):
        raise Missing
    begin = request.args.get("after", type=day_and_id)
    found, follows = queries.unasked(actor(), begin)
    audit_log.log_list(
        actor(), MatchAuditEvent.LISTED, [one.fits.id for one in found if one.fits]
    )
    more = follows and url_for(".unasked", after=cursor(follows))
    if begin and wants_fragment():
        return part("visiting/matching/_unasked.html", unasked=found, more_page=more)
    shown = {"unasked": found, "more_page": more}
    return render("visiting/matching/unasked.html", "unasked_list", **shown)


def _arranged(contact_id: int) -> Contact:
    contact = matches.contact(actor(), contact_id)
    require(policy.may_choose(actor(), contact))
    return contact


def _offered(
    form: forms.MatchForm, contact: Contact, found: list[MatchProposal]
) -> forms.MatchForm:
    """The first of those who can be chosen, and the one that was."""
    can = [proposal for proposal in found if proposal.is_choosable]
    chosen = [p for p in can[FIRST:] if p.one.user_id == form.chosen]
    housemates = matches.housemates(actor(), contact)
    agreed = matches.agreed(housemates)
    unasked = {one.id for one in housemates} - agreed
    return form.offer(chosen + can[:FIRST], housemates, unasked)


def _choosing(
    form: forms.MatchForm,
    contact: Contact,
    found: list[MatchProposal],
    search: forms.MatchSearchForm,
) -> TemplateResponse:
    barred = [proposal for proposal in found if not proposal.is_choosable]
    _offered(form, contact, found)
    return render(
        "visiting/matching/new.html",
        "match_choice",
        form=form,
        contact=contact,
        search=search,
        told=forms.unasked_words,
        barred_words=forms.barred,
        barred=barred,
        many=len(found) - len(barred),
        first=FIRST,
        kind_hints=KIND_HINTS,
        refusals=queries.refusals(actor(), contact),
        button=ButtonForm(formdata=None),
        may_be_visited=relations.has_consent(contact, Purpose.VISIT),
    )


def _refusing(
    contact: Contact, user_id: int, form: forms.RefusalForm
) -> TemplateResponse:
    someone = volunteers.get(actor(), user_id)
    return render(
        "visiting/matching/refuse.html",
        "refusal_form",
        form=form,
        contact=contact,
        someone=someone,
    )


def _file(contact: Contact) -> str:
    return link("person", contact_id=contact.id)
