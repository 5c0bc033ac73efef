from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.organisation.changes import actions, forms, queries
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done
from thuis_app.web.links import link

bp = Blueprint("changes", __name__, url_prefix="/changes")
bp.add_app_template_filter(forms.words, "change")


@bp.post("/<int:change_id>/undo")
def undo(change_id: int) -> ResponseReturnValue:
    change = queries.get(actor(), change_id)
    undone = actions.undo(actor(), change)
    return done(_("Undone. Everything is as it was."), page_after(undone.contact_id))


def page_after(contact_id: int | None) -> str:
    """Where one goes on: the person's file, or the actor's own first page."""
    if contact_id is not None and actor().is_coordinator:
        return link("person", contact_id=contact_id)
    return link("home")
