import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log, clock
from thuis_app.organisation.accounts import queries as accounts
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.concerns import queries as concerns
from thuis_app.visiting.report_replies import policy as replies
from thuis_app.visiting.report_replies import queries as reply_queries
from thuis_app.visiting.report_replies.forms import ReplyForm
from thuis_app.visiting.visit_reports import actions, forms, policy, queries
from thuis_app.visiting.visit_reports.actions import LinkedReport
from thuis_app.visiting.visit_reports.models import VisitDraft, VisitReport
from thuis_app.visiting.visit_reports.rules import (
    Findings,
    Happened,
    How,
    VisitReportAuditEvent,
    Worry,
)
from thuis_app.visiting.visits import policy as visits
from thuis_app.visiting.visits import queries as visit_queries
from thuis_app.visiting.visits import rules as visit_rules
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.queries import NumbersToCall
from thuis_app.visiting.visits.rules import Objection, Slot, VisitAuditEvent
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, go, render, wants_fragment
from thuis_app.web.links import link
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("visit_reports", __name__, url_prefix="/visits")


@bp.get("/<int:visit_id>")
def show(visit_id: int) -> ResponseReturnValue:
    visit = visit_queries.get(actor(), visit_id)
    reports = queries.reports(actor(), visit)
    written = reports[0] if reports else None
    audit_log.log_view(actor(), VisitAuditEvent.OPENED, contact_id=visit.contact_id)
    return render(
        "visiting/visit_reports/show.html",
        "visit",
        visit=visit,
        reports=reports,
        writers=accounts.names(actor(), {one.written_by for one in reports}),
        may_correct=queries.may_still_correct(actor(), visit, written),
        to_call=queries.numbers(actor(), visit),
        may_call=policy.may_call_volunteer(actor(), visit),
        home=_home(visit.contact),
        **_talk_of(visit, reports),
    )


