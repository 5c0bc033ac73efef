"""The page of the practice person."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core.errors import require
from thuis_app.people.practice import actions, policy, queries
from thuis_app.people.practice.forms import PracticeForm
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("practice", __name__, url_prefix="/practice")


@bp.get("/")
def make_form() -> ResponseReturnValue:
    require(policy.may_look(actor()))
    return _show(PracticeForm(formdata=None).offer(queries.villages(actor())))


@bp.post("/")
def make() -> ResponseReturnValue:
    require(policy.may_look(actor()))
    form = PracticeForm().offer(queries.villages(actor()))
    if refused := form.refused():
        return _show(form), refused
    actions.make(actor(), **form.answers)
    return done(_("Somebody to practise with is there."), url_for(".make_form"))


@bp.post("/<int:practice_id>/remove")
def remove(practice_id: int) -> ResponseReturnValue:
    practice = queries.get(actor(), practice_id)
    actions.remove(actor(), practice)
    words = _("The practice person is gone, with all that was written.")
    return done(words, url_for(".make_form"))


def _show(form: PracticeForm) -> TemplateResponse:
    return render(
        "people/practice/index.html",
        "practice_form",
        form=form,
        people=queries.there_now(actor()),
        button=ButtonForm(formdata=None),
    )
