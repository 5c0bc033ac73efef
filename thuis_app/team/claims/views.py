from datetime import date
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from thuis_app.core import audit_log, clock
from thuis_app.core.errors import require
from thuis_app.organisation.accounts.models import User
from thuis_app.team.claims import actions, forms, policy, queries, rules
from thuis_app.team.claims.models import Claim, ClaimProposal
from thuis_app.team.claims.rules import ClaimAuditEvent, Source, WhatFor
from thuis_app.team.rates import policy as rates
from thuis_app.team.rates.queries import amounts
from thuis_app.team.rates.rules import rates_on
from thuis_app.web import request_args
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor, fresh
from thuis_app.web.htmx import done, go, part, render, wants_fragment
from thuis_app.web.request_args import cursor, day_and_id, row_id
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("claims", __name__, url_prefix="/hours")

bp.add_app_template_filter(forms.duration, "duration")


@bp.get("/")
def index() -> ResponseReturnValue:
    if not policy.may_write(actor()):
        may_judge = policy.may_judge_any(actor())
        require(may_judge or rates.may_see_rates(actor()))
        return go(url_for(".to_approve" if may_judge else "rates.index"))
    proposed = queries.proposals(actor(), clock.today())
    audit_log.log_list(
        actor(), ClaimAuditEvent.PROPOSED, [one.contact.id for one in proposed]
    )
    return render(
        "team/claims/index.html",
        "own_hours",
        proposed=proposed,
        button=ButtonForm(formdata=None),
        shown=queries.of_month(actor(), actor().id, _month()),
    )


@bp.get("/new")
def new_form() -> ResponseReturnValue:
    require(policy.may_write(actor()))
    return _claim_page(forms.ClaimForm.proposed(_proposed()))


@bp.post("/new")
def create() -> ResponseReturnValue:
    require(policy.may_write(actor()))
    proposal, form = _proposed(), forms.ClaimForm()
    if refused := form.refused():
        return _claim_page(form), refused
    visit_id = proposal.source.id if proposal else None
    claim = actions.write(actor(), visit_id=visit_id, **form.answers)
    return done(_("Written down. Your coordinator looks at it."), _at(claim.on))


@bp.post("/from-visit/<int:reported_id>")
def take_over(reported_id: int) -> ResponseReturnValue:
    source = Source(WhatFor.VISIT, reported_id)
    claim = actions.take_over(actor(), queries.proposal(actor(), source))
    return done(_("Taken over. Your coordinator looks at it."), _at(claim.on))


@bp.get("/<int:claim_id>")
def show(claim_id: int) -> ResponseReturnValue:
    claim = queries.get(actor(), claim_id)
    return _show(claim, forms.ApproveForm(formdata=None))


@bp.get("/<int:claim_id>/edit")
def edit_form(claim_id: int) -> ResponseReturnValue:
    claim = queries.get_own(actor(), claim_id)
    rules.check_changeable(claim.state)
    return _claim_page(forms.ClaimForm.of(claim), claim)


@bp.post("/<int:claim_id>/edit")
def edit(claim_id: int) -> ResponseReturnValue:
    claim, form = queries.get_own(actor(), claim_id), forms.ClaimForm()
    if refused := form.refused_for(claim):
        return _claim_page(form, claim), refused
    actions.change(actor(), claim, **form.answers)
    return done(_("The change is saved."), _at(claim.on))


@bp.post("/<int:claim_id>/take-back")
def take_back(claim_id: int) -> ResponseReturnValue:
    claim = queries.get_own(actor(), claim_id)
    month = claim.on
    actions.take_back(actor(), claim)
    return done(_("Taken back. Nothing of it is kept."), _at(month))


@bp.post("/<int:claim_id>/approve")
def approve(claim_id: int) -> ResponseReturnValue:
    claim = queries.to_judge(actor(), claim_id)
    form = forms.ApproveForm().offer(queries.weighed(actor(), [claim])[0])
    if refused := form.refused(claim, because=claim.over_because):
        return _show(claim, form), refused
    actions.approve(actor(), claim, because=form.because.data or "")
    return done(_("Approved."), url_for(".to_approve"))


