from datetime import date

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log, clock
from thuis_app.core.errors import require
from thuis_app.organisation.accounts import queries as accounts
from thuis_app.overview.access_log import actions, forms, policy, queries, rules
from thuis_app.overview.access_log.forms import SignForm
from thuis_app.overview.access_log.rules import AccessLogAuditEvent
from thuis_app.people.contacts import queries as contacts
from thuis_app.web import request_args
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("access_log", __name__)
FIRST_YEAR = 2000


@bp.get("/people/<int:contact_id>/log")
def of_person(contact_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    this_year = clock.today().year
    year = request.args.get("year", this_year, type=request_args.year)
    year = min(max(year, FIRST_YEAR), this_year)
    audit_log.log_view(actor(), AccessLogAuditEvent.PERSON_SHOWN, contact_id=contact.id)
    return render(
        "overview/access_log/of_person.html",
        "access_log",
        contact=contact,
        year=year,
        this_year=this_year,
        shown=queries.of_person(actor(), contact, year),
        words=forms,
    )


@bp.get("/account/users/<int:user_id>/log")
def of_user(user_id: int) -> ResponseReturnValue:
    user = accounts.get(actor(), user_id)
    this_month = clock.today().replace(day=1)
    month = request.args.get("month", this_month, type=request_args.month)
    audit_log.log_view(actor(), AccessLogAuditEvent.USER_SHOWN, subject_id=str(user.id))
    return render(
        "overview/access_log/of_user.html",
        "access_log",
        user=user,
        month=min(month, this_month),
        months=[this_month, *rules.months_before(this_month)],
        shown=queries.of_user(actor(), user, min(month, this_month)),
        words=forms,
    )


@bp.get("/log/")
def index() -> ResponseReturnValue:
    months = queries.months_to_review(actor())
    return render(
        "overview/access_log/index.html",
        "months",
        months=months,
        reviews=queries.reviews(actor(), months),
    )


@bp.get("/log/<month>")
def sign_form(month: str) -> ResponseReturnValue:
    require(policy.may_review(actor()))
    first = _month(month)
    audit_log.log_view(
        actor(), AccessLogAuditEvent.MONTH_SHOWN, subject_id=f"{first:%Y-%m}"
    )
    return _month_page(first, SignForm(formdata=None))


@bp.post("/log/<month>")
def sign(month: str) -> ResponseReturnValue:
    require(policy.may_review(actor()))
    first, form = _month(month), SignForm()
    if refused := form.refused():
        return _month_page(first, form), refused
    actions.sign(actor(), first, **form.answers)
    return done(_("You signed for this month."), url_for(".index"))


def _month(text: str) -> date:
    """One of the months that are shown."""
    try:
        found = request_args.month(text)
    except ValueError:
        abort(404)
    if found not in rules.months_before(clock.today()):
        abort(404)
    return found


def _month_page(month: date, form: SignForm) -> TemplateResponse:
    return render(
        "overview/access_log/month.html",
        "sign_form",
        found=queries.month_review(actor(), month),
        form=form,
        words=forms,
    )