@bp.get("/<int:visit_id>/report")
def report_form(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_to_report(actor(), visit_id)
    if not visit.is_open or not visit.has_begun:
        return go(_read_back(visit))
    audit_log.log_view(
        actor(), VisitReportAuditEvent.REPORT_OPENED, contact_id=visit.contact_id
    )
    other = queries.to_report_in_one_go(actor(), visit)
    mine = queries.draft(actor(), visit)
    kept, is_of_other = queries.draft_of_call(actor(), mine, other)
    answers = json.loads(kept.answers) if kept else []
    typed = forms.typed(answers, is_of_other=is_of_other) if kept else None
    form = _offered(forms.ReportForm(formdata=typed), visit, other)
    return _report_page(visit, form, mine)


@bp.post("/<int:visit_id>/report")
def report(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_to_report(actor(), visit_id)
    other = queries.to_report_in_one_go(actor(), visit)
    form = _offered(forms.ReportForm(), visit, other)
    if refused := form.too_early_or_closed(visit) or form.refused():
        return _report_page(visit, form, queries.draft(actor(), visit)), refused
    if refused := _objected(form, visit, other):
        return _report_page(visit, form, queries.draft(actor(), visit)), refused
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


@bp.post("/<int:visit_id>/as-planned")
def as_planned(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_to_report(actor(), visit_id)
    other = queries.to_report_in_one_go(actor(), visit)
    findings = Findings(How.SO_SO, minutes=visit.minutes)
    also = LinkedReport(other) if other else None
    actions.report(actor(), visit, findings=findings, also=also)
    return go(url_for(".thanks", visit_id=visit.id))


@bp.post("/<int:visit_id>/take-back")
def take_back(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_to_report(actor(), visit_id)
    actions.take_back(actor(), visit, queries.current_report(actor(), visit))
    said = _("Taken back. What you wrote stands here again; send it when it is right.")
    return done(said, url_for(".report_form", visit_id=visit.id))


@bp.post("/<int:visit_id>/draft")
def draft(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_to_report(actor(), visit_id)
    visit_rules.check_open(visit.state)
    other = queries.to_report_in_one_go(actor(), visit)
    form = _offered(forms.ReportForm(), visit, other)
    if not form.may_be_kept():
        part = "report_form" if request.form.get("later") else "saved"
        return _report_page(visit, form, queries.draft(actor(), visit), part), 422
    is_put_aside = bool(request.form.get("later"))
    actions.keep_draft(actor(), visit, answers=form.typed, is_begun=form.has_answers)
    if is_put_aside:
        return done(_("Kept. You can go on later from your day."), _home(visit.contact))
    if not wants_fragment():
        return go(url_for(".report_form", visit_id=visit.id))
    return _report_page(visit, form, queries.draft(actor(), visit), "saved")


@bp.get("/<int:visit_id>/thanks")
def thanks(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_to_report(actor(), visit_id)
    written = queries.current_report(actor(), visit)
    audit_log.log_view(actor(), VisitAuditEvent.OPENED, contact_id=visit.contact_id)
    return render(
        "visiting/visit_reports/thanks.html",
        "content",
        visit=visit,
        may_correct=queries.may_still_correct(actor(), visit, written),
        report=written,
        following=visit_queries.following(actor(), visit),
        coordinators=queries.coordinators(visit.contact),
        afterwards=queries.next_expected(actor(), clock.today()),
        may_take_back=queries.may_take_back(actor(), written),
        claim=queries.claim_to_make(actor(), visit),
        replies=reply_queries.of_visit(actor(), visit.id),
        numbers=_numbers_after(visit, written),
        button=partial(ButtonForm, formdata=None),
        home=_home(visit.contact),
    )


@bp.get("/<int:visit_id>/correct")
def correct_form(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_to_report(actor(), visit_id)
    written = queries.report_to_correct(actor(), visit)
    audit_log.log_view(
        actor(), VisitReportAuditEvent.REPORT_OPENED, contact_id=visit.contact_id
    )
    other = queries.corrected_with(actor(), visit)
    form = forms.CorrectForm(formdata=None, obj=written).offer(visit, other)
    return _correct_page(visit, form.for_version(written))


@bp.post("/<int:visit_id>/correct")
def correct(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_to_report(actor(), visit_id)
    written = queries.report_to_correct(actor(), visit)
    other = queries.corrected_with(actor(), visit)
    form = forms.CorrectForm().offer(visit, other)
    if refused := form.refused(written, wish_of=form.whose_wish):
        return _correct_page(visit, form), refused
    also = LinkedReport(other, wish_of=form.whose_wish) if other else None
    is_new = actions.correct(actor(), visit, written, findings=form.findings, also=also)
    said = _("The report is changed.") if is_new else _("Nothing was changed.")
    return done(said, _read_back(visit))


def _talk_of(visit: Visit, reports: Sequence[VisitReport]) -> dict[str, Any]:
    """What was said of a report, and what can be said and called."""
    may_reply = bool(reports) and replies.may_reply(actor(), visit)
    is_shut = bool(reports) and reports[0].happened is Happened.NOBODY_HOME
    is_corrected = len(reports) > 1 or (bool(reports) and reports[0].number > 1)
    return {
        "replies": reply_queries.of_visit(actor(), visit.id),
        "reply_form": ReplyForm(formdata=None) if may_reply else None,
        "button": ButtonForm(formdata=None),
        "paid": queries.paid_otherwise(actor(), visit) if is_corrected else None,
        "is_to_read": may_reply and queries.is_to_read(actor(), visit),
        "in_a_row": queries.in_a_row(visit) if reports else 0,
        "numbers": visit_queries.numbers_to_call(actor(), visit) if is_shut else None,
    }


def _numbers_after(visit: Visit, written: VisitReport) -> NumbersToCall | None:
    """Whom to call after a closed door, for who may open the visit."""
    if written.happened is not Happened.NOBODY_HOME:
        return None
    if not visits.may_open(actor(), visit):
        return None
    return visit_queries.numbers_to_call(actor(), visit)


def _correct_page(visit: Visit, form: forms.CorrectForm) -> TemplateResponse:
    return render(
        "visiting/visit_reports/correct.html",
        "correct_form",
        form=form,
        visit=visit,
        following=visit_queries.following(actor(), visit),
        may_move=visits.may_open(actor(), visit),
    )


def _report_page(
    visit: Visit,
    form: forms.ReportForm,
    kept: VisitDraft | None,
    part: str = "report_form",
) -> TemplateResponse:
    is_while_writing = part == "saved"
    if not (is_while_writing and wants_fragment()):
        form.read_by([lead.called for lead in concerns.leads()])
    page: dict[str, Any] = {"visit": visit, "draft": kept, "form": form}
    page["fault"] = form.error if is_while_writing else ""
    page["numbers"] = None
    may_open = visits.may_open(actor(), visit)
    page |= {"home": _home(visit.contact), "may_move": may_open}
    if may_open and not is_while_writing:
        page["numbers"] = visit_queries.numbers_to_call(actor(), visit)
    return render("visiting/visit_reports/report.html", part, **page)


def _offered(
    form: forms.ReportForm, visit: Visit, other: Visit | None
) -> forms.ReportForm:
    match, following = visit_queries.going_again(actor(), visit)
    return form.offer(visit, match, following, other)


def _objected(form: forms.ReportForm, visit: Visit, other: Visit | None) -> int | None:
    """Ask once about a next visit where something else stands at that time."""
    if form.next_at is None:
        return None
    next_slot = Slot(form.next_at, form.next_at + visit.slot.length)
    found = visit_queries.objections(
        actor(), visit, next_slot, besides=visit_queries.next_of(actor(), visit, other)
    )
    known = [one for one in found if one[0] is not Objection.TWICE]
    asked = visit_rules.unless_usual(known, is_usual=not form.next_hour.data)
    return form.objected(form.next_visit, asked)


def _heard() -> str:
    """A message that is shown once, to the writer."""
    names = _(" and ").join(lead.called for lead in concerns.leads())
    said = _("Thank you for your attention. %(names)s will read it today.")
    return str(said % {"names": names} if names else _("Thank you for your attention."))


def _read_back(visit: Visit) -> str:
    """Where the report of a visit is read: on its page, if that may still be opened."""
    may_open = visits.may_open(actor(), visit)
    return url_for(".show" if may_open else ".thanks", visit_id=visit.id)


def _home(contact: Contact) -> str:
    """The page to return to: the file for a coordinator, else the first page."""
    if actor().coordinates(contact.area_id):
        return link("person", contact_id=contact.id)
    return link("home")
