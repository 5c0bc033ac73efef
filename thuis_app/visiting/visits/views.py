from collections.abc import Sequence
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor
from thuis_app.core.errors import require
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.changes.actions import undoable
from thuis_app.organisation.changes.rules import About, ChangeKind
from thuis_app.people.contacts.models import Contact
from thuis_app.team.volunteers import actions as volunteer_actions
from thuis_app.team.volunteers import queries as volunteers
from thuis_app.team.volunteers.models import VolunteerBlock
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.visits import actions, forms, policy, queries, rules
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitAuditEvent
from thuis_app.web.forms import ButtonForm, Form
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.links import link
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("visits", __name__, url_prefix="/visits")


@bp.get("/of/<int:contact_id>/plan")
def plan_form(contact_id: int) -> ResponseReturnValue:
    contact = queries.person_to_visit(actor(), contact_id)
    audit_log.log_view(actor(), VisitAuditEvent.PLAN_OPENED, contact_id=contact_id)
    matches, details = queries.matches_to_plan(actor(), contact)
    form = forms.PlanForm(formdata=None).offer(matches, details)
    return _plan_page(form, contact, matches)


@bp.post("/of/<int:contact_id>/plan")
def plan(contact_id: int) -> ResponseReturnValue:
    contact = queries.person_to_visit(actor(), contact_id)
    matches, details = queries.matches_to_plan(actor(), contact)
    form = forms.PlanForm().offer(matches, details)
    if refused := form.refused():
        return _plan_page(form, contact, matches), refused
    match = next(m for m in matches if m.id == form.match_id.data)
    found = queries.objections(actor(), match, form.slot)
    if refused := form.objected(form.at, found):
        return _plan_page(form, contact, matches), refused
    together = details if form.is_for_both else None
    with undoable(actor(), ChangeKind.VISIT, contact) as doing:
        visit = actions.plan(actor(), match, **form.moment, together=together)
    return done(_("The visit is planned."), _after(visit), undo=doing.change_id)


