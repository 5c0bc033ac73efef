from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log, clock
from thuis_app.core.errors import require
from thuis_app.core.paging import DayCursor
from thuis_app.organisation.areas import queries as areas
from thuis_app.organisation.areas.forms import VillageFilter, village_filter
from thuis_app.organisation.changes import actions as changes
from thuis_app.organisation.changes.rules import ChangeKind
from thuis_app.people.contacts import actions, forms, policy, queries
from thuis_app.people.contacts.models import Contact, ContactRow
from thuis_app.people.contacts.rules import (
    ContactAuditEvent,
    ContactFilter,
    ContactRoleKind,
    Due,
    Stage,
)
from thuis_app.web.filters import said
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, go, part, render, wants_fragment
from thuis_app.web.links import link
from thuis_app.web.request_args import cursor, row_id
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("contacts", __name__, url_prefix="/people")
bp.add_app_template_filter(forms.formal, "formal")
bp.add_app_template_filter(forms.step_words, "next_step")
bp.add_app_template_filter(forms.distinct, "distinct")
bp.add_app_template_filter(forms.apart, "apart")


@bp.get("/")
def index() -> ResponseReturnValue:
    require(policy.may_list(actor()))
    villages = village_filter(actor())
    criteria = forms.contact_filter(request.args, villages.area_ids)
    found, follows = queries.people(actor(), criteria)
    audit_log.log_list(actor(), ContactAuditEvent.LISTED, [line.id for line in found])
    shown = _list_words(criteria, villages, found, follows)
    if criteria.after and wants_fragment():
        return part("people/contacts/_rows.html", **shown)
    return render("people/contacts/index.html", "contact_list", **shown)


@bp.get("/new")
def new_form() -> ResponseReturnValue:
    require(policy.may_list(actor()))
    if signal := request.args.get("signal", type=row_id):
        return go(link("accept_signal", signal_id=signal))
    form = forms.NewPersonForm(formdata=None, roles=[ContactRoleKind.OLDER_PERSON])
    return _show_new(form.offer(areas.options(actor())))


@bp.post("/new")
def create() -> ResponseReturnValue:
    require(policy.may_list(actor()))
    form = forms.NewPersonForm().offer(areas.options(actor()))
    if refused := form.refused():
        return _show_new(form), refused
    doubles = queries.possible_duplicates(actor(), forms.identity_traits(form.data))
    if form.must_confirm(doubles):
        _note_doubles(doubles)
        return _show_new(form, doubles), 422
    others = [double.contact.id for double in doubles]
    with changes.undoable(actor(), ChangeKind.REGISTRATION) as doing:
        doing.person = contact = actions.register(
            actor(), distinct_from=others, **form.person
        )
    said = _("%(name)s is saved.", name=contact.full_name)
    return done(said, _page_of(contact), undo=doing.change_id)


@bp.get("/doubles")
def doubles() -> ResponseReturnValue:
    require(policy.may_list(actor()))
    found = queries.possible_duplicates(actor(), forms.identity_traits(request.args))
    _note_doubles(found)
    return render("people/contacts/doubles.html", "doubles", doubles=found)


@bp.get("/<int:contact_id>/edit")
def edit_form(contact_id: int) -> ResponseReturnValue:
    contact = queries.get(actor(), contact_id)
    audit_log.log_view(actor(), ContactAuditEvent.EDIT_OPENED, contact_id=contact.id)
    stored = _as_stored(contact)
    form = forms.PersonForm(formdata=None, obj=stored)
    return _show_edit(contact, form.for_version(stored))


@bp.post("/<int:contact_id>/edit")
def edit(contact_id: int) -> ResponseReturnValue:
    contact = queries.get(actor(), contact_id)
    form = forms.PersonForm().offer(areas.options(actor()), contact.area_id)
    if refused := form.refused(_as_stored(contact)):
        return _show_edit(contact, form), refused
    with changes.undoable(actor(), ChangeKind.PERSON, contact) as doing:
        actions.edit(actor(), contact, **form.person)
    words = _("The changes are saved.")
    return done(words, _page_of(contact), undo=doing.change_id)


@bp.post("/<int:contact_id>/informed")
def informed(contact_id: int) -> ResponseReturnValue:
    contact = queries.get(actor(), contact_id)
    with changes.undoable(actor(), ChangeKind.INFORMED, contact) as doing:
        actions.inform(actor(), contact)
    words = _("Noted: this person knows about us.")
    return done(words, _page_of(contact), undo=doing.change_id)


def _list_words(
    criteria: ContactFilter,
    villages: VillageFilter,
    found: list[ContactRow],
    follows: DayCursor | None,
) -> dict[str, Any]:
    """The context of the list: its rows, its filter and the choices."""
    query = forms.filter_args(criteria, villages)
    after = cursor(follows) if follows else None
    names = {village.id: village.name for village in villages.options}
    return {
        "asked": query,
        "here": url_for(".index"),
        "following": after,
        "next_page": url_for(".index", **query, after=after),
        "villages": villages,
        "is_narrowed": criteria != ContactFilter(after=criteria.after),
        "stages": said(Stage),
        "dues": said(Due),
        "people": forms.listed(found, names, clock.today()),
    }


def _page_of(contact: Contact) -> str:
    return link("person", contact_id=contact.id)


def _as_stored(contact: Contact) -> Any:
    phones = queries.phones(contact)
    return forms.as_stored(contact, phones, queries.roles_now(contact))


def _note_doubles(found: list[queries.PossibleDuplicate]) -> None:
    if found:
        ids = [double.contact.id for double in found]
        audit_log.log_list(actor(), ContactAuditEvent.DOUBLES_SHOWN, ids)


def _show_new(form: forms.NewPersonForm, doubles: Any = ()) -> TemplateResponse:
    page, doubles = "people/contacts/new.html", list(doubles)
    return render(page, "person_form", form=form, doubles=doubles)


def _show_edit(contact: Contact, form: Any) -> TemplateResponse:
    form.offer(areas.options(actor()), contact.area_id)
    return render(
        "people/contacts/edit.html", "person_form", contact=contact, form=form
    )
