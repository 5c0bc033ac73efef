from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core.errors import require
from thuis_app.organisation.areas import actions, policy, queries
from thuis_app.organisation.areas.forms import AreaForm
from thuis_app.organisation.areas.models import Area
from thuis_app.web.forms import ButtonForm, Form
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("areas", __name__, url_prefix="/areas")


@bp.get("/")
def index() -> ResponseReturnValue:
    require(policy.may_manage(actor()))
    areas, button = queries.in_order(actor()), ButtonForm(formdata=None)
    return render(
        "organisation/areas/index.html", "area_list", areas=areas, button=button
    )


@bp.get("/new")
def new_form() -> ResponseReturnValue:
    require(policy.may_manage(actor()))
    return _show(AreaForm(formdata=None), None)


@bp.post("/new")
def create() -> ResponseReturnValue:
    require(policy.may_manage(actor()))
    form = AreaForm()
    if refused := form.refused() or _named_already(form, None):
        return _show(form, None), refused
    area = actions.create(actor(), **form.answers)
    return done(_("%(village)s is saved.", village=area.name), url_for(".index"))


@bp.get("/<int:area_id>/edit")
def edit_form(area_id: int) -> ResponseReturnValue:
    area = queries.get(actor(), area_id)
    return _show(AreaForm(formdata=None, obj=area).for_version(area), area)


@bp.post("/<int:area_id>/edit")
def edit(area_id: int) -> ResponseReturnValue:
    area, form = queries.get(actor(), area_id), AreaForm()
    if refused := form.refused(area) or _named_already(form, area):
        return _show(form, area), refused
    actions.edit(actor(), area, **form.answers)
    return done(_("%(village)s is saved.", village=area.name), url_for(".index"))


@bp.post("/<int:area_id>/retire")
def retire(area_id: int) -> ResponseReturnValue:
    area = queries.get(actor(), area_id)
    actions.retire(actor(), area)
    said = _("%(village)s is out of use. What is kept there stays.", village=area.name)
    return done(said, url_for(".index"))


@bp.post("/<int:area_id>/take-back")
def take_back(area_id: int) -> ResponseReturnValue:
    area = queries.get(actor(), area_id)
    actions.take_back(actor(), area)
    return done(_("%(village)s is in use again.", village=area.name), url_for(".index"))


def _named_already(form: AreaForm, area: Area | None) -> int | None:
    name = form.name.data or ""
    if not queries.is_named(actor(), name, besides=area.id if area else 0):
        return None
    form.name.errors = [_("There is a village with this name already.")]
    return 422


def _show(form: Form, area: Area | None) -> TemplateResponse:
    return render("organisation/areas/edit.html", "area_form", form=form, area=area)
