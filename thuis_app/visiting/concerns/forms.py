from typing import Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from thuis_app.core import clock
from thuis_app.visiting.concerns.rules import (
    FEWEST_HOURS,
    MOST_HOURS,
    ConcernAuditEvent,
    ConcernKind,
    ConcernOutcome,
    ConcernState,
    ConcernStepKind,
    outcomes_of,
    steps_of,
)
from thuis_app.web.fields import (
    ChoiceField,
    HiddenTextField,
    NoteField,
    NumberField,
    PastDayField,
    TickField,
)
from thuis_app.web.forms import Form, VersionedForm

KINDS = {
    ConcernKind.DANGER: _l("Danger, now"),
    ConcernKind.HARM: _l("Somebody does this person harm"),
    ConcernKind.FRAILTY: _l("It is not going well with this person"),
}

STATES = {
    ConcernState.NEW: _l("New"),
    ConcernState.ACKNOWLEDGED: _l("Taken on"),
    ConcernState.CLOSED: _l("Closed"),
}

STEPS = {
    ConcernStepKind.MAP_SIGNALS: _l("1. Map the signals"),
    ConcernStepKind.CONSULT: _l("2. Consult a colleague or Veilig Thuis"),
    ConcernStepKind.TALK: _l("3. Talk with the people it is about"),
    ConcernStepKind.WEIGH: _l("4. Weigh what is going on"),
    ConcernStepKind.DECIDE: _l("5. Decide about help and about reporting"),
    ConcernStepKind.CALL_RAISER: _l("Call who handed it in"),
    ConcernStepKind.SPEAK_PERSON: _l("Talk with the person, and with their family"),
    ConcernStepKind.CALL_DOCTOR: _l("Call the doctor"),
    ConcernStepKind.CALL_TEAM: _l("Call the neighbourhood team"),
    ConcernStepKind.REPORT_BEHAVIOUR: _l("Call the reporting point, 0800 1205"),
    ConcernStepKind.LOOK_AGAIN: _l("Look how it is a few days later"),
    ConcernStepKind.EMERGENCY_CALLED: _l("Call 112, or hear that somebody did"),
    ConcernStepKind.CALL_FAMILY: _l("Call the family"),
}

OUTCOMES = {
    ConcernOutcome.NOTHING_WRONG: _l("There was nothing wrong after all"),
    ConcernOutcome.HELP_ARRANGED: _l("Help has been arranged"),
    ConcernOutcome.HANDED_OVER: _l("Handed over to the doctor or another professional"),
    ConcernOutcome.REPORTED: _l("Reported to Veilig Thuis"),
    ConcernOutcome.REPORTED_BEHAVIOUR: _l("Reported to the reporting point, 0800 1205"),
    ConcernOutcome.EMERGENCY_CAME: _l("112 came"),
}


AUDIT_EVENTS = {
    ConcernAuditEvent.RAISED: _l("Concern raised"),
    ConcernAuditEvent.ACKNOWLEDGED: _l("Concern seen"),
    ConcernAuditEvent.SORTED: _l("Kind of a concern chosen"),
    ConcernAuditEvent.STEP_TAKEN: _l("Step of a concern taken"),
    ConcernAuditEvent.CLOSED: _l("Concern closed"),
    ConcernAuditEvent.TERMS_SET: _l("Terms of concerns changed"),
    ConcernAuditEvent.ESCALATED: _l("Concern passed on because it waited"),
    ConcernAuditEvent.LISTED: _l("List of concerns viewed"),
    ConcernAuditEvent.OPENED: _l("Concern viewed"),
}


class RaiseForm(Form):
    """Something that is not right; before it is sent, a question."""

    words = NoteField(
        _l("What did you see or hear?"),
        _l("Write in one sentence what worries you."),
        description=_l("Write what you saw and heard. You need not prove anything."),
    )
    urgent = TickField(_l("This cannot wait until tomorrow"))
    sure = HiddenTextField()

    @property
    def is_sure(self) -> bool:
        return bool(self.sure.data == "yes")

    @property
    def is_in_doubt(self) -> bool:
        return bool(self.sure.data == "no")


class ConcernStepForm(Form):
    """A step that was taken."""

    step = ChoiceField(
        _l("Which step?"), STEPS, _l("Choose a step."), kind=ConcernStepKind
    )
    taken_on = PastDayField(
        _l("On which day?"), _l("Choose a day."), default=clock.today
    )
    note = NoteField(
        _l("What was done, and what came of it?"), _l("Write what was done.")
    )

    def for_kind(self, kind: ConcernKind | None) -> Self:
        """The same form, with the steps of this kind."""
        self.step.choices = [(step, STEPS[step]) for step in steps_of(kind)]
        return self


class KindForm(VersionedForm):
    """Of which kind a concern is."""

    kind = ChoiceField(
        _l("What is going on?"), KINDS, _l("Choose what is going on."), kind=ConcernKind
    )


class AcknowledgeForm(VersionedForm):
    """One button: I take this on."""


class CloseForm(VersionedForm):
    """The outcome of a concern."""

    outcome = ChoiceField(
        _l("What came of it?"),
        OUTCOMES,
        _l("Choose what came of it."),
        kind=ConcernOutcome,
    )
    words = NoteField(_l("In your own words"), _l("Write what came of it."))

    def for_kind(self, kind: ConcernKind | None) -> Self:
        """The same form, with what may come of this kind."""
        self.outcome.choices = [(one, OUTCOMES[one]) for one in outcomes_of(kind)]
        return self


class TermsForm(VersionedForm):
    """The number of hours within which a concern must be taken on."""

    urgent_hours = NumberField(
        _l("What cannot wait: within how many hours?"),
        _l("Write a number of hours."),
        least=FEWEST_HOURS,
        most=MOST_HOURS,
    )
    usual_hours = NumberField(
        _l("All others: within how many hours?"),
        _l("Write a number of hours."),
        least=FEWEST_HOURS,
        most=MOST_HOURS,
    )

    def validate_usual_hours(self, field: NumberField) -> None:
        if (field.data or 0) < (self.urgent_hours.data or 0):
            raise ValidationError(_("This is shorter than for what cannot wait."))
