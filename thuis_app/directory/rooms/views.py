from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core.day_parts import DayPart
from thuis_app.core.errors import require
from thuis_app.directory.rooms import actions, policy, queries
from thuis_app.directory.rooms.forms import DAYS, RoomForm, hours_in_words, opened
from thuis_app.directory.rooms.models import Room
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
    if refused := form.refused(room) or _named_already(form, room):
        return _show(form, room), refused
    actions.change(actor(), room, **form.answers)
    return done(_("%(room)s is saved.", room=room.name), url_for(".index"))


def _named_already(form: RoomForm, room: Room | None) -> int | None:
    if not queries.is_named(actor(), form.name.data, besides=room.id if room else None):
        return None
    form.name.errors = [_("There is a room with this name already.")]
    return 422


def _show(form: RoomForm, room: Room | None) -> TemplateResponse:
    return render(
        "directory/rooms/edit.html",
        "room_form",
        form=form,
        room=room,
        days=DAYS,
        parts=DayPart,
    )
