import json

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from thuis_app.accounts import queries as accounts
from thuis_app.concerns import queries as concerns
from thuis_app.contacts.models import Contact
from thuis_app.core import clock, trail
from thuis_app.visits import actions, queries
from thuis_app.visits.forms import (
    CancelForm,
    CorrectForm,
    MoveForm,
    PlanForm,
    ReportForm,
)
from thuis_app.visits.models import Visit
from thuis_app.visits.rules import Worry
from thuis_app.web import errors
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, go, render, wants_fragment

bp = Blueprint("visits", __name__, url_prefix="/visits")

CLOSED = _l("There is a report of this visit already, or it did not go on.")
NOT_YET = _l("This visit is still to come. You can write the report on that day.")

errors.rules(
    {
        "visit.no_match": _l("No volunteer is matched here now. Make a match first."),
        "visit.closed": CLOSED,
        "visit.not_yet": NOT_YET,
        "report.settled": _l("That day is over. Your coordinator can still change it."),
    }
)


@bp.get("/of/<int:contact_id>/plan")
def plan_form(contact_id: int) -> ResponseReturnValue:
    contact = queries.person_to_visit(actor(), contact_id)
    trail.read(actor(), "visit.plan_opened", contact_id=contact_id)
    form = PlanForm(formdata=None).offer(queries.matches_to_plan(actor(), contact))
    return _plan_page(contact, form)


@bp.post("/of/<int:contact_id>/plan")
def plan(contact_id: int) -> ResponseReturnValue:
    contact = queries.person_to_visit(actor(), contact_id)
    matches = queries.matches_to_plan(actor(), contact)
    form = PlanForm().offer(matches)
    if refused := form.refused():
        return _plan_page(contact, form), refused
    match = next(m for m in matches if m.id == form.match_id.data)
    visit = actions.plan(actor(), match, **form.moment)
    return done(_("The visit is planned."), _after(visit))


@bp.get("/<int:visit_id>")
def show(visit_id: int) -> ResponseReturnValue:
    visit = queries.get(actor(), visit_id)
    reports = queries.reports(actor(), visit)
    trail.read(actor(), "visit.opened", contact_id=visit.contact_id)
    return render(
        "visits/show.html",
        "visit",
        visit=visit,
        reports=reports,
        writers=accounts.names(actor(), {one.written_by for one in reports}),
        may_correct=queries.may_still_correct(actor(), visit),
        home=_home(visit.contact),
    )


