from datetime import timedelta

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from thuis_app.core import audit_log, clock
from thuis_app.core.errors import require
from thuis_app.directory.rooms.rules import week_name, week_number, week_of
from thuis_app.organisation.areas.forms import chosen_villages, village_filter
from thuis_app.overview.ahead import policy, queries
from thuis_app.overview.ahead.forms import WeekFilterForm
from thuis_app.overview.ahead.queries import Period
from thuis_app.overview.ahead.rules import SHOWN_OF_A_DAY, AheadAuditEvent
from thuis_app.team.volunteers import queries as volunteers
from thuis_app.web import request_args
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor
from thuis_app.web.htmx import render
from thuis_app.web.request_args import row_id

bp = Blueprint("ahead", __name__)

WEEK = timedelta(weeks=1)


@bp.get("/week")
def week() -> ResponseReturnValue:
    require(policy.may_see_week(actor()))
    monday = request.args.get("week", type=request_args.week) or week_of(clock.today())
    villages = village_filter(actor())
    period = Period(
        monday,
        monday + timedelta(days=6),
        villages.area_ids,
        request.args.get("volunteer", type=row_id),
    )
    days = queries.week(actor(), period)
    people = [who for _day, found in days for one in found for who in one.people]
    audit_log.log_list(actor(), AheadAuditEvent.WEEK_SHOWN, people)
    form = WeekFilterForm(formdata=None, volunteer=period.volunteer_id)
    return render(
        "overview/ahead/week.html",
        "week",
        days=days,
        number=week_number(monday),
        name=week_name(monday),
        before=week_name(monday - WEEK),
        after=week_name(monday + WEEK),
        period=period,
        villages=villages,
        form=form.offer(queries.volunteers_of(actor(), period)),
        button=ButtonForm(formdata=None),
    )


@bp.get("/week/soon")
def soon() -> ResponseReturnValue:
    """Today and tomorrow, in brief; the board shows it where no line is chosen."""
    require(policy.may_see_week(actor()))
    today = clock.today()
    villages = chosen_villages(actor())
    period = Period(today, today + timedelta(days=1), villages.area_ids)
    days = queries.week(actor(), period)
    shown = [
        (day, week_name(day), found[:SHOWN_OF_A_DAY], len(found)) for day, found in days
    ]
    people = [
        who for _on, _week, some, _all in shown for one in some for who in one.people
    ]
    audit_log.log_list(actor(), AheadAuditEvent.SOON_SHOWN, people)
    return render("overview/ahead/soon.html", "soon", days=shown, villages=villages)


@bp.get("/volunteers/<int:user_id>/ahead")
def of_volunteer(user_id: int) -> ResponseReturnValue:
    someone = volunteers.get(actor(), user_id)
    found = queries.of_volunteer(actor(), user_id)
    people = [who for one in found for who in one.people]
    audit_log.log_list(actor(), AheadAuditEvent.OF_VOLUNTEER_SHOWN, people)
    return render(
        "overview/ahead/of_volunteer.html",
        "ahead_of_volunteer",
        ahead=found,
        someone=someone,
        button=ButtonForm(formdata=None),
    )
