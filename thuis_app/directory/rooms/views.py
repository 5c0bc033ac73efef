from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core.day_parts import DayPart
from thuis_app.core.errors import require
from thuis_app.directory.rooms import actions, policy, queries
from thuis_app.directory.rooms.forms import DAYS, RoomForm, hours_in_words, opened
from thuis_app.directory.rooms.models import Room
from thuis_app.directory.rooms.rules import RoomPartsKept
from thuis_app.organisation.endings import queries as endings
from thuis_app.organisation.endings.rules import EndingLine
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("rooms", __name__, url_prefix="/rooms")


@bp.get("/")
def index() -> ResponseReturnValue:
    return render(
        "directory/rooms/index.html",
        "room_list",
        rooms=queries.in_order(actor()),
        hours=hours_in_words(queries.openings(actor())),
        days=DAYS,
    )


@bp.get("/new")
def new_form() -> ResponseReturnValue:
    require(policy.may_keep(actor()))
    form = RoomForm(formdata=None).offer(queries.villages(actor()))
    return _show(form, None)


@bp.post("/new")
def create() -> ResponseReturnValue:
    form = RoomForm().offer(queries.villages(actor()))
    if refused := form.refused() or _named_already(form, None):
        return _show(form, None), refused
    room = actions.create(actor(), **form.answers)
    return done(_("%(room)s is saved.", room=room.name), url_for(".index"))


@bp.get("/<int:room_id>/edit")
def edit_form(room_id: int) -> ResponseReturnValue:
    require(policy.may_keep(actor()))
    room = queries.get(actor(), room_id)
    form = RoomForm(formdata=None, obj=room, data=opened(room)).for_version(room)
    return _show(form.offer(queries.villages(actor()), room), room)


@bp.post("/<int:room_id>/edit")
def edit(room_id: int) -> ResponseReturnValue:
    require(policy.may_keep(actor()))
    room = queries.get(actor(), room_id)
    form = RoomForm().offer(queries.villages(actor()), room)
    refused = form.refused(room) or _named_already(form, room)
    if refused := refused or form.overlooks(_closing(room, form)):
        return _show(form, room), refused
    actions.change(actor(), room, **form.answers)
    return done(_("%(room)s is saved.", room=room.name), url_for(".index"))


def _closing(room: Room, form: RoomForm) -> list[EndingLine]:
    """The places that are given away on a part of the week that closes."""
    answers = form.answers
    openings = answers["openings"] if answers.get("is_active", True) else ()
    parts = frozenset((one.weekday, one.day_part) for one in openings)
    return endings.open_under(actor(), RoomPartsKept(room.id, parts))


def _named_already(form: RoomForm, room: Room | None) -> int | None:
    if not queries.is_named(actor(), form.name.data, besides=room.id if room else None):
        return None
    form.name.errors = [_("There is a room with this name already.")]
    return 422


def _show(form: RoomForm, room: Room | None) -> TemplateResponse:
    if not form.is_submitted():
        form.show([])
    return render(
        "directory/rooms/edit.html",
        "room_form",
        form=form,
        room=room,
        days=DAYS,
        parts=DayPart,
    )
