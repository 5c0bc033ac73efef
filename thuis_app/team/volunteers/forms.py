"""Forms of volunteers, and the labels of enumerations."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from thuis_app.core import clock
from thuis_app.core.day_parts import WeekPart
from thuis_app.core.enum_sets import ordered
from thuis_app.directory.rooms.forms import week_parts
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.forms import INTERESTS, SPOKEN
from thuis_app.team.volunteers.models import (
    Volunteer,
    VolunteerRequirement,
    VolunteerTime,
)
from thuis_app.team.volunteers.rules import (
    FEWEST,
    MOST,
    MOVES,
    Interest,
    Load,
    Requirement,
    SpokenLanguage,
    VolunteerAuditEvent,
    VolunteerStage,
    VolunteerStep,
)
from thuis_app.web.fields import (
    ChoiceField,
    ChoicesField,
    DayField,
    EmailAddressField,
    LineField,
    NoteField,
    NumberField,
    PastDayField,
    PickField,
    TelephoneField,
    TickField,
)
from thuis_app.web.filters import label
from thuis_app.web.forms import Form, VersionedForm

LONGEST_BLOCK = timedelta(days=731)
LONGEST_BREAK = timedelta(days=731)
MOST_YEARS = 110
LOADS = {
    Load.FREE: _l("Has time"),
    Load.SOME: _l("Can have more"),
    Load.FULL: _l("Has enough people"),
    Load.TOO_MUCH: _l("Has too many people"),
}

STAGES = {
    VolunteerStage.INTERESTED: _l("Interested"),
    VolunteerStage.APPLIED: _l("Signed up"),
    VolunteerStage.ACTIVE: _l("Visits people"),
    VolunteerStage.PAUSED: _l("Has a break"),
    VolunteerStage.LEAVING: _l("Is going to stop"),
    VolunteerStage.LEFT: _l("Has stopped"),
}

REQUIREMENTS = {
    Requirement.AGREEMENT: _l("Volunteer agreement"),
    Requirement.CONFIDENTIALITY: _l("Confidentiality statement"),
    Requirement.VOG: _l("Certificate of conduct (VOG)"),
    Requirement.TRAINING: _l("Basic training"),
}

STEPS = (
    {VolunteerStep(stage): words for stage, words in STAGES.items()}
    | {VolunteerStep(one): words for one, words in REQUIREMENTS.items()}
    | {VolunteerStep.TALK: _l("First talk")}
)


AUDIT_EVENTS = {
    VolunteerAuditEvent.BEGUN: _l("New volunteer registered"),
    VolunteerAuditEvent.WELCOMED: _l("Profile of a volunteer made"),
    VolunteerAuditEvent.STARTED_UNREADY: _l(
        "Volunteer started before all was in order"
    ),
    VolunteerAuditEvent.BECAME_INTERESTED: _l("Volunteer is interested"),
    VolunteerAuditEvent.BECAME_APPLIED: _l("Volunteer applied"),
    VolunteerAuditEvent.BECAME_ACTIVE: _l("Volunteer is active"),
    VolunteerAuditEvent.BECAME_PAUSED: _l("Volunteer pauses"),
    VolunteerAuditEvent.BECAME_LEAVING: _l("Volunteer is about to leave"),
    VolunteerAuditEvent.BECAME_LEFT: _l("Volunteer left"),
    VolunteerAuditEvent.FIRST_TALK_HAD: _l("First talk with a volunteer had"),
    VolunteerAuditEvent.EDITED: _l("Agreements with a volunteer changed"),
    VolunteerAuditEvent.PERSONAL_KEPT: _l("Personal details of a volunteer changed"),
    VolunteerAuditEvent.TIMES_KEPT: _l("Times of a volunteer saved"),
    VolunteerAuditEvent.BLOCKED: _l("Days off of a volunteer noted"),
    VolunteerAuditEvent.UNBLOCKED: _l("Days off of a volunteer taken back"),
    VolunteerAuditEvent.WHO_CALLS_SET: _l("Chosen who calls about days off"),
    VolunteerAuditEvent.REQUIREMENT_KEPT: _l("Requirement of a volunteer saved"),
    VolunteerAuditEvent.REQUIREMENT_MET: _l("Volunteer meets a requirement"),
    VolunteerAuditEvent.REQUIREMENT_SET: _l("Chosen what is required of volunteers"),
    VolunteerAuditEvent.TALK_ASKED: _l("Volunteer asked for a talk"),
    VolunteerAuditEvent.TALKED: _l("Talk with a volunteer had"),
}


class VolunteerFilterForm(Form):
    """The bar above the list of volunteers."""

    search = LineField(_l("Search by name"))
    stage = PickField(
        _l("Where on the road"),
        {"": _l("Everybody who is with us"), **STAGES},
        kind=VolunteerStage,
    )

    class Meta(Form.Meta):
        csrf = False


class NewForm(Form):
    """A new volunteer."""

    name = LineField(_l("Name"), _l("Write the name."), 120)
    called = LineField(_l("What we call them"), _l("Write what we call them."), 60)
    email = EmailAddressField(
        _l("E-mail address"),
        description=_l("Leave it empty when there is none, or when two share one."),
    )
    telephone = TelephoneField(_l("Telephone number"))
    area_ids = ChoicesField(
        _l("In which villages?"), required=_l("Tick at least one village."), kind=int
    )
    note = NoteField(
        _l("How we met, and what they would like"),
        description=_l("The volunteer may read this. Write it as you would say it."),
        limit=1000,
    )

    def offer(self, areas: Sequence[Area]) -> "NewForm":
        """The villages to choose between; the only one there is, is chosen."""
        self.area_ids.choices = [(area.id, area.name) for area in areas]
        if not self.is_submitted() and len(areas) == 1:
            self.area_ids.data = [areas[0].id]
        return self

    @property
    def answers(self) -> dict[str, Any]:
        answers = super().answers
        return answers | {"area_ids": frozenset(answers["area_ids"])}


def _oldest() -> date:
    return date(clock.today().year - MOST_YEARS, 1, 1)


class ProfileForm(VersionedForm):
    """The agreements with a volunteer."""

    most_people = NumberField(
        _l("Wants to visit how many people at most?"),
        _l("Write how many people at most."),
        least=FEWEST,
        most=MOST,
    )
    drives = TickField(_l("Drives, and can take somebody along"))
    pets_ok = TickField(_l("Can be where there are pets"))
    smoke_ok = TickField(_l("Can be where somebody smokes"))
    note = NoteField(
        _l("Note for coordinators"),
        description=_l("The volunteer may read this. Write it as you would say it."),
        limit=1000,
    )


class PersonalForm(VersionedForm):
    """Where a volunteer lives, and whom to call in an emergency."""

    home_address = LineField(
        _l("Home address"), description=_l("Street, number, postcode and village.")
    )
    born_on = PastDayField(_l("Date of birth"), first=_oldest)
    emergency_name = LineField(
        _l("Whom to call in an emergency"),
        limit=120,
        description=_l("For example: her husband."),
    )
    emergency_telephone = TelephoneField(_l("Their telephone number"))


class TimesForm(VersionedForm):
    """The times, languages and interests of a volunteer."""

    times = ChoicesField(_l("When in the week?"), kind=WeekPart)
    languages = ChoicesField(_l("Which languages?"), SPOKEN, kind=SpokenLanguage)
    interests = ChoicesField(_l("What do you like to do?"), INTERESTS, kind=Interest)

    def offer(self) -> "TimesForm":
        """The parts of a week, with their words."""
        self.times.choices = week_parts()
        return self


def times_stored(profile: Volunteer, times: Iterable[VolunteerTime]) -> dict[str, Any]:
    """The stored values of the fields of a TimesForm."""
    return {
        "times": [WeekPart.of(time.weekday, time.day_part) for time in times],
        "languages": ordered(profile.languages),
        "interests": ordered(profile.interests),
    }


class BlockForm(Form):
    """Days on which the volunteer does not come."""

    from_on = DayField(
        _l("From"),
        _l("Choose the first day."),
        first=clock.today,
        last=lambda: clock.today() + LONGEST_BLOCK,
    )
    until_on = DayField(
        _l("Until and including"),
        _l("Choose the last day."),
        first=clock.today,
        last=lambda: clock.today() + LONGEST_BLOCK,
    )
    note = LineField(
        _l("What for"), limit=120, description=_l("Only if you want to tell.")
    )

    def validate_until_on(self, field: Any) -> None:
        if field.data and self.from_on.data and field.data < self.from_on.data:
            raise ValidationError(_("The last day comes after the first."))


class VolunteerStageForm(VersionedForm):
    """The next stage of a volunteer."""

    stage = ChoiceField(
        _l("What is the next step?"),
        required=_l("Choose the next step."),
        kind=VolunteerStage,
    )
    stage_since = PastDayField(_l("Since when?"), _l("Choose the day."))
    paused_until = DayField(
        _l("Until when is the break?"),
        first=clock.today,
        last=lambda: clock.today() + LONGEST_BREAK,
        description=_l(
            "On that day it stands on your list again. Each person with a visit before"
            " it comes on your list now."
        ),
    )
    because = NoteField(_l("Why, or what you agreed"), limit=1000)

    def offer(
        self, profile: Volunteer, missing: Collection[Requirement]
    ) -> "VolunteerStageForm":
        """Set the choices: the next possible stages, and what is missing.

        Returns the form.
        """
        self._profile, self._lacks = profile, missing
        ahead = MOVES[profile.stage]
        self.stage.choices = [(s, words) for s, words in STAGES.items() if s in ahead]
        return self

    def refused(self, stored: Any = None, **now: Any) -> int | None:
        """As `Form.refused`; a reason that another user wrote is not shown."""
        stands = label(self._profile.stage)
        return super().refused(stored, stage=stands, because=self.because.data, **now)

    def validate_paused_until(self, field: Any) -> None:
        if self.stage.data is VolunteerStage.PAUSED and not field.data:
            raise ValidationError(_("Choose until when the break is."))

    def validate_because(self, field: Any) -> None:
        if self.stage.data is VolunteerStage.ACTIVE and self._lacks and not field.data:
            raise ValidationError(
                _("Write why this can begin although something is lacking.")
            )

    def validate_stage(self, field: Any) -> None:
        if field.data is VolunteerStage.LEFT and self._profile.people:
            raise ValidationError(_("Hand over the people they visit first."))


class VolunteerTalkForm(VersionedForm):
    """That the first talk was had."""

    talked_on = PastDayField(_l("When was the talk?"), _l("Choose the day."))


class RequirementForm(VersionedForm):
    """When something was asked of a volunteer, and when it was seen."""

    requested_on = PastDayField(_l("Asked for on"))
    met_on = PastDayField(_l("Seen on"))
    review_by = DayField(
        _l("Good until and including"),
        description=_l("Leave it empty, and Thuis counts as the foundation chose."),
    )

    def offer(self, row: VolunteerRequirement) -> "RequirementForm":
        """Set the stored values; a day that was computed is computed anew."""
        self._before = row.met_on, row.review_by
        return self

    @property
    def answers(self) -> dict[str, Any]:
        answers = super().answers
        return answers | {"review_by": None} if self._is_counted_anew() else answers

    def validate_met_on(self, field: Any) -> None:
        wanted = self.requested_on.data
        if field.data and wanted and field.data < wanted:
            raise ValidationError(_("It was seen after it was asked for."))

    def validate_review_by(self, field: Any) -> None:
        if not field.data or self._is_counted_anew():
            return
        if not self.met_on.data:
            raise ValidationError(_("Say first when it was seen."))
        if field.data <= self.met_on.data:
            raise ValidationError(_("Choose a day after the day it was seen."))

    def _is_counted_anew(self) -> bool:
        met_on, review_by = self._before
        return self.met_on.data != met_on and self.review_by.data == review_by


class SettingForm(VersionedForm):
    """The requirements for every volunteer."""

    is_required = TickField(
        _l("Needed before somebody visits people"),
        description=_l("Without it no match begins, unless a coordinator writes why."),
    )
    valid_months = NumberField(
        _l("How many months does it stay good?"),
        least=1,
        most=240,
        description=_l("Leave it empty when it never runs out."),
    )
