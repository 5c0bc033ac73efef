from datetime import date
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import trail
from thuis_app.core.errors import Missing, require
from thuis_app.people.contacts.models import Contact
from thuis_app.people.relations import queries as relations
from thuis_app.people.relations.rules import Purpose
from thuis_app.team.volunteers import policy as volunteer_policy
from thuis_app.team.volunteers import queries as volunteers
from thuis_app.visiting.matches import actions, forms, policy, queries
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import Proposal
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, part, render, wants_fragment
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("matches", __name__, url_prefix="/matches")

FIRST = 10


@bp.get("/of/<int:contact_id>/new")
def new_form(contact_id: int) -> ResponseReturnValue:
    contact = _arranged(contact_id)
    search = forms.SearchForm(request.args)
    words = search.search.data or "" if search.validate() else ""
    found = queries.proposals(actor(), contact, search=words)
    trail.read(actor(), "match.considered", contact_id=contact.id)
    return _choosing(forms.MatchForm(), contact, found, search)


@bp.post("/of/<int:contact_id>/new")
def create(contact_id: int) -> ResponseReturnValue:
    contact, form = _arranged(contact_id), forms.MatchForm()
    found = queries.proposals(actor(), contact)
    refused = _offered(form, contact, found).refused()
    if not relations.has_consent(contact, Purpose.VISIT):
        refused = 409
    if refused:
        search = forms.SearchForm(formdata=None)
        return _choosing(form, contact, found, search), refused
    actions.bring_together(actor(), contact, **form.decided)
    return done(_("The volunteer has been brought in."), _file(contact))


@bp.get("/of/<int:contact_id>/refused/<int:user_id>")
def refuse_form(contact_id: int, user_id: int) -> ResponseReturnValue:
    contact = _arranged(contact_id)
    trail.read(actor(), "match.considered", contact_id=contact.id)
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


@bp.get("/<int:match_id>")
def edit_form(match_id: int) -> ResponseReturnValue:
    match = _arrangeable(match_id)
    trail.read(actor(), "match.opened", contact_id=match.contact_id)
    form = forms.ChangeForm(obj=match).for_version(match)
    return _changing(match, form)


@bp.post("/<int:match_id>")
def edit(match_id: int) -> ResponseReturnValue:
    match, form = _arrangeable(match_id), forms.ChangeForm()
    if refused := form.offer(match, _lacking(match)).refused(match):
        return _changing(match, form), refused
    actions.change(actor(), match, **form.answers)
    return done(_("That is saved."), _file(match.contact))


@bp.get("/by/<int:user_id>")
def by_volunteer(user_id: int) -> ResponseReturnValue:
    someone = volunteers.get(actor(), user_id)
    found = queries.of_volunteer(actor(), user_id)
    trail.listed(actor(), "match.listed", [match.contact_id for match in found])
    return render(
        "visiting/matches/by_volunteer.html",
        "people_visited",
        matches=found,
        someone=someone,
    )


@bp.get("/unasked")
def unasked() -> ResponseReturnValue:
    if not volunteer_policy.may_list(actor()):
        raise Missing
    found, follows = queries.unasked(actor(), _place(request.args.get("after", "")))
    trail.listed(actor(), "match.listed", [one.fits.id for one in found if one.fits])
    after = f"{follows[0]}.{follows[1]}" if follows else None
    more = after and url_for(".unasked", after=after)
    if "after" in request.args and wants_fragment():
        return part("visiting/matches/_unasked.html", unasked=found, more_page=more)
    shown = {"unasked": found, "more_page": more}
    return render("visiting/matches/unasked.html", "unasked_list", **shown)


def _arranged(contact_id: int) -> Contact:
    contact = queries.contact(actor(), contact_id)
    require(policy.may_arrange(actor(), contact))
    return contact


def _arrangeable(match_id: int) -> Match:
    match = queries.get(actor(), match_id)
    require(policy.may_arrange(actor(), match.contact))
    return match


def _lacking(match: Match) -> tuple[Any, ...]:
    found = volunteers.lacking(actor(), [match.volunteer_id])
    return found[match.volunteer_id]


def _offered(
    form: forms.MatchForm, contact: Contact, found: list[Proposal]
) -> forms.MatchForm:
    """The first of those who can be chosen, and the one that was."""
    can = [proposal for proposal in found if proposal.is_choosable]
    chosen = [p for p in can[FIRST:] if p.one.user_id == form.chosen]
    housemates = queries.housemates(actor(), contact)
    agreed = queries.agreed(housemates)
    unasked = {one.id for one in housemates} - agreed
    return form.offer(chosen + can[:FIRST], housemates, unasked)


def _choosing(
    form: forms.MatchForm,
    contact: Contact,
    found: list[Proposal],
    search: forms.SearchForm,
) -> TemplateResponse:
    barred = [proposal for proposal in found if not proposal.is_choosable]
    _offered(form, contact, found)
    return render(
        "visiting/matches/new.html",
        "match_choice",
        form=form,
        contact=contact,
        search=search,
        told=forms.told,
        barred_words=forms.barred,
        barred=barred,
        many=len(found) - len(barred),
        first=FIRST,
        kind_hints=forms.KIND_HINTS,
        refusals=queries.refusals(actor(), contact),
        button=forms.OneButton(formdata=None),
        may_be_visited=relations.has_consent(contact, Purpose.VISIT),
    )


def _refusing(
    contact: Contact, user_id: int, form: forms.RefusalForm
) -> TemplateResponse:
    someone = volunteers.get(actor(), user_id)
    return render(
        "visiting/matches/refuse.html",
        "refusal_form",
        form=form,
        contact=contact,
        someone=someone,
    )


def _changing(match: Match, form: forms.ChangeForm) -> TemplateResponse:
    lacking = _lacking(match)
    form.offer(match, lacking)
    return render(
        "visiting/matches/edit.html",
        "match_form",
        form=form,
        match=match,
        lacking=lacking,
    )


def _place(text: str) -> tuple[date, int] | None:
    """Where a page of the list begins, as an address gives it."""
    day, _dot, number = text.partition(".")
    try:
        return date.fromisoformat(day), int(number[:9])
    except ValueError:
        return None


def _file(contact: Contact) -> str:
    return url_for("casefile.show", contact_id=contact.id)
