from typing import Any, NamedTuple

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log, clock
from thuis_app.directory.offerings import queries as offerings
from thuis_app.organisation.accounts import queries as accounts
from thuis_app.organisation.changes.actions import undoable
from thuis_app.organisation.changes.rules import About, ChangeKind
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.notes import actions, forms, queries, rules
from thuis_app.people.notes.models import Note
from thuis_app.people.notes.rules import NoteAuditEvent, NoteSubject
from thuis_app.people.tasks import queries as tasks
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, part, render, wants_fragment
from thuis_app.web.links import link
from thuis_app.web.request_args import cursor, day_and_id
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("notes", __name__, url_prefix="/notes")

AT_LENGTH = 25


class Place(NamedTuple):
    """Whom or what notes are about: the name, the page, and the address of notes."""

    subject: NoteSubject
    name: str
    letters: str
    home: str
    here: str
    may_follow: bool = True


@bp.get("/people/<int:contact_id>")
def of_contact_form(contact_id: int) -> ResponseReturnValue:
    return _show(_contact(contact_id))


@bp.post("/people/<int:contact_id>")
def of_contact(contact_id: int) -> ResponseReturnValue:
    return _write(_contact(contact_id))


@bp.get("/volunteers/<int:user_id>")
def of_volunteer_form(user_id: int) -> ResponseReturnValue:
    return _show(_volunteer(user_id))


@bp.post("/volunteers/<int:user_id>")
def of_volunteer(user_id: int) -> ResponseReturnValue:
    return _write(_volunteer(user_id))


@bp.get("/offerings/<int:offering_id>")
def of_offering_form(offering_id: int) -> ResponseReturnValue:
    return _show(_offering(offering_id))


@bp.post("/offerings/<int:offering_id>")
def of_offering(offering_id: int) -> ResponseReturnValue:
    return _write(_offering(offering_id))


@bp.get("/<int:note_id>/correct")
def correct_form(note_id: int) -> ResponseReturnValue:
    note = queries.get(actor(), note_id)
    return _show_note(note, forms.correcting(note))


@bp.post("/<int:note_id>/correct")
def correct(note_id: int) -> ResponseReturnValue:
    note, form = queries.get(actor(), note_id), forms.CorrectNoteForm()
    if refused := form.refused(note):
        return _show_note(note, form), refused
    actions.correct(actor(), note, form.said)
    return done(_("The note is changed."), _place(note).home)


@bp.post("/<int:note_id>/take-back")
def take_back(note_id: int) -> ResponseReturnValue:
    note, form = queries.get(actor(), note_id), forms.TakeBackForm()
    if refused := form.refused(note):
        return _show_note(note, taking_back=form), refused
    if not form.because.data and not _may_undo(note):
        form.must_say_why()
        return _show_note(note, taking_back=form), 422
    home = _place(note).home
    actions.take_back(actor(), note, because=form.because.data or "")
    return done(_("The note is taken back."), home)


def _show(place: Place, form: forms.NoteForm | None = None) -> TemplateResponse:
    """The notes about a subject; with another form, as it came back."""
    about, after = place.subject, request.args.get("after", type=day_and_id)
    audit_log.log_view(actor(), NoteAuditEvent.OPENED, contact_id=about.contact_id)
    found = queries.about(actor(), about, after=after, size=AT_LENGTH)
    shown: dict[str, Any] = {"place": place, "notes": found.rows}
    shown["hint"] = forms.hint(about)
    shown["more_page"] = found.after and f"{place.here}?after={cursor(found.after)}"
    if after and wants_fragment():
        return part("people/notes/_rows.html", **shown)
    shown["form"] = form or _offered(place, forms.NoteForm(formdata=None))
    return render("people/notes/index.html", "notes", **shown)


def _write(place: Place) -> ResponseReturnValue:
    form = _offered(place, forms.NoteForm())
    if refused := form.refused():
        return _show(place, form), refused
    about = About(place.subject.contact_id, place.subject.area_id)
    with undoable(actor(), ChangeKind.NOTE, about) as doing:
        words = _write_down(place, form)
    return done(words, place.home, undo=doing.change_id, undo_here=True)


def _write_down(place: Place, form: forms.NoteForm) -> str:
    """Store the note, or what is still to be done without one; returns what to say."""
    who, about, name = actor(), place.subject, place.name if _is_offering(place) else ""
    if form.said is None and form.follow_up:
        actions.add_follow_up(who, about, form.follow_up, name=name)
        return str(_("The task is saved."))
    assert form.said is not None
    actions.write(
        who,
        about,
        form.said,
        follow_up=form.follow_up,
        settles=form.settles.data,
        name=name,
    )
    return str(_("The note is saved."))


def _offered(place: Place, form: forms.NoteForm) -> forms.NoteForm:
    colleagues = tasks.colleagues_in(actor(), place.subject.area_id)
    return form.offer(colleagues, queries.follow_ups(actor(), place.subject))


def _show_note(
    note: Note,
    form: forms.CorrectNoteForm | None = None,
    *,
    taking_back: forms.TakeBackForm | None = None,
) -> TemplateResponse:
    """The page of one note: to put it right, or to take it back."""
    audit_log.log_view(actor(), NoteAuditEvent.OPENED, contact_id=note.contact_id)
    back = taking_back or forms.TakeBackForm(formdata=None)
    versions = queries.versions(actor(), note)
    people = {note.written_by, *(one.replaced_by for one in versions)}
    return render(
        "people/notes/correct.html",
        "note_box",
        note=note,
        place=_place(note),
        form=form or forms.correcting(note),
        taking_back=back.for_version(note),
        may_undo=_may_undo(note),
        versions=versions,
        names=accounts.names(actor(), people),
    )


def _may_undo(note: Note) -> bool:
    return rules.may_undo(note.written, actor().id, clock.now())


def _place(note: Note) -> Place:
    if note.contact_id is not None:
        return _contact(note.contact_id)
    if note.volunteer_id is not None:
        return _volunteer(note.volunteer_id)
    assert note.offering_id is not None
    return _offering(note.offering_id)


def _contact(contact_id: int) -> Place:
    contact = contacts.get(actor(), contact_id)
    return Place(
        NoteSubject(contact.area_id, contact_id=contact.id),
        contact.full_name,
        contact.letters,
        link("person", contact_id=contact.id),
        url_for(".of_contact_form", contact_id=contact.id),
        may_follow=not contact.is_stopped,
    )


def _volunteer(user_id: int) -> Place:
    user = queries.volunteer(actor(), user_id)
    return Place(
        NoteSubject(accounts.work_area(user), volunteer_id=user.id),
        user.name,
        user.called,
        link("volunteer", user_id=user.id),
        url_for(".of_volunteer_form", user_id=user.id),
    )


def _offering(offering_id: int) -> Place:
    offering = offerings.get(actor(), offering_id)
    return Place(
        NoteSubject(offerings.only_area(offering), offering_id=offering.id),
        offering.name,
        offering.name,
        url_for("offerings.show", offering_id=offering.id),
        url_for(".of_offering_form", offering_id=offering.id),
    )


def _is_offering(place: Place) -> bool:
    return place.subject.offering_id is not None
