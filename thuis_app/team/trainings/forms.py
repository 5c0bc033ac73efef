"""Forms of trainings and attendance, and the labels of enumerations."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation, ValidationError

from thuis_app.core import clock
from thuis_app.organisation.accounts.models import User, choices_of
from thuis_app.organisation.areas.models import Area
from thuis_app.team.trainings import rules
from thuis_app.team.trainings.models import Training, TrainingAttendance
from thuis_app.team.trainings.rules import (
    Attends,
    TrainingAuditEvent,
    TrainingKind,
    TrainingState,
)
from thuis_app.web.fields import (
    ChoiceField,
    ChoicesField,
    DayField,
    HourField,
    LineField,
    NoteField,
    NumberField,
    PickField,
)
from thuis_app.web.forms import Form, VersionedForm

ROW = "user_"

KINDS = {
    TrainingKind.BASIC: _l("Basic training"),
    TrainingKind.DEEPENING: _l("Deepening"),
    TrainingKind.PEER_CONSULTATION: _l("Peer consultation"),
}
STATES = {
    TrainingState.PLANNED: _l("Planned"),
    TrainingState.HELD: _l("Has been"),
    TrainingState.CANCELLED: _l("Called off"),
}
ATTENDS = {
    Attends.INVITED: _l("Invited"),
    Attends.SIGNED_UP: _l("Comes"),
    Attends.ATTENDED: _l("Was there"),
    Attends.ABSENT: _l("Let us know"),
    Attends.NO_SHOW: _l("Stayed away"),
}
TICKS = {one: ATTENDS[one] for one in rules.TICKED}
ADDED = {
    Attends.SIGNED_UP: _l("Sign them up: they come"),
    Attends.INVITED: _l("Invite them: they say whether they come"),
}
RULES = {
    "training.full": _l("There are not enough places left."),
    "training.over": _l("This training has been, or was called off."),
    "training.not_yet": _l("This training is still to come."),
    "training.too_few": _l("More people come than there are places then."),
}


AUDIT_EVENTS = {
    TrainingAuditEvent.CREATED: _l("Training planned"),
    TrainingAuditEvent.EDITED: _l("Training changed"),
    TrainingAuditEvent.CANCELLED: _l("Training called off"),
    TrainingAuditEvent.INVITED: _l("Volunteer invited to a training"),
    TrainingAuditEvent.SIGNED_UP: _l("Signed up for a training"),
    TrainingAuditEvent.SIGNED_OFF: _l("Signed off from a training"),
    TrainingAuditEvent.ATTENDED: _l("Volunteer was at a training"),
    TrainingAuditEvent.ABSENT: _l("Volunteer let know not to come to a training"),
    TrainingAuditEvent.NO_SHOW: _l("Volunteer stayed away from a training"),
    TrainingAuditEvent.TICKED: _l("Attendance of a training written down"),
}


class TrainingForm(VersionedForm):
    """The subject, date, place and audience of a training."""

    title = LineField(_l("What is it called?"), _l("Write what it is called."), 120)
    kind = ChoiceField(
        _l("What kind is it?"), KINDS, _l("Choose what kind it is."), kind=TrainingKind
    )
    on = DayField(
        _l("Day"),
        _l("Choose a day."),
        first=lambda: clock.today() - rules.WRITTEN_AFTERWARDS,
        last=lambda: clock.today() + rules.PLANNED_AT_MOST,
    )
    starts = HourField(_l("From"), _l("Write a time like 14:30."))
    ends = HourField(_l("Until"), _l("Write a time like 14:30."))
    place = LineField(_l("Where?"))
    area_id = PickField(_l("For whom?"), kind=int)
    places = NumberField(
        _l("How many places?"),
        least=rules.FEWEST_PLACES,
        most=rules.MOST_PLACES,
        description=_l("Leave it empty when everybody can come."),
    )
    note = NoteField(_l("What volunteers should know"), limit=1000)

    def offer(self, villages: Sequence[Area]) -> "TrainingForm":
        """For all volunteers, or for those of one of these villages."""
        everybody: list[tuple[Any, Any]] = [("", _l("All volunteers"))]
        self.area_id.choices = everybody + [(one.id, one.name) for one in villages]
        return self

    def validate_ends(self, field: Any) -> None:
        starts = self.starts.data
        if starts and field.data and not rules.is_right(starts, field.data):
            raise ValidationError(str(_l("It ends after it begins.")))


class PeopleField(ChoicesField):
    """Volunteers that were ticked, if they can still be added."""

    def pre_validate(self, form: Any) -> None:
        known = {str(value) for value, *_rest in self.iter_choices()}
        if any(value not in known for value in self.raw_data or []):
            message = _l("Somebody cannot be added any more. Look at the list again.")
            raise StopValidation(str(message))


class AddPeopleForm(Form):
    """The volunteers who come, or are invited."""

    attends = ChoiceField(
        _l("What do you want to do?"),
        ADDED,
        _l("Choose what you want to do."),
        kind=Attends,
        default=Attends.SIGNED_UP,
    )
    people = PeopleField(
        _l("Volunteers"), required=_l("Tick who it is about."), kind=int
    )

    def offer(self, users: Sequence[User]) -> "AddPeopleForm":
        self.people.choices = choices_of(users)
        return self


class AttendanceForm(VersionedForm):
    """The attendance of each volunteer on the list."""

    @classmethod
    def among(cls, rows: Sequence[TrainingAttendance], **more: Any) -> "AttendanceForm":
        """A form that asks about these people."""
        questions = {
            f"{ROW}{row.user_id}": ChoiceField(
                row.user.name,
                TICKS,
                kind=Attends,
                default=row.state if row.state in rules.TICKED else None,
            )
            for row in rows
        }
        asking: type[AttendanceForm] = type("AttendanceForm", (cls,), questions)
        return asking(**more)

    def refused_for(
        self, training: Training, rows: Sequence[TrainingAttendance]
    ) -> int | None:
        """The same as `refused`, with how it stands now beside each name."""
        return self.refused(training, **{f"{ROW}{r.user_id}": r.state for r in rows})

    def validate(self, extra_validators: Any = None) -> bool:
        """Refused when nothing is filled in."""
        is_valid = bool(super().validate(extra_validators))
        if is_valid and not self.attended:
            self.refuse(_l("Choose for at least one person."))
            return False
        return is_valid

    @property
    def attended(self) -> dict[int, Attends]:
        """The answers by user id."""
        return {
            int(name.removeprefix(ROW)): answer
            for name, answer in self.data.items()
            if name.startswith(ROW) and answer
        }


class TrainingSearchForm(Form):
    """The bar above the volunteers to add."""

    search = LineField(_l("Search by name"))

    class Meta(Form.Meta):
        csrf = False
