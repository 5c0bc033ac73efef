from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import clock
from thuis_app.core.errors import require
from thuis_app.organisation.absences import actions, policy, queries
from thuis_app.organisation.absences.forms import AbsenceForm
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.changes.actions import undoable
from thuis_app.organisation.changes.rules import About, ChangeKind
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("absences", __name__, url_prefix="/absences")


@bp.get("/")
def index() -> ResponseReturnValue:
    require(policy.may_see(actor()))
    return render(
        "organisation/absences/index.html",
        "absence_list",
        absences=queries.listed(actor()),
        colleagues=queries.colleagues(actor()),
        form=ButtonForm(formdata=None),
    )


@bp.get("/of/<int:colleague_id>/new")
def new_form(colleague_id: int) -> ResponseReturnValue:
    user = queries.colleague(actor(), colleague_id)
    return _page(user, _offering(AbsenceForm(formdata=None), user))


@bp.post("/of/<int:colleague_id>/new")
def create(colleague_id: int) -> ResponseReturnValue:
    user = queries.colleague(actor(), colleague_id)
    form = _offering(AbsenceForm(), user)
    if refused := form.refused():
        return _page(user, form), refused
    with undoable(actor(), ChangeKind.DAYS_AWAY, About()) as doing:
        actions.record(actor(), user, **form.answers)
    said, page = _("That is recorded."), url_for(".index")
    return done(said, page, undo=doing.change_id, undo_here=True)


@bp.post("/<int:absence_id>/end")
def end(absence_id: int) -> ResponseReturnValue:
    absence = queries.get(actor(), absence_id)
    with undoable(actor(), ChangeKind.DAYS_AWAY, About()) as doing:
        actions.end(actor(), absence)
    said = _("%(name)s is there again.", name=absence.user.called)
    return done(said, url_for(".index"), undo=doing.change_id, undo_here=True)


def _offering(form: AbsenceForm, user: User) -> AbsenceForm:
    return form.offer(queries.stand_ins_for(user))


def _page(user: User, form: AbsenceForm) -> TemplateResponse:
    return render(
        "organisation/absences/new.html",
        "absence_form",
        user=user,
        form=form,
        is_self=user.id == actor().id,
        today=clock.today(),
    )