@bp.get("/<int:visit_id>/move")
def move_form(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_open(actor(), visit_id)
    trail.read(actor(), "visit.opened", contact_id=visit.contact_id)
    form = MoveForm(formdata=None, obj=visit, on=visit.day, at=visit.hour)
    return _move_page(visit, form.for_version(visit))


@bp.post("/<int:visit_id>/move")
def move(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_open(actor(), visit_id)
    form = MoveForm()
    if refused := form.refused(visit, on=visit.day, at=visit.hour):
        return _move_page(visit, form), refused
    actions.move(actor(), visit, **form.moment)
    return done(_("The visit is moved."), _after(visit))


@bp.get("/<int:visit_id>/cancel")
def cancel_form(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_open(actor(), visit_id)
    trail.read(actor(), "visit.opened", contact_id=visit.contact_id)
    return _cancel_page(visit, CancelForm(formdata=None).for_version(visit))


@bp.post("/<int:visit_id>/cancel")
def cancel(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_open(actor(), visit_id)
    form = CancelForm()
    if refused := form.refused(visit):
        return _cancel_page(visit, form), refused
    actions.cancel(actor(), visit, **form.answers)
    return done(_("It is written down that this visit is off."), _home(visit.contact))


@bp.get("/<int:visit_id>/report")
def report_form(visit_id: int) -> ResponseReturnValue:
    visit = queries.get(actor(), visit_id)
    if not visit.is_open or not visit.has_come:
        return go(url_for(".show", visit_id=visit.id))
    trail.read(actor(), "visit.report_opened", contact_id=visit.contact_id)
    kept = queries.draft(actor(), visit)
    typed = MultiDict(json.loads(kept.answers)) if kept else None
    return _report_page(visit, _offered(ReportForm(formdata=typed), visit))


@bp.post("/<int:visit_id>/report")
def report(visit_id: int) -> ResponseReturnValue:
    visit = queries.get(actor(), visit_id)
    form = _offered(ReportForm(), visit)
    if refused := _untimely(visit, form) or form.refused():
        return _report_page(visit, form), refused
    worry = Worry(form.worry.data or Worry.NO)
    actions.report(
        actor(),
        visit,
        findings=form.findings,
        next_at=form.next_at,
        worry=worry,
        worry_text=form.worry_text.data or "",
    )
    thanks = url_for(".thanks", visit_id=visit.id)
    return go(thanks) if worry is Worry.NO else done(_heard(), thanks)


@bp.post("/<int:visit_id>/draft")
def draft(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_open(actor(), visit_id)
    form = _offered(ReportForm(), visit)
    if not form.may_be_kept():
        return _report_page(visit, form, "saved"), 422
    words = form.has_words
    actions.keep_draft(actor(), visit, answers=form.typed, has_words=words)
    if not wants_fragment():
        return go(url_for(".report_form", visit_id=visit.id))
    return _report_page(visit, form, "saved")


@bp.get("/<int:visit_id>/thanks")
def thanks(visit_id: int) -> ResponseReturnValue:
    visit = queries.get(actor(), visit_id)
    trail.read(actor(), "visit.opened", contact_id=visit.contact_id)
    day = queries.day(actor(), clock.today())
    return render(
        "visits/thanks.html",
        "content",
        visit=visit,
        may_correct=queries.may_still_correct(actor(), visit),
        report=queries.current_report(actor(), visit),
        following=queries.following(actor(), visit),
        coordinators=queries.coordinators(actor(), visit.contact.area_id),
        afterwards=(day.today + day.ahead)[:1],
        home=_home(visit.contact),
    )


@bp.get("/<int:visit_id>/correct")
def correct_form(visit_id: int) -> ResponseReturnValue:
    visit = queries.get(actor(), visit_id)
    written = queries.report_to_correct(actor(), visit)
    trail.read(actor(), "visit.report_opened", contact_id=visit.contact_id)
    form = CorrectForm(formdata=None, obj=written).about(visit.contact)
    return _correct_page(visit, form.for_version(written))


@bp.post("/<int:visit_id>/correct")
def correct(visit_id: int) -> ResponseReturnValue:
    visit = queries.get(actor(), visit_id)
    written = queries.report_to_correct(actor(), visit)
    form = CorrectForm().about(visit.contact)
    if refused := form.refused(written):
        return _correct_page(visit, form), refused
    actions.correct(actor(), visit, written, findings=form.findings)
    return done(_("The report is changed."), url_for(".show", visit_id=visit.id))


def _plan_page(contact: Contact, form: PlanForm) -> str:
    page = {"contact": contact, "home": _home(contact)}
    return render("visits/plan.html", "plan_form", form=form, **page)


def _move_page(visit: Visit, form: MoveForm) -> str:
    page = {"visit": visit, "home": _home(visit.contact)}
    return render("visits/move.html", "move_form", form=form, **page)


def _cancel_page(visit: Visit, form: CancelForm) -> str:
    return render("visits/cancel.html", "cancel_form", form=form, visit=visit)


def _correct_page(visit: Visit, form: CorrectForm) -> str:
    return render("visits/correct.html", "correct_form", form=form, visit=visit)


def _report_page(visit: Visit, form: ReportForm, part: str = "report_form") -> str:
    kept = queries.draft(actor(), visit)
    fault = form.fault if part == "saved" else ""
    page = {"visit": visit, "draft": kept, "home": _home(visit.contact)}
    return render("visits/report.html", part, form=form, fault=fault, **page)


def _untimely(visit: Visit, form: ReportForm) -> int | None:
    """Refuse a second report, or one too early, without losing what was typed."""
    if visit.is_open and visit.has_come:
        return None
    form.refuse(NOT_YET if visit.is_open else CLOSED)
    return 409


def _offered(form: ReportForm, visit: Visit) -> ReportForm:
    return form.offer(
        visit,
        queries.open_match(actor(), visit),
        queries.following(actor(), visit),
        [lead.called for lead in concerns.leads(actor())],
    )


def _heard() -> str:
    """What is said once, to the one who wrote it, and kept nowhere."""
    names = _(" and ").join(lead.called for lead in concerns.leads(actor()))
    said = _("Thank you for your attention. %(names)s will read it today.")
    return str(said % {"names": names} if names else _("Thank you for your attention."))


def _after(visit: Visit) -> str:
    """A visit that has been is reported next; of one to come nothing is asked."""
    if visit.has_come and visit.starts_at <= clock.now():
        return url_for(".report_form", visit_id=visit.id)
    return _home(visit.contact)


def _home(contact: Contact) -> str:
    """Where somebody came from: the coordinator from the file, others from today."""
    if actor().coordinates(contact.area_id):
        return url_for("casefile.show", contact_id=contact.id)
    return url_for("today.index")