@bp.get("/<int:visit_id>/move")
def move_form(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_open(actor(), visit_id)
    audit_log.log_view(actor(), VisitAuditEvent.OPENED, contact_id=visit.contact_id)
    moment = {"on": visit.day, "at": visit.hour}
    form = forms.MoveVisitForm(formdata=None, obj=visit, **moment)
    form.offer(actor(), visit, queries.in_one_go(actor(), visit))
    return _move_page(form.for_version(visit, **moment), visit)


@bp.post("/<int:visit_id>/move")
def move(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_open(actor(), visit_id)
    other = queries.in_one_go(actor(), visit)
    form = forms.MoveVisitForm().offer(actor(), visit, other)
    both, kept = (
        form.is_for_both,
        {"informed": form.informed.data, "anyway": form.anyway.data},
    )
    if refused := form.refused(visit, on=visit.day, at=visit.hour, both=both, **kept):
        return _move_page(form, visit), refused
    found = queries.objections(actor(), visit, form.slot, besides=_pair(visit, other))
    found = rules.unless_usual(found, is_usual=form.at.data == visit.hour)
    if refused := form.objected(form.at, found):
        return _move_page(form, visit), refused
    informed = form.informed.data
    with undoable(actor(), ChangeKind.VISIT, visit.contact) as doing:
        actions.move(actor(), visit, **form.moment, both=both, informed=informed)
    return _changed(visit, _("The visit is moved."), doing.change_id)


@bp.post("/<int:visit_id>/move-back")
def move_back(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_open(actor(), visit_id)
    actions.move_back(actor(), visit)
    return done(_("The visit is where it was."), _home(visit.contact))


@bp.get("/<int:visit_id>/cancel")
def cancel_form(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_open(actor(), visit_id)
    audit_log.log_view(actor(), VisitAuditEvent.OPENED, contact_id=visit.contact_id)
    other = queries.in_one_go(actor(), visit)
    form = forms.CancelVisitForm(formdata=None).offer(actor(), visit, other)
    return _cancel_page(form.for_version(visit), visit)


@bp.post("/<int:visit_id>/cancel")
def cancel(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_open(actor(), visit_id)
    other = queries.in_one_go(actor(), visit)
    form = forms.CancelVisitForm().offer(actor(), visit, other)
    both, informed = form.is_for_both, form.informed.data
    if refused := form.refused(visit, both=both, informed=informed):
        return _cancel_page(form, visit), refused
    with undoable(actor(), ChangeKind.VISIT, visit.contact) as doing:
        actions.cancel(actor(), visit, **form.answers)
    said = _("It is written down that this visit is off.")
    return _changed(visit, said, doing.change_id)


@bp.post("/<int:visit_id>/go-on")
def go_on(visit_id: int) -> ResponseReturnValue:
    visit = queries.get(actor(), visit_id)
    actions.go_on(actor(), visit)
    return done(_("The visit goes on, as it was."), _home(visit.contact))


@bp.get("/<int:visit_id>/other")
def substitute_form(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_open(actor(), visit_id)
    require(policy.may_substitute(actor(), visit))
    audit_log.log_view(actor(), VisitAuditEvent.OPENED, contact_id=visit.contact_id)
    form = forms.SubstituteForm(formdata=None).offer(*_for_substitute(visit))
    return _substitute_page(form.for_version(visit), visit)


@bp.post("/<int:visit_id>/other")
def substitute(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_open(actor(), visit_id)
    require(policy.may_substitute(actor(), visit))
    form = forms.SubstituteForm().offer(*_for_substitute(visit))
    both, kept = (
        form.is_for_both,
        {"informed": form.informed.data, "anyway": form.anyway.data},
    )
    if refused := form.refused(visit, both=both, **kept):
        return _substitute_page(form, visit), refused
    if refused := form.objected(form.volunteer_id, form.chosen_objections()):
        return _substitute_page(form, visit), refused
    with undoable(actor(), ChangeKind.VISIT, visit.contact) as doing:
        actions.substitute(actor(), visit, **form.answers)
    said = _("%(name)s goes this time, and sees it on the page of the day.")
    words, page = said % {"name": visit.volunteer.called}, _home(visit.contact)
    return done(words, page, undo=doing.change_id)


@bp.get("/<int:visit_id>/changed")
def changed(visit_id: int) -> ResponseReturnValue:
    visit = queries.get(actor(), visit_id)
    audit_log.log_view(actor(), VisitAuditEvent.OPENED, contact_id=visit.contact_id)
    return _page("changed", None, visit, may_undo=queries.undoable(actor(), visit))


@bp.get("/days-off/<int:block_id>")
def days_off_form(block_id: int) -> ResponseReturnValue:
    user, block = volunteers.block(actor(), block_id)
    visits = queries.in_days_off(actor(), block)
    people = [visit.contact_id for visit in visits]
    audit_log.log_list(actor(), VisitAuditEvent.IN_DAYS_OFF_SHOWN, people)
    form = forms.DaysOffForm(formdata=None, because=block.note or _("Days off"))
    return _days_off_page(form.offer(actor(), user, visits), user, block, visits)


@bp.post("/days-off/<int:block_id>")
def days_off(block_id: int) -> ResponseReturnValue:
    user, block = volunteers.block(actor(), block_id)
    visits = queries.in_days_off(actor(), block)
    form = forms.DaysOffForm().offer(actor(), user, visits)
    if refused := form.refused():
        return _days_off_page(form, user, block, visits), refused
    chosen = [one for one in visits if one.id in form.visit_ids.data]
    because, informed = form.because.data, form.informed.data
    with undoable(actor(), ChangeKind.VISIT, About()) as doing:
        actions.call_off(actor(), chosen, because=because, informed=informed)
    said, page = _("Written down: these visits are off."), _days_off_address(block)
    return done(said, page, undo=doing.change_id, undo_here=True)


@bp.post("/days-off/<int:block_id>/who-calls")
def who_calls(block_id: int) -> ResponseReturnValue:
    user, block = volunteers.block(actor(), block_id)
    calls_self = request.form.get("who") == "self"
    volunteer_actions.set_who_calls(actor(), user, block, calls_self=calls_self)
    said = (
        _("Good that you call. What stands two days before is called by us.")
        if calls_self
        else _("It stands on the list: we call.")
    )
    return done(said, url_for(".days_off_form", block_id=block_id))


def _days_off_page(
    form: Form, user: User, block: VolunteerBlock, visits: list[Visit]
) -> TemplateResponse:
    return render(
        "visiting/visits/days_off.html",
        "days_off_form",
        form=form,
        user=user,
        block=block,
        visits=visits,
        numbers=queries.numbers_of(actor(), visits),
        is_own=user.id == actor().id,
        button=ButtonForm(formdata=None),
    )


def _plan_page(
    form: forms.PlanForm, contact: Contact, matches: Sequence[Match]
) -> TemplateResponse:
    who = [one.volunteer_id for one in matches]
    agenda = queries.coming(actor(), contact.id, who)
    shown = {"form": form, "contact": contact, "agenda": agenda}
    shown["person_id"] = contact.id
    return render(
        "visiting/visits/plan.html", "plan_form", **shown, home=_home(contact)
    )


def _move_page(form: Form, visit: Visit) -> TemplateResponse:
    who = [visit.volunteer_id]
    agenda = queries.coming(actor(), visit.contact_id, who)
    return _page("move", form, visit, agenda=agenda, person_id=visit.contact_id)


def _cancel_page(form: Form, visit: Visit) -> TemplateResponse:
    return _page("cancel", form, visit)


def _substitute_page(form: forms.SubstituteForm, visit: Visit) -> TemplateResponse:
    return _page("substitute", form, visit, hints=form.hints(visit))


def _for_substitute(
    visit: Visit,
) -> tuple[Actor, Visit, list[queries.Substitute], Visit | None]:
    found = queries.substitutes(actor(), visit)
    return actor(), visit, found, queries.in_one_go(actor(), visit)


def _page(name: str, form: Form | None, visit: Visit, **shown: Any) -> TemplateResponse:
    shown |= {"form": form, "home": _home(visit.contact), "visit": visit}
    shown["numbers"] = queries.numbers(actor(), visit)
    shown["may_substitute"] = policy.may_substitute(actor(), visit)
    return render(f"visiting/visits/{name}.html", f"{name}_form", **shown)


def _pair(visit: Visit, other: Visit | None) -> list[int]:
    return [visit.id] if other is None else [visit.id, other.id]


def _days_off_address(block: VolunteerBlock) -> str:
    return url_for(".days_off_form", block_id=block.id)


def _changed(visit: Visit, words: str, change_id: int | None) -> ResponseReturnValue:
    """Say what changed, with an undo where the next page has no button for it."""
    page = _next_page(visit)
    has_button = page == url_for(".changed", visit_id=visit.id)
    return done(words, page, undo=None if has_button else change_id)


def _next_page(visit: Visit) -> str:
    """A volunteer sees next whom to call; a coordinator has that on a list."""
    if visit.is_open and visit.starts_at <= clock.now():
        return _after(visit)
    if actor().coordinates(visit.contact.area_id):
        return _home(visit.contact)
    return url_for(".changed", visit_id=visit.id)


def _after(visit: Visit) -> str:
    """A visit that has been is reported next; of one to come nothing is asked."""
    if visit.has_come and visit.starts_at <= clock.now():
        return link("write_report", visit_id=visit.id)
    return _home(visit.contact)


def _home(contact: Contact) -> str:
    """The page to return to: the file for a coordinator, else the first page."""
    if actor().coordinates(contact.area_id):
        return link("person", contact_id=contact.id)
    return link("home")
