from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import clock
from thuis_app.core.errors import require
from thuis_app.organisation.deputies import actions, policy, queries
from thuis_app.organisation.deputies.forms import DeputyForm
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor, fresh
from thuis_app.web.htmx import done, render
from thuis_app.web.mailing import with_mail
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("deputies", __name__, url_prefix="/deputies")


@bp.get("/")
def name_form() -> ResponseReturnValue:
    require(policy.may_see(actor()))
    return _page(_offering(DeputyForm(formdata=None)))


@bp.post("/")
@fresh
def name() -> ResponseReturnValue:
    require(policy.may_see(actor()))
    form = _offering(DeputyForm())
    if refused := form.refused():
        return _page(form), refused
    if actions.name(actor(), form.user, **form.answers):
        said = _("%(name)s deputises in that time.", name=form.user.called)
    else:
        said = with_mail(_("This waits until a second person agrees."))
    return done(said, url_for(".name_form"))


@bp.post("/<int:deputy_id>/end")
def end(deputy_id: int) -> ResponseReturnValue:
    deputy = queries.get(actor(), deputy_id)
    actions.end(actor(), deputy)
    said = _("%(name)s deputises no longer.", name=deputy.user.called)
    return done(said, url_for(".name_form"))


def _offering(form: DeputyForm) -> DeputyForm:
    return form.offer(queries.candidates(actor()), queries.villages(actor()))


def _page(form: DeputyForm) -> TemplateResponse:
    deputies = queries.listed(actor())
    return render(
        "organisation/deputies/index.html",
        "deputy_form",
        form=form,
        deputies=deputies,
        may_end={one.id for one in deputies if policy.may_end(actor(), one.area_id)},
        button=ButtonForm(formdata=None),
        today=clock.today(),
    )
