from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from thuis_app.core.errors import Missing
from thuis_app.volunteers import actions, policy, queries
from thuis_app.volunteers.forms import CardForm, FilterForm
from thuis_app.web import menu
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render, wants_fragment

bp = Blueprint("volunteers", __name__, url_prefix="/volunteers")

menu.add(
    50,
    "volunteers.index",
    icon="hand",
    text=_l("Volunteers"),
    shown_to=policy.may_list,
)


@bp.get("/")
def index() -> ResponseReturnValue:
    if not policy.may_list(actor()):
        raise Missing
    form = FilterForm(request.args).offer(queries.villages(actor()))
    asked = form.answers if form.validate() else {}
    people, after = queries.in_order(
        actor(),
        search=asked.get("search", ""),
        area_id=asked.get("area"),
        after=request.args.get("after", 0, type=_row),
    )
    shown = {"people": people, "more_page": after and _more(asked, after)}
    if "after" in request.args and wants_fragment():
        return render_template("volunteers/_rows.html", **shown)
    return render("volunteers/index.html", "volunteer_list", form=form, **shown)


@bp.get("/<int:user_id>")
def show(user_id: int) -> ResponseReturnValue:
    someone = queries.get(actor(), user_id)
    return render("volunteers/show.html", "volunteer", someone=someone)


@bp.get("/<int:user_id>/edit")
def edit_form(user_id: int) -> ResponseReturnValue:
    someone = queries.get(actor(), user_id)
    form = CardForm(obj=someone.card).for_version(someone.card)
    return render("volunteers/edit.html", "card_form", form=form, someone=someone)


@bp.post("/<int:user_id>/edit")
def edit(user_id: int) -> ResponseReturnValue:
    someone, form = queries.get(actor(), user_id), CardForm()
    if refused := form.refused(someone.card):
        page = render("volunteers/edit.html", "card_form", form=form, someone=someone)
        return page, refused
    actions.edit(actor(), someone.user, someone.card, **form.answers)
    return done(_("The card is saved."), url_for(".show", user_id=user_id))


def _more(asked: dict[str, Any], after: int) -> str:
    return url_for(".index", **asked, after=after)


def _row(text: str) -> int:
    """The number of a row, as an address gives it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
