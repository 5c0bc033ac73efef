from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import clock
from thuis_app.core.errors import require
from thuis_app.team.rates import actions, forms, policy, queries, rules
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("rates", __name__, url_prefix="/hours")

bp.add_app_template_filter(forms.money, "money")


@bp.get("/rates")
def index() -> ResponseReturnValue:
    require(policy.may_see_rates(actor()))
    return _rates_page(forms.RateForm(formdata=None))


@bp.post("/rates")
def add_rate() -> ResponseReturnValue:
    require(policy.may_set_rates(actor()))
    form = forms.RateForm()
    if refused := form.refused():
        return _rates_page(form), refused
    actions.add_rate(actor(), **form.answers)
    return done(_("The amount is added."), url_for(".index"))


@bp.post("/rates/<int:rate_id>/take-back")
def take_back_rate(rate_id: int) -> ResponseReturnValue:
    actions.take_back_rate(actor(), queries.rate(actor(), rate_id))
    return done(_("The amount is taken back."), url_for(".index"))


def _rates_page(form: forms.RateForm) -> TemplateResponse:
    return render(
        "team/rates/index.html",
        "rates",
        form=form,
        known=rules.KNOWN,
        set_here=queries.rates(actor(), clock.today()),
        button=ButtonForm(formdata=None),
    )
