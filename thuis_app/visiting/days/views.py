from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from thuis_app.core import audit_log, clock
from thuis_app.visiting.days import queries
from thuis_app.visiting.visits.rules import VisitAuditEvent
from thuis_app.web.guard import actor
from thuis_app.web.htmx import render
from thuis_app.web.request_args import day, row_id

bp = Blueprint("days", __name__, url_prefix="/visits")


@bp.get("/paper")
def paper() -> ResponseReturnValue:
    volunteer_id = request.args.get("volunteer", actor().id, type=row_id)
    on = request.args.get("on", clock.today(), type=day)
    sheet = queries.sheet(actor(), volunteer_id, on)
    people = [expected.visit.contact_id for expected in sheet.visits]
    audit_log.log_list(actor(), VisitAuditEvent.PAPER_SHOWN, people)
    return render("visiting/days/paper.html", "paper", sheet=sheet)
