from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import clock
from thuis_app.core.errors import require
from thuis_app.organisation.emergencies import actions, policy, queries
from thuis_app.organisation.emergencies.forms import EmergencyForm
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor, fresh
from thuis_app.web.htmx import done, render
from thuis_app.web.mailing import with_mail
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("emergencies", __name__, url_prefix="/emergency")


@bp.get("/")
def begin_form() -> ResponseReturnValue:
    require(policy.may_look(actor()))
    return _page(EmergencyForm(formdata=None))


@bp.post("/")
@fresh
def begin() -> ResponseReturnValue:
    form = EmergencyForm()
    require(policy.may_begin(actor()))
    if refused := form.refused():
        return _page(form), refused
    actions.begin(actor(), **form.answers)
    return done(with_mail(_("You see the files for an hour.")), "/")


@bp.post("/<int:emergency_id>/end")
def end(emergency_id: int) -> ResponseReturnValue:
    actions.end(actor(), queries.get(actor(), emergency_id))
    return done(_("The access for emergencies has ended."), url_for(".begin_form"))


def _page(form: EmergencyForm) -> TemplateResponse:
    return render(
        "organisation/emergencies/begin.html",
        "emergency_form",
        form=form,
        may_begin=policy.may_begin(actor()),
        lately=queries.lately(actor()),
        now=clock.now(),
        button=ButtonForm(formdata=None),
    )