@bp.get("/<int:claim_id>/refuse")
def refuse_form(claim_id: int) -> ResponseReturnValue:
    return _refuse_page(
        queries.to_judge(actor(), claim_id), forms.RefuseForm(formdata=None)
    )


@bp.post("/<int:claim_id>/refuse")
def refuse(claim_id: int) -> ResponseReturnValue:
    claim, form = queries.to_judge(actor(), claim_id), forms.RefuseForm()
    if refused := form.refused(claim, because=claim.refused_because):
        return _refuse_page(claim, form), refused
    actions.refuse(actor(), claim, **form.answers)
    return done(_("Sent back, with your reason."), url_for(".to_approve"))


@bp.post("/<int:claim_id>/reopen")
def reopen(claim_id: int) -> ResponseReturnValue:
    claim = queries.to_judge(actor(), claim_id)
    actions.reopen(actor(), claim)
    page = url_for(".show", claim_id=claim.id)
    return done(_("The approval is taken back. It waits for you again."), page)


@bp.get("/<int:claim_id>/correct")
def correct_form(claim_id: int) -> ResponseReturnValue:
    claim = queries.to_judge(actor(), claim_id)
    rules.check_correctable(claim.state)
    return _correct_page(claim, forms.CorrectForm.of(claim))


@bp.post("/<int:claim_id>/correct")
def correct(claim_id: int) -> ResponseReturnValue:
    claim, form = queries.to_judge(actor(), claim_id), forms.CorrectForm()
    if refused := form.refused_for(claim):
        return _correct_page(claim, form), refused
    actions.correct(actor(), claim, **form.answers)
    said = _("Corrected. What differs stands on the next payment list.")
    return done(said, url_for(".show", claim_id=claim.id))


@bp.get("/to-approve")
def to_approve() -> ResponseReturnValue:
    after = request.args.get("after", type=day_and_id)
    waiting, more = queries.waiting(actor(), after)
    shown: dict[str, Any] = {"waiting": waiting}
    shown["more_page"] = more and url_for(".to_approve", after=cursor(more))
    if after and wants_fragment():
        return part("team/claims/_waiting.html", **shown)
    return _waiting_page(forms.ApproveAllForm(formdata=None), **shown)


@bp.post("/to-approve")
def approve_all() -> ResponseReturnValue:
    require(policy.may_judge_any(actor()))
    query = forms.numbers(request.form.getlist("claims"))
    claims = queries.waiting_among(actor(), query)
    form = forms.ApproveAllForm().offer(queries.weighed(actor(), claims))
    if refused := form.refused():
        waiting, _more = queries.waiting(actor())
        return _waiting_page(form, waiting=waiting, more_page=None), refused
    number = actions.approve_all(actor(), claims)
    message = ngettext("%(num)s line approved.", "%(num)s lines approved.", number)
    return done(message, url_for(".to_approve"))


@bp.get("/to-pay")
def to_pay() -> ResponseReturnValue:
    month, after = _month(), _after()
    people, more = queries.payments(actor(), month, after=after)
    shown: dict[str, Any] = {"people": people, "month": month}
    shown["more_page"] = more and url_for(".to_pay", month=f"{month:%Y-%m}", after=more)
    if after and wants_fragment():
        return part("team/claims/_payments.html", **shown)
    shown["months"] = queries.months_to_pay(actor())
    shown["has_treasurer"] = queries.has_treasurer(actor())
    return render("team/claims/to_pay.html", "to_pay", **shown)


def _file(name: str, sheet: str) -> Response:
    """A spreadsheet to keep, with a Dutch name."""
    kept = {"Content-Disposition": f"attachment; filename={name}.csv"}
    return Response(sheet, mimetype="text/csv", headers=kept)


