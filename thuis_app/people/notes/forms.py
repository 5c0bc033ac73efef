"""The form of a note, which stands on the page of whom it is about."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from thuis_app.core import clock
from thuis_app.people.notes.models import Note
from thuis_app.people.notes.rules import (
    Direction,
    FollowUp,
    FollowUpDetails,
    NoteAuditEvent,
    NoteChannel,
    NoteSubject,
    Said,
)
from thuis_app.people.tasks.models import Task
from thuis_app.web.fields import (
    ChoicesField,
    DayField,
    HourField,
    LineField,
    NoteField,
    PastDayField,
    PickField,
)
from thuis_app.web.filters import day
from thuis_app.web.forms import Form, VersionedForm

AHEAD = timedelta(days=366)

CHANNELS = {
    NoteChannel.TELEPHONE: _l("Telephone call"),
    NoteChannel.DOOR: _l("At the door"),
    NoteChannel.IN_PERSON: _l("Talk"),
    NoteChannel.MAIL: _l("E-mail"),
    NoteChannel.MESSAGE: _l("Text message"),
    NoteChannel.LETTER: _l("Letter or card"),
    NoteChannel.NONE: _l("Note"),
}

DIRECTIONS = {
    Direction.INCOMING: _l("they contacted us"),
    Direction.OUTGOING: _l("we contacted them"),
    Direction.NEITHER: _l("neither"),
}

AUDIT_EVENTS = {
    NoteAuditEvent.ADDED: _l("Note written"),
    NoteAuditEvent.CORRECTED: _l("Note corrected"),
    NoteAuditEvent.REMOVED: _l("Note removed within ten minutes"),
    NoteAuditEvent.TAKEN_BACK: _l("Note taken back"),
    NoteAuditEvent.FOLLOW_UP_ADDED: _l("Task written down"),
    NoteAuditEvent.OPENED: _l("Notes viewed"),
}


class _Said:
    """The questions about what was said, of both forms."""

    channel = PickField(
        _l("What kind"),
        CHANNELS,
        _l("Choose how it was said."),
        NoteChannel,
        default=NoteChannel.TELEPHONE,
    )
    direction = PickField(
        _l("Who began"),
        DIRECTIONS,
        _l("Choose who began."),
        Direction,
        default=Direction.INCOMING,
    )
    with_whom = LineField(
        _l("With whom"), limit=80, description=_l("For example: her daughter Annie.")
    )
    on = PastDayField(_l("On which day"), _l("Choose the day."), default=clock.today)
    at = HourField(_l("At what time"))


class NoteForm(_Said, Form):
    """What was said, and what is still to be done; the second may stand alone."""

    text = NoteField(_l("Note or telephone call"), limit=2000)
    what = LineField(_l("What must still happen?"), limit=140)
    due_on = DayField(
        _l("By which day"),
        first=clock.today,
        last=lambda: clock.today() + AHEAD,
        default=clock.today,
    )
    owner_id = PickField(_l("Who does this?"), kind=int)
    settles = ChoicesField(_l("This is done now"))

    def offer(
        self, colleagues: Sequence[tuple[int, str]], open_ones: Iterable[Task]
    ) -> "NoteForm":
        """Set who may do what is still to be done, and what may be done with it."""
        everybody = ("", _("Whoever is in charge of the village"))
        self.owner_id.choices = [everybody, *colleagues]
        self.settles.choices = [(task.id, settled(task)) for task in open_ones]
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        if not self.text.data and not self.what.data and not self.text.errors:
            self.text.errors = [_("Write down what was said, or what must happen.")]
            return False
        if self.what.data and not self.due_on.data and not self.due_on.errors:
            self.due_on.errors = [_("Choose the day.")]
            return False
        return bool(is_valid)

    @property
    def is_folded(self) -> bool:
        """Whether nothing but the text needs to be looked at."""
        return not any(field.errors for field in self if field.name != "text")

    @property
    def said(self) -> Said | None:
        """What was said; None for a task alone."""
        return _said(self) if self.text.data else None

    @property
    def follow_up(self) -> FollowUp | None:
        """What is still to be done; None for a note alone."""
        if not self.what.data:
            return None
        due_on = self.due_on.data or clock.today()
        return FollowUp(self.what.data, due_on, self.owner_id.data or None)


class CorrectNoteForm(_Said, VersionedForm):
    """A note that is put right."""

    text = NoteField(
        _l("Note or telephone call"), _l("Write down what was said."), limit=2000
    )

    @property
    def said(self) -> Said:
        return _said(self)


class TakeBackForm(VersionedForm):
    """Why a note is taken back; within ten minutes its writer need not say."""

    because = LineField(
        _l("Why was this a mistake?"),
        description=_l("For example: about somebody else."),
    )

    def must_say_why(self) -> None:
        """Put the question that was not answered at its field."""
        self.because.errors = [_("Write down why this was a mistake.")]


def hint(subject: NoteSubject) -> str:
    """Who may read what is written: the person; so nobody's name at an offering."""
    if subject.offering_id is not None:
        return str(_("Names of participants go on their own page, not here."))
    return str(_("What was said. Who it is about may ask to read this."))


def settled(task: Task) -> str:
    """What an open follow-up says, and by which day: 'Call back (Tue 3 Dec)'."""
    return f"{task.read_details(FollowUpDetails).what} ({_brief(task.due_on)})"


def correcting(note: Note) -> CorrectNoteForm:
    """The form filled in with a note as it is stored."""
    form = CorrectNoteForm(formdata=None, obj=note)
    form.for_version(note)
    return form


def _said(form: Any) -> Said:
    return Said(
        text=form.text.data,
        on=form.on.data,
        at=form.at.data,
        with_whom=form.with_whom.data or "",
        channel=form.channel.data,
        direction=form.direction.data,
    )


def _brief(on: date) -> str:
    return day(on, "brief")
