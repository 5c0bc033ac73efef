from flask import Blueprint
from flask.typing import ResponseReturnValue

from thuis_app.core import audit_log, clock
from thuis_app.overview.my_people import queries
from thuis_app.overview.my_people.forms import THANKS
from thuis_app.overview.my_people.rules import MyPeopleAuditEvent, thanks
from thuis_app.web.guard import actor
from thuis_app.web.htmx import render

bp = Blueprint("my_people", __name__, url_prefix="/my-people")


@bp.get("/")
def index() -> ResponseReturnValue:
    found, today = queries.people(actor()), clock.today()
    audit_log.log_list(
        actor(), MyPeopleAuditEvent.LISTED, [one.contact.id for one in found]
    )
    return render(
        "overview/my_people/index.html",
        "my_people",
        people=found,
        year=queries.year(actor(), today.year),
        thanks=THANKS[thanks(today, len(THANKS))],
        coordinators=queries.coordinators(actor()),
    )
