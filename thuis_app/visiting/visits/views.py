import json
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from thuis_app.core import clock, trail
from thuis_app.core.errors import require
from thuis_app.organisation.accounts import queries as accounts
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.concerns import queries as concerns
from thuis_app.visiting.visits import actions, forms, policy, queries, rules
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import FEED_READ, Worry
from thuis_app.web.forms import Form
from thuis_app.web.guard import actor, public
from thuis_app.web.htmx import done, go, render, wants_fragment
from thuis_app.web.links import external
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("visits", __name__, url_prefix="/visits")


@bp.get("/of/<int:contact_id>/plan")
def plan_form(contact_id: int) -> ResponseReturnValue:
    contact = queries.person_to_visit(actor(), contact_id)
    trail.read(actor(), "visit.plan_opened", contact_id=contact_id)
    matches, house = queries.matches_to_plan(actor(), contact)
    form = forms.PlanForm(formdata=None).offer(matches, house)
    return _page("plan", form, contact, contact=contact)


@bp.post("/of/<int:contact_id>/plan")
def plan(contact_id: int) -> ResponseReturnValue:
    contact = queries.person_to_visit(actor(), contact_id)
    matches, house = queries.matches_to_plan(actor(), contact)
    form = forms.PlanForm().offer(matches, house)
    if refused := form.refused():
        return _page("plan", form, contact, contact=contact), refused
    match = next(m for m in matches if m.id == form.match_id.data)
    together = house if form.is_for_both else None
    visit = actions.plan(actor(), match, **form.moment, together=together)
    return done(_("The visit is planned."), _after(visit))


@bp.get("/paper")
def paper() -> ResponseReturnValue:
    volunteer_id = request.args.get("volunteer", actor().id, type=int)
    on = request.args.get("on", clock.today(), type=date.fromisoformat)
    sheet = queries.sheet(actor(), volunteer_id, on)
    people = [expected.visit.contact_id for expected in sheet.visits]
    trail.listed(actor(), "visit.paper_shown", people)
    return render("visiting/visits/paper.html", "paper", sheet=sheet)


@bp.get("/feed")
def feed() -> ResponseReturnValue:
    require(policy.may_have_feed(actor()))
    return render(
        "visiting/visits/feed.html", "feed", feed=queries.feed(actor()), address=""
    )


@bp.post("/feed")
def make_feed() -> ResponseReturnValue:
    """The address is in this answer alone: the form has no key that would keep it."""
    key = actions.make_feed(actor())
    address = external("visits.read_feed", feed_key=key)
    page = {"feed": queries.feed(actor()), "address": address}
    return render("visiting/visits/feed.html", "feed", **page)


@bp.post("/feed/revoke")
def revoke_feed() -> ResponseReturnValue:
    require(policy.may_have_feed(actor()))
    if found := queries.feed(actor()):
        actions.revoke_feed(actor(), found)
    return done(_("The address no longer works."), url_for(".feed"))


@bp.get("/feed/<feed_key>.ics")
@public
def read_feed(feed_key: str) -> ResponseReturnValue:
    owner = queries.owner_of(feed_key) or abort(404)
    visits = queries.in_calendar(owner, clock.today())
    if not queries.was_read_today(owner):
        trail.listed(owner, FEED_READ, {visit.contact_id for visit in visits})
    with force_locale(owner.language):
        return Response(forms.calendar(visits), mimetype="text/calendar")


