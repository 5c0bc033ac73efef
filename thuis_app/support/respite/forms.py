from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from thuis_app.core import clock
from thuis_app.core.day_parts import WeekPart
from thuis_app.directory.rooms.forms import week_parts
from thuis_app.support.respite.rules import (
    AskedBy,
    CareForm,
    CareRhythm,
    HoldOut,
    Need,
    OwnView,
    RequestState,
    RespiteAuditEvent,
    RespiteReason,
    RespiteTask,
    UnmetReason,
    Urgency,
)
from thuis_app.web.fields import (
    ChoiceField,
    ChoicesField,
    DayField,
    LineField,
    NoteField,
    NumberField,
    PastDayField,
    TickField,
)
from thuis_app.web.forms import Form, VersionedForm

SHORT, FEW = 120, 1000
NONE_YET = 0

AUDIT_EVENTS = {
    RespiteAuditEvent.BROUGHT_IN: _l("Person who is cared for registered"),
    RespiteAuditEvent.ASKED: _l("Respite requested"),
    RespiteAuditEvent.CHANGED: _l("Request for respite changed"),
    RespiteAuditEvent.TALK_KEPT: _l("Talk about respite saved halfway"),
    RespiteAuditEvent.CLARIFIED: _l("Talk about respite had"),
    RespiteAuditEvent.UNMET: _l("Request for respite could not be met"),
    RespiteAuditEvent.CLOSED: _l("Request for respite rounded off"),
    RespiteAuditEvent.STOPPED: _l("Respite stopped with the contact"),
    RespiteAuditEvent.LISTED: _l("List of requests for respite viewed"),
    RespiteAuditEvent.OPENED: _l("Request for respite viewed"),
    RespiteAuditEvent.SEARCHED: _l("Searched for who is cared for"),
    RespiteAuditEvent.WEEK_SEEN: _l("Week of a Thuis kamer viewed"),
}

STATES = {
    RequestState.ASKED: _l("Asked"),
    RequestState.CLARIFIED: _l("Talked over"),
    RequestState.PLACED: _l("Has a place"),
    RequestState.CLOSED: _l("Rounded off"),
    RequestState.UNMET: _l("Could not be given"),
}
WHY = {
    RespiteTask.TALK: _l("Have the talk with both"),
    RespiteTask.PLACE: _l("Look for a place"),
    RespiteTask.ANSWER: _l("Ask for an answer"),
    RespiteTask.PRESENCE: _l("Say who came"),
    RespiteTask.NEXT: _l("Plan the next time"),
    RespiteTask.ROUND_OFF: _l("Round off, or plan once more"),
}
REASONS = {
    RespiteReason.SOON: _l("soon"),
    RespiteReason.LONG_WAIT: _l("waits longer than four weeks"),
    RespiteReason.WEEKS_LEFT: _l("can go on for a few weeks only"),
}
ASKED_BY = {
    AskedBy.CARER: _l("The carer"),
    AskedBy.CARED_FOR: _l("The one who is cared for"),
    AskedBy.PROFESSIONAL: _l("A professional, with their permission"),
}
HOLD_OUT = {
    HoldOut.WEEKS: _l("A few weeks"),
    HoldOut.MONTHS: _l("A few months"),
    HoldOut.YEAR: _l("Another year or so"),
    HoldOut.UNKNOWN: _l("I do not know"),
}
SAYS = {
    OwnView.LIKES_IT: _l("That sounds nice"),
    OwnView.LOOK_FIRST: _l("Have a look first"),
    OwnView.RATHER_NOT: _l("Rather not"),
    OwnView.CANNOT_SAY: _l("Cannot say it"),
}
CARE_FORMS = {
    CareForm.ROOM: _l("In a Thuis kamer"),
    CareForm.AT_HOME: _l("At home"),
    CareForm.DAY_OUT: _l("A day out"),
}
RHYTHMS = {
    CareRhythm.ONCE: _l("Once, to try it"),
    CareRhythm.WEEKLY: _l("Every week"),
    CareRhythm.FORTNIGHTLY: _l("Every other week"),
    CareRhythm.MONTHLY: _l("Every month"),
}
NEEDS = {
    Need.WALKING_FRAME: _l("Walks with a walking frame"),
    Need.TOILET: _l("Needs help in the toilet"),
    Need.WANDERS: _l("Sometimes wanders off"),
    Need.HEARING: _l("Is hard of hearing"),
    Need.EATING: _l("Eats differently"),
    Need.SMOKE: _l("Cannot stand smoke"),
    Need.ALLERGY: _l("Has an allergy"),
}
URGENCY = {Urgency.NORMAL: _l("It can wait"), Urgency.SOON: _l("As soon as possible")}
UNMET = {
    UnmetReason.NO_PLACE: _l("There was no place"),
    UnmetReason.TOO_MUCH_CARE: _l("A night, nursing, or more care than we can give"),
    UnmetReason.NO_TRANSPORT: _l("There was no way to get there"),
    UnmetReason.WITHDRAWN: _l("They do not want it any more"),
}
PRIVACY_NOTES = (ASKED_BY, HOLD_OUT, SAYS, CARE_FORMS, RHYTHMS, NEEDS, URGENCY)
LABELS = (AUDIT_EVENTS, *PRIVACY_NOTES, UNMET, STATES, WHY, REASONS)


