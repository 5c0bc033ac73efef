from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.activities.bookings import actions
from thuis_app.activities.bookings import queries as bookings
from thuis_app.activities.bookings.forms import CancelBookingForm, why_not
from thuis_app.activities.bookings.models import Booking
from thuis_app.core import audit_log, clock
from thuis_app.core.day_parts import DayPart
from thuis_app.core.errors import RuleBroken, require
from thuis_app.directory.rooms import queries as rooms
from thuis_app.directory.rooms.models import Room
from thuis_app.directory.rooms.policy import sees_attendance
from thuis_app.directory.rooms.rules import week_name, week_number, week_of
from thuis_app.support.respite import queries as respite
from thuis_app.support.respite.rules import RequestState, RespiteAuditEvent
from thuis_app.support.room_pages import queries
from thuis_app.web import request_args
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.request_args import day, row_id
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("room_pages", __name__, url_prefix="/respite")

WEEK = timedelta(days=7)


@bp.post("/bookings/<int:booking_id>/confirm")
def confirm(booking_id: int) -> ResponseReturnValue:
    given = bookings.booking(actor(), booking_id)
    try:
        actions.confirm(actor(), given)
    except RuleBroken as broken:
        said = why_not(actor(), broken, given.room, given.on)
        raise RuleBroken(broken.code, said) from broken
    return _after(given, _("The place is promised."))


@bp.post("/bookings/<int:booking_id>/release")
def release(booking_id: int) -> ResponseReturnValue:
    return _done_to(booking_id, actions.release, _("The place is free again."))


@bp.post("/bookings/<int:booking_id>/attended")
def attended(booking_id: int) -> ResponseReturnValue:
    return _done_to(booking_id, actions.attended, _("Good to know that they came."))


@bp.post("/bookings/<int:booking_id>/not-attended")
def not_attended(booking_id: int) -> ResponseReturnValue:
    return _done_to(booking_id, actions.not_attended, _("Noted: nobody came."))


@bp.get("/bookings/<int:booking_id>/cancel")
def cancel_form(booking_id: int) -> ResponseReturnValue:
    given = bookings.booking(actor(), booking_id)
    return _cancelling(CancelBookingForm(formdata=None), given)


@bp.post("/bookings/<int:booking_id>/cancel")
def cancel(booking_id: int) -> ResponseReturnValue:
    given = bookings.booking(actor(), booking_id)
    form = CancelBookingForm()
    if refused := form.refused():
        return _cancelling(form, given), refused
    actions.cancel(actor(), given, **form.answers)
    return _after(given, _("The place is cancelled."))


@bp.get("/rooms")
def choose() -> ResponseReturnValue:
    known = rooms.to_plan_in(actor())
    first = known[0].id if known else 0
    return week(request.args.get("room", first, type=row_id))


@bp.get("/rooms/<int:room_id>")
def week(room_id: int) -> ResponseReturnValue:
    room = rooms.get(actor(), room_id)
    monday = request.args.get("week", week_of(clock.today()), type=request_args.week)
    on = request.args.get("on", type=day)
    part = request.args.get("part", type=DayPart)
    return render(
        "support/room_pages/week.html", "room_week", **_week(room, monday, on, part)
    )


def _week(
    room: Room, monday: date, on: date | None, part: DayPart | None
) -> dict[str, Any]:
    require(sees_attendance(actor(), room))
    shown = queries.week(actor(), room, monday)
    slots = [slot for _part, row in shown.rows for slot in row]
    coming = [one.cared_for for slot in slots for one in slot.bookings]
    audit_log.log_list(actor(), RespiteAuditEvent.WEEK_SEEN, [one.id for one in coming])
    waiting = respite.to_plan(actor(), states=[RequestState.CLARIFIED])
    picked = (slot for slot in slots if (slot.on, slot.day_part) == (on, part))
    chosen = next(picked, None)
    asked = (
        [shown.requests[one.request_id] for one in chosen.bookings] if chosen else []
    )
    return {
        "room": room,
        "rooms": rooms.to_plan_in(actor()),
        "monday": monday,
        "before": week_name(monday - WEEK),
        "after": week_name(monday + WEEK),
        "name": week_name(monday),
        "number": week_number(monday),
        "rows": shown.rows,
        "requests": shown.requests,
        "chosen": chosen,
        "numbers": respite.telephones(actor(), [one.carer_id for one in asked]),
        "waiting": waiting,
        "marks": respite.tell_apart(waiting.rows, coming),
        "button": ButtonForm,
    }


def _cancelling(form: CancelBookingForm, given: Booking) -> TemplateResponse:
    return render(
        "support/room_pages/cancel.html", "cancel_form", form=form, given=given
    )


def _done_to(
    booking_id: int, action: Callable[..., None], message: str
) -> ResponseReturnValue:
    given = bookings.booking(actor(), booking_id)
    action(actor(), given)
    return _after(given, message)


def _after(given: Booking, message: str) -> ResponseReturnValue:
    """Back to the week of the room for who came from there, else to the request."""
    if request.args.get("back") != "week":
        page = url_for("respite.show", request_id=given.request_id)
        return done(message, page)
    monday = week_of(given.on)
    page = url_for(
        ".week",
        room_id=given.room_id,
        week=week_name(monday),
        on=given.on.isoformat(),
        part=given.day_part,
    )
    room = rooms.get(actor(), given.room_id)
    shown = _week(room, monday, given.on, given.day_part)
    return done(message, page, "support/room_pages/week.html", "room_week", **shown)