@bp.get("/<int:visit_id>")
def show(visit_id: int) -> ResponseReturnValue:
    visit = queries.get(actor(), visit_id)
    reports = queries.reports(actor(), visit)
    trail.read(actor(), "visit.opened", contact_id=visit.contact_id)
    return render(
        "visiting/visits/show.html",
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
    form = forms.MoveForm(formdata=None, obj=visit, on=visit.day, at=visit.hour)
    form.offer(queries.in_one_go(actor(), visit)).for_version(visit)
    return _page("move", form, visit.contact, visit=visit)


@bp.post("/<int:visit_id>/move")
def move(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_open(actor(), visit_id)
    form = forms.MoveForm().offer(queries.in_one_go(actor(), visit))
    both = form.is_for_both
    if refused := form.refused(visit, on=visit.day, at=visit.hour, both=both):
        return _page("move", form, visit.contact, visit=visit), refused
    actions.move(actor(), visit, **form.moment, both=both)
    return done(_("The visit is moved."), _after(visit))


@bp.get("/<int:visit_id>/cancel")
def cancel_form(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_open(actor(), visit_id)
    trail.read(actor(), "visit.opened", contact_id=visit.contact_id)
    form = forms.CancelForm(formdata=None).offer(queries.in_one_go(actor(), visit))
    return _page("cancel", form.for_version(visit), visit.contact, visit=visit)


@bp.post("/<int:visit_id>/cancel")
def cancel(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_open(actor(), visit_id)
    form = forms.CancelForm().offer(queries.in_one_go(actor(), visit))
    if refused := form.refused(visit, both=form.is_for_both):
        return _page("cancel", form, visit.contact, visit=visit), refused
    actions.cancel(actor(), visit, **form.answers)
    return done(_("It is written down that this visit is off."), _home(visit.contact))


@bp.get("/<int:visit_id>/report")
def report_form(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_to_report(actor(), visit_id)
    if not visit.is_open or not visit.has_come:
        return go(_read_back(visit))
    trail.read(actor(), "visit.report_opened", contact_id=visit.contact_id)
    kept = queries.draft(actor(), visit)
    typed = MultiDict(json.loads(kept.answers)) if kept else None
    other = queries.to_report_in_one_go(actor(), visit)
    return _report_page(visit, _offered(forms.ReportForm(formdata=typed), visit, other))


@bp.post("/<int:visit_id>/report")
def report(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_to_report(actor(), visit_id)
    other = queries.to_report_in_one_go(actor(), visit)
    form = _offered(forms.ReportForm(), visit, other)
    if refused := form.untimely(visit) or form.refused():
        return _report_page(visit, form), refused
    worry = Worry(form.worry.data or Worry.NO)
    actions.report(
        actor(),
        visit,
        findings=form.findings,
        next_at=form.next_at,
        worry=worry,
        worry_text=form.worry_text.data or "",
        also=form.also(other),
    )
    thanks = url_for(".thanks", visit_id=visit.id)
    return go(thanks) if worry is Worry.NO else done(_heard(), thanks)


@bp.post("/<int:visit_id>/draft")
def draft(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_to_report(actor(), visit_id)
    rules.check_open(visit.state)
    other = queries.to_report_in_one_go(actor(), visit)
    form = _offered(forms.ReportForm(), visit, other)
    if not form.may_be_kept():
        return _report_page(visit, form, "saved"), 422
    words = form.has_words
    actions.keep_draft(actor(), visit, answers=form.typed, has_words=words)
    if not wants_fragment():
        return go(url_for(".report_form", visit_id=visit.id))
    return _report_page(visit, form, "saved")


@bp.get("/<int:visit_id>/thanks")
def thanks(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_to_report(actor(), visit_id)
    trail.read(actor(), "visit.opened", contact_id=visit.contact_id)
    day = queries.day(actor(), clock.today())
    return render(
        "visiting/visits/thanks.html",
        "content",
        visit=visit,
        may_correct=queries.may_still_correct(actor(), visit),
        report=queries.current_report(actor(), visit),
        following=queries.following(actor(), visit),
        coordinators=queries.coordinators(visit.contact),
        afterwards=(day.today + day.ahead)[:1],
        home=_home(visit.contact),
    )


@bp.get("/<int:visit_id>/correct")
def correct_form(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_to_report(actor(), visit_id)
    written = queries.report_to_correct(actor(), visit)
    trail.read(actor(), "visit.report_opened", contact_id=visit.contact_id)
    form = forms.CorrectForm(formdata=None, obj=written).about(visit.contact)
    return _page("correct", form.for_version(written), visit.contact, visit=visit)


@bp.post("/<int:visit_id>/correct")
def correct(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_to_report(actor(), visit_id)
    written = queries.report_to_correct(actor(), visit)
    form = forms.CorrectForm().about(visit.contact)
    if refused := form.refused(written):
        return _page("correct", form, visit.contact, visit=visit), refused
    actions.correct(actor(), visit, written, findings=form.findings)
    return done(_("The report is changed."), _read_back(visit))


def _page(name: str, form: Form, person: Contact, **shown: Any) -> TemplateResponse:
    shown |= {"form": form, "home": _home(person)}
    return render(f"visiting/visits/{name}.html", f"{name}_form", **shown)


def _report_page(
    visit: Visit, form: forms.ReportForm, part: str = "report_form"
) -> TemplateResponse:
    kept = queries.draft(actor(), visit)
    is_while_writing = part == "saved"
    if not (is_while_writing and wants_fragment()):
        form.read_by([lead.called for lead in concerns.leads()])
    fault = form.fault if is_while_writing else ""
    page: dict[str, Any] = {"visit": visit, "draft": kept}
    page |= {"home": _home(visit.contact), "may_move": policy.may_open(actor(), visit)}
    return render("visiting/visits/report.html", part, form=form, fault=fault, **page)


def _offered(
    form: forms.ReportForm, visit: Visit, other: Visit | None
) -> forms.ReportForm:
    match, following = queries.going_again(actor(), visit)
    return form.offer(visit, match, following, other)


def _heard() -> str:
    """What is said once, to the one who wrote it, and kept nowhere."""
    names = _(" and ").join(lead.called for lead in concerns.leads())
    said = _("Thank you for your attention. %(names)s will read it today.")
    return str(said % {"names": names} if names else _("Thank you for your attention."))


def _after(visit: Visit) -> str:
    """A visit that has been is reported next; of one to come nothing is asked."""
    if visit.has_come and visit.starts_at <= clock.now():
        return url_for(".report_form", visit_id=visit.id)
    return _home(visit.contact)


def _read_back(visit: Visit) -> str:
    """Where the report of a visit is read: on its page, if that may still be opened."""
    may_open = policy.may_open(actor(), visit)
    return url_for(".show" if may_open else ".thanks", visit_id=visit.id)


def _home(contact: Contact) -> str:
    """Where somebody came from: the coordinator from the file, others from today."""
    if actor().coordinates(contact.area_id):
        return url_for("casefile.show", contact_id=contact.id)
    return url_for("today.index")
