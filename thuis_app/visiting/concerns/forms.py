from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from thuis_app.core import clock
from thuis_app.visiting.concerns.rules import (
    FEWEST_HOURS,
    MOST_HOURS,
    ConcernAuditEvent,
    ConcernOutcome,
    ConcernState,
    ConcernStepKind,
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
}

OUTCOMES = {
    ConcernOutcome.NOTHING_WRONG: _l("There was nothing wrong after all"),
    ConcernOutcome.HELP_ARRANGED: _l("Help has been arranged"),
    ConcernOutcome.HANDED_OVER: _l("Handed over to the doctor or another professional"),
    ConcernOutcome.REPORTED: _l("Reported to Veilig Thuis"),
}


AUDIT_EVENTS = {
    ConcernAuditEvent.RAISED: _l("Concern raised"),
    ConcernAuditEvent.ACKNOWLEDGED: _l("Concern seen"),
    ConcernAuditEvent.STEP_TAKEN: _l("Step of the reporting code taken"),
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
    """A step of the reporting code that was taken."""

    step = ChoiceField(
        _l("Which step?"), STEPS, _l("Choose a step."), kind=ConcernStepKind
    )
    taken_on = PastDayField(
        _l("On which day?"), _l("Choose a day."), default=clock.today
    )
    note = NoteField(
        _l("What was done, and what came of it?"), _l("Write what was done.")
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
