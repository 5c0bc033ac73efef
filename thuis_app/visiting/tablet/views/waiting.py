"""What came from tablets and waits for the coordinator of the village."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import trail
from thuis_app.core.errors import require
from thuis_app.visiting.tablet import actions, policy, queries
from thuis_app.visiting.tablet.forms import AcceptForm, SetAsideForm, arrived
from thuis_app.visiting.tablet.models import TabletReport
from thuis_app.visiting.tablet.views.blueprint import answers_of, bp
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.responses import TemplateResponse


@bp.get("/tablet/waiting")
def waiting() -> ResponseReturnValue:
    require(policy.may_see_waiting(actor()))
    found = queries.waiting(actor())
    trail.listed(actor(), "tablet.waiting_shown", [r.visit.contact_id for r in found])
    page = {
        "reports": found,
        "total": queries.count_waiting(actor()),
        "unreadable": queries.count_waiting_unreadable(actor()),
    }
    return render("visiting/tablet/waiting.html", "waiting", **page)


@bp.get("/tablet/waiting/unreadable")
def unreadable_form() -> ResponseReturnValue:
    require(policy.may_see_waiting(actor()))
    return _unreadable_page(SetAsideForm(formdata=None))


@bp.post("/tablet/waiting/unreadable")
def set_aside_unreadable() -> ResponseReturnValue:
    require(policy.may_see_waiting(actor()))
    form = SetAsideForm()
    if refused := form.refused():
        return _unreadable_page(form), refused
    for kept in queries.waiting_unreadable(actor()):
        actions.set_aside(actor(), kept, **form.answers)
    return done(_("They are set aside, with your reason."), url_for(".waiting"))


@bp.get("/tablet/waiting/<int:report_id>")
def accept_form(report_id: int) -> ResponseReturnValue:
    kept = queries.one_waiting(actor(), report_id)
    contact_id = kept.visit.contact_id
    trail.read(actor(), "tablet.report_opened", contact_id=contact_id)
    typed = arrived(answers_of(kept))
    form = AcceptForm(formdata=typed).about(kept.visit.contact)
    return _waiting_page(kept, form.for_version(kept), SetAsideForm(formdata=None))


@bp.post("/tablet/waiting/<int:report_id>")
def accept(report_id: int) -> ResponseReturnValue:
    kept = queries.one_waiting(actor(), report_id)
    form = AcceptForm().about(kept.visit.contact)
    if refused := form.refused(kept):
        return _waiting_page(kept, form, SetAsideForm(formdata=None)), refused
    actions.accept(actor(), kept, findings=form.findings)
    return done(_("The report is written down."), url_for(".waiting"))


@bp.post("/tablet/waiting/<int:report_id>/set-aside")
def set_aside(report_id: int) -> ResponseReturnValue:
    kept = queries.one_waiting(actor(), report_id)
    form = SetAsideForm()
    if refused := form.refused():
        typed = AcceptForm(formdata=arrived(answers_of(kept)))
        read = typed.about(kept.visit.contact).for_version(kept)
        return _waiting_page(kept, read, form), refused
    actions.set_aside(actor(), kept, **form.answers)
    return done(_("The report is set aside, with your reason."), url_for(".waiting"))


def _waiting_page(
    kept: TabletReport, form: AcceptForm, aside: SetAsideForm
) -> TemplateResponse:
    page = {"report": kept, "form": form, "aside": aside}
    return render("visiting/tablet/one_waiting.html", "one_waiting", **page)


def _unreadable_page(form: SetAsideForm) -> TemplateResponse:
    many = queries.count_waiting_unreadable(actor())
    return render(
        "visiting/tablet/unreadable.html", "confirm_box", form=form, many=many
    )
