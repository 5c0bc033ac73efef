from datetime import timedelta

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import clock
from thuis_app.directory.rooms.forms import PARTS
from thuis_app.directory.rooms.rules import WEEKDAYS, week_of
from thuis_app.team.volunteers import actions, queries
from thuis_app.team.volunteers.forms import BlockForm, CardForm, TimesForm, times_stored
from thuis_app.team.volunteers.models import Someone
from thuis_app.team.volunteers.views.blueprint import bp, page_of
from thuis_app.web.forms import Form
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.responses import TemplateResponse


@bp.get("/<int:user_id>/edit")
def edit_form(user_id: int) -> ResponseReturnValue:
    someone = queries.get(actor(), user_id)
    return _card(someone, CardForm(obj=someone.card).for_version(someone.card))


@bp.post("/<int:user_id>/edit")
def edit(user_id: int) -> ResponseReturnValue:
    someone, form = queries.get(actor(), user_id), CardForm()
    if refused := form.refused(someone.card):
        return _card(someone, form), refused
    actions.edit(actor(), someone.user, someone.card, **form.answers)
    return done(_("The card is saved."), page_of(user_id))


def _card(someone: Someone, form: Form) -> TemplateResponse:
    return render("team/volunteers/edit.html", "card_form", form=form, someone=someone)


@bp.get("/<int:user_id>/times")
def times_form(user_id: int) -> ResponseReturnValue:
    someone = queries.known(actor(), user_id)
    stored = times_stored(someone.card, queries.times(actor(), user_id))
    form = TimesForm(formdata=None, data=stored).offer().for_version(someone.card)
    return _times(someone, form)


@bp.post("/<int:user_id>/times")
def times(user_id: int) -> ResponseReturnValue:
    someone, form = queries.known(actor(), user_id), TimesForm().offer()
    stored = times_stored(someone.card, queries.times(actor(), user_id))
    if refused := form.refused(someone.card, **stored):
        return _times(someone, form), refused
    actions.keep_times(actor(), someone.user, someone.card, **form.answers)
    return done(_("The times are saved."), page_of(user_id))


def _times(someone: Someone, form: Form) -> TemplateResponse:
    monday = week_of(clock.today())
    return render(
        "team/volunteers/times.html",
        "times_form",
        form=form,
        someone=someone,
        page=page_of(someone.user.id),
        days=[monday + timedelta(days=number) for number in WEEKDAYS],
        parts=PARTS,
    )


@bp.get("/<int:user_id>/blocks/new")
def block_form(user_id: int) -> ResponseReturnValue:
    form = BlockForm(formdata=None, from_on=clock.today())
    return _block(queries.known(actor(), user_id), form)


@bp.post("/<int:user_id>/blocks/new")
def block(user_id: int) -> ResponseReturnValue:
    someone, form = queries.known(actor(), user_id), BlockForm()
    if refused := form.refused():
        return _block(someone, form), refused
    actions.block(actor(), someone.user, **form.answers)
    return done(_("The days are saved."), page_of(user_id))


def _block(someone: Someone, form: Form) -> TemplateResponse:
    shown = {"form": form, "someone": someone, "page": page_of(someone.user.id)}
    return render("team/volunteers/block.html", "block_form", **shown)


@bp.post("/<int:user_id>/blocks/<int:block_id>/remove")
def unblock(user_id: int, block_id: int) -> ResponseReturnValue:
    """Taken away twice is taken away once."""
    someone = queries.known(actor(), user_id)
    for row in queries.blocks(actor(), user_id):
        if row.id == block_id:
            actions.unblock(actor(), someone.user, row)
    return done(_("These days are free again."), page_of(user_id))


@bp.post("/<int:user_id>/talks")
def ask_talk(user_id: int) -> ResponseReturnValue:
    user = queries.known(actor(), user_id).user
    actions.ask_talk(actor(), user)
    if user.id == actor().id:
        return done(_("Your coordinator knows, and will call you."), page_of(user_id))
    return done(_("It stands on the list of the coordinators."), page_of(user_id))


@bp.post("/talks/<int:talk_id>/had")
def had_talk(talk_id: int) -> ResponseReturnValue:
    wish, user = queries.talk(actor(), talk_id)
    actions.had_talk(actor(), user, wish)
    return done(_("Good that you talked."), url_for("volunteers.index"))
