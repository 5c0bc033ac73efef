from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log
from thuis_app.core.errors import require
from thuis_app.visiting.report_replies import actions, forms, policy, queries, rules
from thuis_app.visiting.report_replies.queries import ReplyRow
from thuis_app.visiting.report_replies.rules import ReplyAuditEvent
from thuis_app.visiting.visits import queries as visits
from thuis_app.visiting.visits.models import Visit
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.links import link
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("report_replies", __name__, url_prefix="/visits")


@bp.get("/<int:visit_id>/reply")
def reply_form(visit_id: int) -> ResponseReturnValue:
    visit = visits.get(actor(), visit_id)
    require(policy.may_reply(actor(), visit))
    _log(visit)
    return _reply_page(visit, forms.ReplyForm(formdata=None))


@bp.post("/<int:visit_id>/reply")
def reply(visit_id: int) -> ResponseReturnValue:
    visit = visits.get(actor(), visit_id)
    form = forms.ReplyForm()
    if refused := form.refused():
        require(policy.may_reply(actor(), visit))
        return _reply_page(visit, form), refused
    actions.reply(actor(), visit, **form.answers)
    said = _("%(name)s sees this on their day.", name=visit.volunteer.called)
    return done(said, link("report", visit_id=visit.id))


@bp.post("/<int:visit_id>/read")
def read(visit_id: int) -> ResponseReturnValue:
    actions.read(actor(), visits.get(actor(), visit_id))
    return done(_("Read."), link("home"))


@bp.post("/replies/<int:reply_id>/seen")
def see(reply_id: int) -> ResponseReturnValue:
    actions.see(actor(), queries.get(actor(), reply_id).reply)
    return done(_("Put away. It stays with your report."), link("my_day"))


@bp.get("/replies/<int:reply_id>/answer")
def answer_form(reply_id: int) -> ResponseReturnValue:
    found = queries.get(actor(), reply_id)
    require(policy.may_answer(actor(), found.reply))
    rules.check_unanswered(found.reply.answered_at)
    _log(found.reply.visit)
    return _answer_page(found, forms.AnswerForm(formdata=None))


@bp.post("/replies/<int:reply_id>/answer")
def answer(reply_id: int) -> ResponseReturnValue:
    found = queries.get(actor(), reply_id)
    form = forms.AnswerForm()
    if refused := form.refused():
        require(policy.may_answer(actor(), found.reply))
        return _answer_page(found, form), refused
    actions.answer(actor(), found.reply, **form.answers)
    return done(_("Your answer is sent."), link("my_day"))


def _log(visit: Visit) -> None:
    audit_log.log_view(actor(), ReplyAuditEvent.OPENED, contact_id=visit.contact_id)


def _reply_page(visit: Visit, form: forms.ReplyForm) -> TemplateResponse:
    return render(
        "visiting/report_replies/reply.html", "reply_page", visit=visit, form=form
    )


def _answer_page(row: ReplyRow, form: forms.AnswerForm) -> TemplateResponse:
    return render(
        "visiting/report_replies/answer.html", "answer_form", row=row, form=form
    )
