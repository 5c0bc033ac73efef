from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from thuis_app.contacts.models import Contact
from thuis_app.core import trail
from thuis_app.core.errors import require
from thuis_app.matches import actions, policy, queries
from thuis_app.matches.forms import ChangeForm, MatchForm, SearchForm
from thuis_app.matches.models import Match
from thuis_app.volunteers import queries as volunteers
from thuis_app.web import errors
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render

bp = Blueprint("matches", __name__, url_prefix="/matches")

errors.rules(
    {
        "match.no_consent": _l(
            "There is no yes to being visited yet. Record that first, then choose a"
            " volunteer."
        ),
        "match.exists": _l("These two are already brought together for this."),
        "match.not_this_one": _l("This volunteer cannot visit here. Choose another."),
        "match.no_reason": _l("Choose why it ends."),
    }
)


@bp.get("/of/<int:contact_id>/new")
def new_form(contact_id: int) -> ResponseReturnValue:
    contact = _arranged(contact_id)
    search = SearchForm(request.args)
    words = search.search.data or "" if search.validate() else ""
    found = queries.candidates(actor(), contact, search=words)
    trail.read(actor(), "match.considered", contact_id=contact.id)
    return _choosing(MatchForm().offer(found), contact, search)


@bp.post("/of/<int:contact_id>/new")
def create(contact_id: int) -> ResponseReturnValue:
    contact, form = _arranged(contact_id), MatchForm()
    found = queries.candidates(actor(), contact)
    other = form.chosen and queries.candidate(actor(), contact, form.chosen)
    if other and other.user_id not in {one.user_id for one in found}:
        found = [other, *found]
    refused = form.offer(found).refused()
    if not queries.may_be_visited(actor(), contact.id):
        refused = 409
    if refused:
        return _choosing(form, contact, SearchForm(formdata=None)), refused
    actions.bring_together(actor(), contact, **form.answers)
    return done(_("The volunteer has been brought in."), _file(contact))


@bp.get("/<int:match_id>")
def edit_form(match_id: int) -> ResponseReturnValue:
    match = _arrangeable(match_id)
    form = ChangeForm(obj=match).offer(match).for_version(match)
    trail.read(actor(), "match.opened", contact_id=match.contact_id)
    return render("matches/edit.html", "match_form", form=form, match=match)


@bp.post("/<int:match_id>")
def edit(match_id: int) -> ResponseReturnValue:
    match = _arrangeable(match_id)
    form = ChangeForm().offer(match)
    if refused := form.refused(match):
        form.offer(match)
        page = render("matches/edit.html", "match_form", form=form, match=match)
        return page, refused
    actions.change(actor(), match, **form.answers)
    return done(_("That is saved."), _file(match.contact))


@bp.get("/by/<int:user_id>")
def by_volunteer(user_id: int) -> ResponseReturnValue:
    someone = volunteers.get(actor(), user_id)
    found = queries.of_volunteer(actor(), user_id)
    trail.listed(actor(), "match.listed", [match.contact_id for match in found])
    return render(
        "matches/by_volunteer.html", "people_visited", matches=found, someone=someone
    )


def _arranged(contact_id: int) -> Contact:
    contact = queries.contact(actor(), contact_id)
    require(policy.may_arrange(actor(), contact))
    return contact


def _arrangeable(match_id: int) -> Match:
    match = queries.get(actor(), match_id)
    require(policy.may_arrange(actor(), match.contact))
    return match


def _choosing(form: MatchForm, contact: Contact, search: SearchForm) -> str:
    return render(
        "matches/new.html",
        "match_choice",
        form=form,
        contact=contact,
        search=search,
        may_be_visited=queries.may_be_visited(actor(), contact.id),
        shown=queries.SHOWN,
    )


def _file(contact: Contact) -> str:
    return url_for("casefile.show", contact_id=contact.id)
