from collections.abc import Sequence

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log
from thuis_app.core.enum_sets import ordered
from thuis_app.core.errors import Missing, require
from thuis_app.directory.rooms.forms import week_part_words
from thuis_app.organisation.areas.forms import village_filter
from thuis_app.organisation.changes import actions as changes
from thuis_app.organisation.changes.rules import ChangeKind
from thuis_app.people.assents import queries as assents
from thuis_app.people.assents.rules import Participation
from thuis_app.people.contacts.models import Contact
from thuis_app.people.wishes import queries as wishes
from thuis_app.team.volunteers import policy as volunteer_policy
from thuis_app.team.volunteers import queries as volunteers
from thuis_app.team.volunteers.rules import Requirement
from thuis_app.visiting.matches import queries as matches
from thuis_app.visiting.matches.rules import MatchAuditEvent
from thuis_app.visiting.matching import actions, forms, policy, queries
from thuis_app.visiting.matching.models import MatchRequest
from thuis_app.visiting.matching.rules import MatchingAuditEvent, MatchProposal
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, part, render, wants_fragment
from thuis_app.web.links import link
from thuis_app.web.request_args import cursor, day_and_id, row_id
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("matching", __name__, url_prefix="/matches")

FIRST, MOST = 10, 100


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
    form.lacking_then = _lacking_on_first_day(form)
    refused = _offered(form, contact, found).refused()
    if not assents.has_assent(contact, Participation.VISIT):
        refused = 409
    if refused:
        search = forms.MatchSearchForm(formdata=None)
        return _choosing(form, contact, found, search), refused
    if form.waits:
        actions.ask(actor(), contact, **form.decided)
        return done(_("Asked. The answer is recorded here."), _choice(contact))
    with changes.undoable(actor(), ChangeKind.MATCHED, contact) as doing:
        actions.bring_together(actor(), contact, **form.decided)
    said = _("The volunteer has been brought in.")
    return done(said, _file(contact), undo=doing.change_id)


@bp.post("/of/<int:contact_id>/ask/<int:user_id>")
def ask(contact_id: int, user_id: int) -> ResponseReturnValue:
    contact = _arranged(contact_id)
    actions.ask(actor(), contact, volunteer=user_id)
    return done(_("Asked. The answer is recorded here."), _choice(contact))


@bp.get("/requests/<int:match_request_id>")
def answer_form(match_request_id: int) -> ResponseReturnValue:
    asked = queries.request(actor(), match_request_id)
    return _answering(asked, forms.DeclineForm(formdata=None))


@bp.post("/requests/<int:match_request_id>/yes")
def accept(match_request_id: int) -> ResponseReturnValue:
    asked = queries.request(actor(), match_request_id)
    with changes.undoable(actor(), ChangeKind.MATCHED, asked.contact) as doing:
        actions.accept(actor(), asked)
    said, page = _("How nice. The name and the number are here now."), link("home")
    if policy.may_choose(actor(), asked.contact):
        said, page = _("The volunteer has been brought in."), _file(asked.contact)
    return done(said, page, undo=doing.change_id)


@bp.post("/requests/<int:match_request_id>/no")
def decline(match_request_id: int) -> ResponseReturnValue:
    asked, form = queries.request(actor(), match_request_id), forms.DeclineForm()
    if refused := form.refused():
        return _answering(asked, form), refused
    actions.decline(actor(), asked, **form.answers)
    if policy.may_choose(actor(), asked.contact):
        said = _("Noted. The next proposal takes it into account.")
        return done(said, _choice(asked.contact))
    return done(_("Thank you for saying so. Saying no is fine."), link("home"))


@bp.post("/requests/<int:match_request_id>/withdraw")
def withdraw(match_request_id: int) -> ResponseReturnValue:
    asked = queries.request(actor(), match_request_id)
    actions.withdraw(actor(), asked)
    return done(_("This volunteer is not asked any more."), _choice(asked.contact))


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
    said = _("Noted. The next proposal takes it into account.")
    return done(said, _choice(contact))


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
    villages = village_filter(actor())
    found, follows = queries.unasked(actor(), begin, villages.area_ids)
    audit_log.log_list(
        actor(), MatchAuditEvent.LISTED, [one.fits.id for one in found if one.fits]
    )
    here = villages.in_link
    more = follows and url_for(".unasked", area=here, after=cursor(follows))
    if begin and wants_fragment():
        return part("visiting/matching/_unasked.html", unasked=found, more_page=more)
    shown = {"unasked": found, "more_page": more, "villages": villages}
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
    chosen = [p for p in can[_shown() :] if p.one.user_id == form.chosen]
    housemates = matches.housemates(actor(), contact)
    agreed = matches.agreed(housemates)
    unasked = {one.id for one in housemates} - agreed
    return form.offer(chosen + can[: _shown()], housemates, unasked)


def _lacking_on_first_day(form: forms.MatchForm) -> Sequence[Requirement]:
    """What the volunteer who was chosen lacks on the day on which it begins."""
    user_id, first = form.chosen, form.started_on.data
    if user_id is None or first is None or form.waits:
        return ()
    return volunteers.lacking(actor(), [user_id], first)[user_id]


def _shown() -> int:
    """How many volunteers the page shows: the first, or more where that was asked."""
    return min(request.args.get("shown", FIRST, type=row_id) or FIRST, MOST)


def _choosing(
    form: forms.MatchForm,
    contact: Contact,
    found: list[MatchProposal],
    search: forms.MatchSearchForm,
) -> TemplateResponse:
    barred = [proposal for proposal in found if not proposal.is_choosable]
    _offered(form, contact, found)
    shown = [*form.proposals, *(one.one.user_id for one in barred[:FIRST])]
    many, asked = len(found) - len(barred), queries.asked_for(actor(), contact)
    return render(
        "visiting/matching/new.html",
        "match_choice",
        form=form,
        contact=contact,
        search=search,
        details=queries.details(actor(), shown),
        words=forms,
        barred=barred,
        many=many,
        more=_shown() + FIRST if many > _shown() and _shown() < MOST else None,
        first=FIRST,
        asked=asked,
        asked_on={one.volunteer_id: one.asked_on for one in asked},
        refusals=queries.refusals(actor(), contact),
        wishes=[one for one in wishes.wish_rows(contact) if one.is_standing],
        times=[week_part_words(one) for one in ordered(contact.times)],
        button=ButtonForm(formdata=None),
        may_be_visited=assents.has_assent(contact, Participation.VISIT),
    )


def _answering(asked: MatchRequest, form: forms.DeclineForm) -> TemplateResponse:
    audit_log.log_view(
        actor(), MatchingAuditEvent.REQUEST_OPENED, contact_id=asked.contact_id
    )
    contact = asked.contact
    return render(
        "visiting/matching/request.html",
        "answer_form",
        asked=asked,
        works=policy.may_choose(actor(), contact),
        facts=forms.question_facts(contact, queries.wished(contact)),
        form=form,
        button=ButtonForm(formdata=None),
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


def _choice(contact: Contact) -> str:
    return url_for(".new_form", contact_id=contact.id)


def _file(contact: Contact) -> str:
    return link("person", contact_id=contact.id)
