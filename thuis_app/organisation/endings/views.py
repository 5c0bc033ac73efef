from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.organisation.endings import actions, forms, queries
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done
from thuis_app.web.links import link

bp = Blueprint("endings", __name__, url_prefix="/endings")
bp.add_app_template_filter(forms.line_words, "ending")


@bp.post("/<int:ending_id>/undo")
def undo(ending_id: int) -> ResponseReturnValue:
    ending = queries.get(actor(), ending_id)
    actions.undo(actor(), ending)
    page = link("person", contact_id=ending.contact_id)
    return done(_("Undone. Everything is as it was."), page)