@bp.get("/totals")
def totals() -> ResponseReturnValue:
    year, set_here, after = _year(), amounts(), _after()
    people, more = queries.years(actor(), year, set_here, after)
    shown: dict[str, Any] = {"people": people, "year": year}
    shown["most"] = rates_on(date(year, 12, 31), set_here).year_max
    shown["more_page"] = more and url_for(".totals", year=year, after=more)
    if after and wants_fragment():
        return part("team/claims/_years.html", **shown)
    return render(
        "team/claims/totals.html", "totals", **shown, this_year=clock.today().year
    )


@bp.get("/totals.csv")
@fresh
def export() -> ResponseReturnValue:
    year = _year()
    people = queries.whole_year(actor(), year, amounts())
    values = f"rows {len(people)}"
    audit_log.log_view(
        actor(), ClaimAuditEvent.EXPORTED, subject_id=str(year), ground=values
    )
    return _file(f"uren-{year}", forms.as_sheet(people))


@bp.get("/of/<int:user_id>")
def of_volunteer(user_id: int) -> ResponseReturnValue:
    user = queries.volunteer(actor(), user_id)
    shown = queries.of_month(actor(), user.id, _month())
    page = "team/claims/of_volunteer.html"
    return render(page, "hours_of_volunteer", user=user, shown=shown)


@bp.get("/of/<int:user_id>/new")
def write_for_form(user_id: int) -> ResponseReturnValue:
    user = queries.volunteer(actor(), user_id)
    return _claim_page(forms.ClaimForm(formdata=None), user=user)


@bp.post("/of/<int:user_id>/new")
def write_for(user_id: int) -> ResponseReturnValue:
    user, form = queries.volunteer(actor(), user_id), forms.ClaimForm()
    if refused := form.refused():
        return _claim_page(form, user=user), refused
    claim = actions.write_for(actor(), user, **form.answers)
    month = f"{claim.on:%Y-%m}"
    page = url_for(".of_volunteer", user_id=user.id, month=month)
    return done(_("Written down for %(name)s.", name=user.called), page)


def _claim_page(
    form: forms.ClaimForm, claim: Claim | None = None, user: User | None = None
) -> TemplateResponse:
    shown = {"form": form, "claim": claim, "user": user, "visit_id": _visit()}
    return render("team/claims/claim.html", "claim_form", **shown)


def _proposed() -> ClaimProposal | None:
    visit_id = _visit()
    if visit_id is None:
        return None
    return queries.proposal(actor(), Source(WhatFor.VISIT, visit_id))


def _show(claim: Claim, form: forms.ApproveForm) -> TemplateResponse:
    return render(
        "team/claims/show.html",
        "claim",
        form=form.for_version(claim),
        weighed=queries.weighed(actor(), [claim])[0],
        button=ButtonForm(formdata=None),
    )


def _refuse_page(claim: Claim, form: forms.RefuseForm) -> TemplateResponse:
    shown = {"claim": claim, "form": form.for_version(claim)}
    return render("team/claims/refuse.html", "refuse_form", **shown)


def _correct_page(claim: Claim, form: forms.ClaimForm) -> TemplateResponse:
    shown = {"claim": claim, "form": form}
    return render("team/claims/correct.html", "correct_form", **shown)


def _waiting_page(form: forms.ApproveAllForm, **shown: Any) -> TemplateResponse:
    shown |= {"form": form, "total": queries.count_waiting(actor())}
    return render("team/claims/to_approve.html", "to_approve", **shown)


def _at(day: date) -> str:
    return url_for(".index", month=f"{day:%Y-%m}")


def _month() -> date:
    return rules.near_month(
        request.args.get("month", type=request_args.month), clock.today()
    )


def _year() -> int:
    return rules.near_year(
        request.args.get("year", type=request_args.year), clock.today()
    )


def _after() -> int | None:
    return request.args.get("after", type=row_id) or None


def _visit() -> int | None:
    return request.args.get("visit", type=row_id) or None
