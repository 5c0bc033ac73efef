from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.activities.bookings import actions, queries
from thuis_app.activities.bookings.forms import BookForm, CancelForm
from thuis_app.core import clock, trail
from thuis_app.core.day_parts import DayPart
from thuis_app.core.errors import RuleBroken, require
from thuis_app.directory.rooms import queries as rooms
from thuis_app.directory.rooms.models import Room
from thuis_app.directory.rooms.policy import sees_attendance
from thuis_app.directory.rooms.rules import week_called, week_name, week_of
from thuis_app.organisation.accounts.forms import OneButton
from thuis_app.support.respite import queries as respite
from thuis_app.support.respite import rules
from thuis_app.support.respite.models import Booking, RespiteRequest
from thuis_app.support.respite.rules import RequestState
from thuis_app.web import errors
from thuis_app.web.filters import day, label
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("bookings", __name__, url_prefix="/respite")

WEEK = timedelta(days=7)


@bp.get("/<int:request_id>/book")
def book_form(request_id: int) -> ResponseReturnValue:
    asked = respite.get(actor(), request_id)
    trail.read(actor(), "respite.opened", contact_id=asked.carer_id)
    today, on = clock.today(), _day(request.args.get("on"))
    until = today + timedelta(days=2)
    chosen = {
        "room": request.args.get("room", type=int),
        "on": on,
        "day_part": _part(request.args.get("part")),
        "until_day": min(until, on - timedelta(days=1)) if on and on > today else until,
    }
    form = BookForm(formdata=None, data=chosen).offer(rooms.to_plan_in(actor()))
    return _booking(form, asked)


@bp.post("/<int:request_id>/book")
def book(request_id: int) -> ResponseReturnValue:
    asked = respite.get(actor(), request_id)
    form = BookForm().offer(rooms.to_plan_in(actor()))
    if refused := form.refused():
        return _booking(form, asked), refused
    try:
        given = actions.book(actor(), asked, **form.answers)
    except RuleBroken as broken:
        form.refuse(_why_not(broken, form.answers["room"], form.answers["on"]))
        return _booking(form, asked), 409
    if given.is_held:
        return _after(given, _("The place in %(room)s is held.", room=given.room.name))
    return _after(given, _("The place in %(room)s is theirs.", room=given.room.name))


@bp.post("/bookings/<int:booking_id>/confirm")
def confirm(booking_id: int) -> ResponseReturnValue:
    given = queries.booking(actor(), booking_id)
    try:
        actions.confirm(actor(), given)
    except RuleBroken as broken:
        said = _why_not(broken, given.room, given.on)
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
    given = queries.booking(actor(), booking_id)
    return _cancelling(CancelForm(formdata=None), given)


@bp.post("/bookings/<int:booking_id>/cancel")
def cancel(booking_id: int) -> ResponseReturnValue:
    given = queries.booking(actor(), booking_id)
    form = CancelForm()
    if refused := form.refused():
        return _cancelling(form, given), refused
    actions.cancel(actor(), given, **form.answers)
    return _after(given, _("The place is cancelled."))


@bp.get("/rooms")
def choose() -> ResponseReturnValue:
    known = rooms.to_plan_in(actor())
    first = known[0].id if known else 0
    return week(request.args.get("room", first, type=int))


@bp.get("/rooms/<int:room_id>")
def week(room_id: int) -> ResponseReturnValue:
    room = rooms.get(actor(), room_id)
    monday = week_called(request.args.get("week", "")) or week_of(clock.today())
    on, part = _day(request.args.get("on")), _part(request.args.get("part"))
    return render(
        "activities/bookings/week.html", "room_week", **_week(room, monday, on, part)
    )


def _week(
    room: Room, monday: date, on: date | None, part: DayPart | None
) -> dict[str, Any]:
    require(sees_attendance(actor(), room))
    rows = queries.week(actor(), room, monday)
    slots = [slot for _part, row in rows for slot in row]
    coming = [one.request.cared_for_id for slot in slots for one in slot.bookings]
    trail.listed(actor(), "respite.week_seen", coming)
    picked = (slot for slot in slots if (slot.on, slot.day_part) == (on, part))
    return {
        "room": room,
        "rooms": rooms.to_plan_in(actor()),
        "monday": monday,
        "before": week_name(monday - WEEK),
        "after": week_name(monday + WEEK),
        "name": week_name(monday),
        "rows": rows,
        "chosen": next(picked, None),
        "waiting": respite.to_plan(actor(), states=[RequestState.CLARIFIED]),
        "button": OneButton,
    }


def _booking(form: BookForm, asked: RespiteRequest) -> TemplateResponse:
    today = clock.today()
    free = respite.free_places(actor(), today, today + rules.LOOK_AHEAD)
    fits = asked.fits(free)
    return render(
        "activities/bookings/book.html",
        "book_form",
        form=form,
        asked=asked,
        fits=fits[:6],
    )


def _cancelling(form: CancelForm, given: Booking) -> TemplateResponse:
    return render(
        "activities/bookings/cancel.html", "cancel_form", form=form, given=given
    )


def _done_to(
    booking_id: int, deed: Callable[..., None], message: str
) -> ResponseReturnValue:
    given = queries.booking(actor(), booking_id)
    deed(actor(), given)
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
    return done(message, page, "activities/bookings/week.html", "room_week", **shown)


def _why_not(broken: RuleBroken, room: Room, on: date) -> str:
    """What stands in the way; and where there still is room, when it is full."""
    said = errors.sentence(broken)
    if broken.code != "room.full":
        return said
    near = [
        f"{day(one.on, 'EEEE d MMMM')} {label(one.day_part).lower()}"
        for one in queries.free_near(actor(), room, on)
    ]
    if not near:
        return said + " " + str(_("There is no other place around that day."))
    parts = ", ".join(near)
    free = _("Still free in %(room)s: %(parts)s.", room=room.name, parts=parts)
    return f"{said} {free}"


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _part(text: str | None) -> DayPart | None:
    return DayPart(text) if text in set(DayPart) else None
