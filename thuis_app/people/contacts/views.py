from datetime import date
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import clock, trail
from thuis_app.core.errors import require
from thuis_app.organisation.accounts import queries as accounts
from thuis_app.people.contacts import actions, forms, policy, queries
from thuis_app.people.contacts.models import Contact, Line
from thuis_app.people.contacts.rules import ContactRole, Due, Sought, Stage
from thuis_app.web.filters import said
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, go, part, render, wants_fragment
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("contacts", __name__, url_prefix="/people")
bp.add_app_template_filter(forms.formal, "formal")
bp.add_app_template_filter(forms.step_words, "next_step")
bp.add_app_template_filter(forms.tie_words, "tie")


@bp.get("/")
def index() -> ResponseReturnValue:
    require(policy.may_list(actor()))
    sought = forms.sought(request.args)
    found, follows = queries.people(actor(), sought)
    trail.listed(actor(), "contacts.listed", [line.id for line in found])
    shown = _list_words(sought, found, follows)
    if sought.after and wants_fragment():
        return part("people/contacts/_rows.html", **shown)
    return render("people/contacts/index.html", "contact_list", **shown)


@bp.get("/new")
def new_form() -> ResponseReturnValue:
    require(policy.may_list(actor()))
    if signal := request.args.get("signal", type=int):
        return go(url_for("signals.accept_form", signal_id=signal))
    form = forms.NewPersonForm(formdata=None, roles=[ContactRole.OLDER_PERSON])
    return _show_new(form.offer(queries.villages(actor())))


@bp.post("/new")
def create() -> ResponseReturnValue:
    require(policy.may_list(actor()))
    form = forms.NewPersonForm().offer(queries.villages(actor()))
    if refused := form.refused():
        return _show_new(form), refused
    doubles = queries.doubles(actor(), forms.looks(form.data))
    if form.must_ask(doubles):
        _note_doubles(doubles)
        return _show_new(form, doubles), 422
    contact = actions.register(actor(), **form.person)
    return done(_("%(name)s is saved.", name=contact.full_name), _page_of(contact))


@bp.get("/doubles")
def doubles() -> ResponseReturnValue:
    require(policy.may_list(actor()))
    found = queries.doubles(actor(), forms.looks(request.args))
    _note_doubles(found)
    return render("people/contacts/doubles.html", "doubles", doubles=found)


@bp.get("/<int:contact_id>/edit")
def edit_form(contact_id: int) -> ResponseReturnValue:
    contact = queries.get(actor(), contact_id)
    trail.read(actor(), "contact.edit_opened", contact_id=contact.id)
    stored = _as_stored(contact)
    form = forms.PersonForm(formdata=None, obj=stored)
    return _show_edit(contact, form.for_version(stored))


@bp.post("/<int:contact_id>/edit")
def edit(contact_id: int) -> ResponseReturnValue:
    contact = queries.get(actor(), contact_id)
    form = forms.PersonForm().offer(queries.villages(actor()), contact.area_id)
    if refused := form.refused(_as_stored(contact)):
        return _show_edit(contact, form), refused
    actions.edit(actor(), contact, **form.person)
    return done(_("The changes are saved."), _page_of(contact))


@bp.post("/<int:contact_id>/informed")
def informed(contact_id: int) -> ResponseReturnValue:
    contact = queries.get(actor(), contact_id)
    actions.inform(actor(), contact)
    return done(_("Noted: this person knows about us."), _page_of(contact))


@bp.get("/<int:contact_id>/ties/new")
def tie_form(contact_id: int) -> ResponseReturnValue:
    contact = queries.get(actor(), contact_id)
    trail.read(actor(), "contact.ties_opened", contact_id=contact.id)
    sought = forms.sought({"q": request.args.get("q", "")})
    found = queries.people(actor(), sought)[0][:8] if sought.words else []
    form = forms.TieForm(formdata=None, other=0)
    return _show_ties(contact, form, [one.id for one in found if one.id != contact.id])


@bp.post("/<int:contact_id>/ties/new")
def add_tie(contact_id: int) -> ResponseReturnValue:
    contact = queries.get(actor(), contact_id)
    form = forms.TieForm()
    form.offer(queries.labelled(actor(), form.ids_shown))
    if refused := form.refused():
        return _show_ties(contact, form, form.ids_shown), refused
    doubles = queries.doubles(actor(), form.looks, but=contact.id)
    if form.must_ask(doubles):
        return _show_ties(contact, form, form.ids_shown), 422
    other_id = form.other.data
    other = queries.get(actor(), other_id) if other_id else _new_beside(contact, form)
    actions.tie(actor(), contact, other, kind=form.kind.data, note=form.note.data or "")
    return done(_("%(name)s is saved.", name=other.full_name), _page_of(contact))