class WantedForm(VersionedForm):
    """The request of a carer, by telephone or at the table."""

    hold_out = ChoiceField(
        _l("How long can you go on like this?"),
        HOLD_OUT,
        kind=HoldOut,
        default=HoldOut.UNKNOWN,
    )
    wanted_for = NoteField(_l("What would you like that time for?"), limit=FEW)
    likes = NoteField(_l("What makes the one who is cared for happy?"), limit=FEW)
    needs = ChoicesField(
        _l("What does the host have to look out for?"),
        NEEDS,
        kind=Need,
        description=_l("Only what the host must know that day. No illnesses."),
    )
    need_note = LineField(_l("One thing more for the host"))
    wanted_parts = ChoicesField(_l("Which parts of the week?"), kind=WeekPart)
    rhythm = ChoiceField(
        _l("How often?"), RHYTHMS, kind=CareRhythm, default=CareRhythm.ONCE
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.wanted_parts.choices = week_parts()


class RequestForm(WantedForm):
    """A request, to write down or to put right."""

    asked_by = ChoiceField(
        _l("Who asks?"),
        ASKED_BY,
        _l("Choose who asks."),
        kind=AskedBy,
        default=AskedBy.CARER,
    )
    relation = LineField(
        _l("What are they to each other?"),
        limit=SHORT,
        description=_l("For example: her husband."),
    )
    hours_a_week = NumberField(_l("Hours of care a week"), least=0, most=168)
    duties = NoteField(_l("What else the carer has to do"), limit=FEW)
    care_form = ChoiceField(
        _l("Where?"), CARE_FORMS, kind=CareForm, default=CareForm.ROOM
    )
    start_on = DayField(_l("From when?"), first=clock.today)
    urgency = ChoiceField(
        _l("How soon?"), URGENCY, kind=Urgency, default=Urgency.NORMAL
    )
    transport = LineField(_l("How will they get there?"))
    others_who_help = NoteField(_l("Who else helps?"), limit=FEW)
    emergency_contact = LineField(
        _l("Whom to call in an emergency"), description=_l("A name and a number.")
    )

    def keeping(self, start_on: date | None) -> "RequestForm":
        """A start that was agreed before may stay, though it has passed."""
        self.start_on.first = lambda: min(clock.today(), start_on or date.max)
        return self


class RequestRespiteForm(RequestForm):
    """A new request, with whom it is for."""

    cared_for = ChoiceField(
        _l("Who is cared for?"), required=_l("Choose who is cared for."), kind=int
    )
    called_name = LineField(_l("First name"), limit=80)
    last_name = LineField(_l("Last name"), limit=80)

    def offer(self, people: Iterable[tuple[int, str]]) -> "RequestRespiteForm":
        """Set the choices: people around the carer, those found, and a new one."""
        new = (NONE_YET, str(_l("Somebody we have not written down yet")))
        self.cared_for.choices = [*people, new]
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Refused when a new person has no name."""
        is_valid = bool(super().validate(extra_validators))
        if self.cared_for.data == NONE_YET and not self.last_name.data:
            self.last_name.errors = [*self.last_name.errors, _("Write the last name.")]
            return False
        return is_valid


class RespiteTalkForm(WantedForm):
    """The talk at the table, in three voices."""

    says = ChoiceField(
        _l("What does the one who is cared for say?"), SAYS, kind=OwnView
    )
    talked_on = PastDayField(_l("When did you talk?"), _l("Write the day of the talk."))
    talked_with = LineField(_l("With whom?"), _l("Write with whom you talked."), SHORT)
    heard = NoteField(_l("What did you hear?"), _l("Write what you heard."), FEW)
    options = NoteField(_l("Which possibilities did you talk about?"), limit=FEW)
    chosen = NoteField(
        _l("What do they choose?"), _l("Write what they chose together."), FEW
    )
    call_by = DayField(_l("Call back before"), first=clock.today)
    host_may_read = TickField(
        _l("The host may read what to look out for"),
        description=_l("Only when both said yes."),
    )

    def for_now(self) -> "RespiteTalkForm":
        """Keep what is there; nothing has to be complete yet."""
        for field in (self.talked_on, self.talked_with, self.heard, self.chosen):
            field.validators = ()
        return self

    def keeping(self, call_by: date | None) -> "RespiteTalkForm":
        """A day that was agreed before may stay, though it has passed."""
        self.call_by.first = lambda: min(clock.today(), call_by or date.max)
        return self


class UnmetForm(Form):
    """Why a request could not be given."""

    because = ChoiceField(
        _l("Why was it not possible?"), UNMET, _l("Choose a reason."), kind=UnmetReason
    )
    note = NoteField(_l("What did you do instead?"), limit=FEW)
