from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.operations.restore import actions, queries
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done
from thuis_app.web.links import link

bp = Blueprint("restore", __name__, url_prefix="/restores")


@bp.post("/<int:restore_id>/seen")
def see(restore_id: int) -> ResponseReturnValue:
    actions.see(actor(), queries.get(actor(), restore_id))
    return done(_("Good. We no longer show it."), link("jobs"))