@bp.post("/<int:contact_id>/ties/<int:tie_id>/end")
def end_tie(contact_id: int, tie_id: int) -> ResponseReturnValue:
    contact = queries.get(actor(), contact_id)
    actions.end_tie(actor(), contact, queries.tie(contact, tie_id))
    page = url_for(".tie_form", contact_id=contact.id)
    return done(_("Noted: this is in the past now."), page)


@bp.get("/<int:contact_id>/consents")
def consent_form(contact_id: int) -> ResponseReturnValue:
    contact = queries.get(actor(), contact_id)
    trail.read(actor(), "contact.consents_opened", contact_id=contact.id)
    form = forms.ConsentForm(formdata=None, given_on=clock.today())
    return _show_consents(contact, form)


@bp.post("/<int:contact_id>/consents")
def give_consent(contact_id: int) -> ResponseReturnValue:
    contact = queries.get(actor(), contact_id)
    form = forms.ConsentForm()
    if refused := form.refused():
        return _show_consents(contact, form), refused
    actions.consent(actor(), contact, **form.answers)
    return done(_("The agreement is saved."), _page_of(contact))


@bp.post("/<int:contact_id>/consents/<int:consent_id>/withdraw")
def withdraw_consent(contact_id: int, consent_id: int) -> ResponseReturnValue:
    contact = queries.get(actor(), contact_id)
    consent = queries.consent(contact, consent_id)
    actions.withdraw(actor(), contact, consent)
    page = url_for(".consent_form", contact_id=contact.id)
    return done(_("Taken back. From now on this no longer holds."), page)


def _list_words(
    sought: Sought, found: list[Line], follows: tuple[date, int] | None
) -> dict[str, Any]:
    """What the list says, and what may be asked of it."""
    asked = forms.asked(sought, request.args.get("q", ""))
    after = f"{follows[0]}.{follows[1]}" if follows else None
    villages = queries.villages(actor())
    names = {village.id: village.name for village in villages}
    return {
        "asked": asked,
        "here": url_for(".index"),
        "following": after,
        "next_page": url_for(".index", **asked, after=after),
        "villages": villages,
        "stages": said(Stage),
        "dues": said(Due),
        "people": forms.listed(found, names, clock.today()),
    }


def _page_of(contact: Contact) -> str:
    return url_for("casefile.show", contact_id=contact.id)


def _as_stored(contact: Contact) -> Any:
    phones = queries.phones(contact)
    return forms.as_stored(contact, phones, queries.roles_now(contact))


def _new_beside(contact: Contact, form: forms.TieForm) -> Contact:
    """Somebody new around this person, in the same village until we know better."""
    return actions.register(actor(), area_id=contact.area_id, roles=(), **form.person)


def _note_doubles(found: list[queries.Double]) -> None:
    if found:
        ids = [double.contact.id for double in found]
        trail.listed(actor(), "contacts.doubles_shown", ids)


def _show_new(form: forms.NewPersonForm, doubles: Any = ()) -> TemplateResponse:
    page, doubles = "people/contacts/new.html", list(doubles)
    return render(page, "person_form", form=form, doubles=doubles)


def _show_edit(contact: Contact, form: Any) -> TemplateResponse:
    form.offer(queries.villages(actor()), contact.area_id)
    return render(
        "people/contacts/edit.html", "person_form", contact=contact, form=form
    )


def _show_ties(
    contact: Contact, form: forms.TieForm, ids: list[int]
) -> TemplateResponse:
    people = queries.labelled(actor(), ids)
    if people:
        trail.listed(actor(), "contacts.listed", people)
    ties = queries.ties(contact)
    return render(
        "people/contacts/ties.html",
        "tie_form",
        contact=contact,
        form=form.offer(people),
        ties=ties,
        telephones=queries.telephones(
            actor(), [line.other.id for line in ties], policy.around_visible(actor())
        ),
        sought=request.args.get("q", "")[:200],
        button=forms.OneButton(formdata=None),
    )


def _show_consents(contact: Contact, form: forms.ConsentForm) -> TemplateResponse:
    consents = queries.consents(contact)
    by = accounts.names(actor(), {one.recorded_by for one in consents})
    return render(
        "people/contacts/consents.html",
        "consent_form",
        contact=contact,
        form=form,
        consents=consents,
        by=by,
        button=forms.OneButton(formdata=None),
    )
