from typing import Any

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core.database import on_commit
from thuis_app.core.errors import require
from thuis_app.organisation.foundation import actions, policy, queries
from thuis_app.organisation.foundation.forms import HelpNumbersForm, SettingsForm
from thuis_app.web.forms import Form
from thuis_app.web.guard import actor, public
from thuis_app.web.htmx import done, render
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("foundation", __name__)


@bp.app_context_processor
def foundation() -> dict[str, Any]:
    return {"foundation": queries.shown()}


@bp.get("/foundation/style.css")
@public
def style() -> ResponseReturnValue:
    details = queries.shown()
    rule = f":root{{--brand:{details.brand};--lamp:{details.lamp}}}"
    return Response(rule, mimetype="text/css")


@bp.get("/foundation/")
def settings_form() -> ResponseReturnValue:
    require(policy.may_manage(actor()))
    row = queries.settings(actor())
    return _show(SettingsForm(formdata=None, obj=row).for_version(row))


@bp.post("/foundation/")
def change() -> ResponseReturnValue:
    require(policy.may_manage(actor()))
    row, form = queries.settings(actor()), SettingsForm()
    if refused := form.refused(row):
        return _show(form), refused
    actions.change(actor(), row, **form.answers)
    on_commit(queries.forget)
    return done(_("The settings are saved."), url_for(".settings_form"))


@bp.get("/foundation/numbers")
def numbers_form() -> ResponseReturnValue:
    row = queries.own_help_numbers(actor())
    return _numbers(HelpNumbersForm(formdata=None, obj=row).for_version(row))


@bp.post("/foundation/numbers")
def check_numbers() -> ResponseReturnValue:
    row, form = queries.own_help_numbers(actor()), HelpNumbersForm()
    if refused := form.refused(row):
        return _numbers(form), refused
    actions.check_numbers(actor(), row, **form.answers)
    return done(_("The numbers are saved, checked today."), url_for(".numbers_form"))


def _numbers(form: HelpNumbersForm) -> TemplateResponse:
    return render(
        "organisation/foundation/numbers.html",
        "numbers_form",
        form=form,
        checked_on=queries.help_numbers().checked_on,
    )


def _show(form: Form) -> TemplateResponse:
    return render("organisation/foundation/settings.html", "settings_form", form=form)
