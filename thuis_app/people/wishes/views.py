from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log, clock
from thuis_app.core.errors import RuleBroken
from thuis_app.organisation.changes.actions import undoable
from thuis_app.organisation.changes.rules import ChangeKind
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.wishes import actions, forms, queries, rules
from thuis_app.people.wishes.rules import Side, WishAuditEvent
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.links import link
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("wishes", __name__, url_prefix="/wishes")


@bp.get("/of/<int:contact_id>/new")
def add_form(contact_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    audit_log.log_view(actor(), WishAuditEvent.OPENED, contact_id=contact.id)
    side = request.args.get("side", default=Side.WISH, type=Side)
    form = forms.WishForm(formdata=None, side=side, heard_on=clock.today())
    return _show(contact, form)


@bp.post("/of/<int:contact_id>/new")
def add(contact_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    form = forms.WishForm()
    if refused := form.refused():
        return _show(contact, form), refused
    with undoable(actor(), ChangeKind.WISH, contact) as doing:
        actions.record_wish(actor(), contact, **form.answers)
    page = link("person", contact_id=contact.id)
    return done(_("It is written down."), page, undo=doing.change_id)


@bp.post("/<int:wish_id>/state")
def move(wish_id: int) -> ResponseReturnValue:
    wish = queries.get(actor(), wish_id)
    form = forms.MoveWishForm()
    refused = form.refused(wish)
    if refused == 409:
        raise RuleBroken("stale")
    if refused:
        abort(refused)
    contact = contacts.get(actor(), wish.contact_id)
    with undoable(actor(), ChangeKind.WISH, contact) as doing:
        actions.move(actor(), wish, to=form.to.data)
    page = link("person", contact_id=wish.contact_id)
    return done(_("It is written down."), page, undo=doing.change_id)


def _show(contact: Contact, form: forms.WishForm) -> TemplateResponse:
    wishes = queries.of_contact(contact)
    return render(
        "people/wishes/new.html",
        "wish_form",
        contact=contact,
        form=form,
        wishes=wishes,
        next_states=rules.next_states,
        moving=forms.moving,
    )
