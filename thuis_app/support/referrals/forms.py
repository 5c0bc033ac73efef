from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Form as PlainForm
from wtforms.validators import ValidationError

from thuis_app.core import clock
from thuis_app.directory.offerings.models import Offering
from thuis_app.directory.offerings.rules import ReachedBy
from thuis_app.people.relations.forms import GIVEN_HOW
from thuis_app.people.relations.rules import GivenHow
from thuis_app.people.wishes.forms import SUBJECTS
from thuis_app.people.wishes.models import Wish
from thuis_app.support.referrals.models import Referral
from thuis_app.support.referrals.rules import (
    ReferralAuditEvent,
    ReferralShare,
    ReferralState,
    ReferralStepDetails,
)
from thuis_app.web.fields import (
    ChoiceField,
    ChoicesField,
    DayField,
    HourField,
    LineField,
    NoteField,
    PastDayField,
    PickField,
    TickField,
)
from thuis_app.web.forms import Form, VersionedForm

STATES = {
    ReferralState.PROPOSED: _l("Proposed"),
    ReferralState.AGREED: _l("Agreed"),
    ReferralState.SENT: _l("Passed on"),
    ReferralState.RECEIVED: _l("Received"),
    ReferralState.STARTED: _l("Started"),
    ReferralState.LANDED: _l("Landed"),
    ReferralState.NO_PLACE: _l("No place yet"),
    ReferralState.NOT_LANDED: _l("Did not land"),
    ReferralState.DECLINED: _l("Would rather not"),
    ReferralState.NOT_SUITABLE: _l("Does not fit"),
    ReferralState.WITHDRAWN: _l("Withdrawn"),
}

SHARES = {
    ReferralShare.NAME: _l("Name"),
    ReferralShare.TELEPHONE: _l("Telephone number"),
    ReferralShare.ADDRESS: _l("Address"),
    ReferralShare.WISH: _l("What this person would like"),
}


SENT_HOW = {
    ReachedBy.TELEPHONE: _l("By telephone"),
    ReachedBy.MAIL: _l("By e-mail"),
    ReachedBy.OURSELVES: _l("We arranged it ourselves"),
}


AUDIT_EVENTS = {
    ReferralAuditEvent.PROPOSED: _l("Referral proposed"),
    ReferralAuditEvent.AGREED: _l("Person agreed to a referral"),
    ReferralAuditEvent.SENT: _l("Referral sent"),
    ReferralAuditEvent.RECEIVED: _l("Referral received by the other"),
    ReferralAuditEvent.STARTED: _l("Person started at a referral"),
    ReferralAuditEvent.LANDED: _l("Person found their place"),
    ReferralAuditEvent.NOT_LANDED: _l("Person did not find their place"),
    ReferralAuditEvent.DECLINED: _l("Person declined a referral"),
    ReferralAuditEvent.NO_PLACE: _l("No place for a referral"),
    ReferralAuditEvent.NOT_SUITABLE: _l("Referral does not suit"),
    ReferralAuditEvent.WITHDRAWN: _l("Referral withdrawn"),
    ReferralAuditEvent.NOTED: _l("Note added to a referral"),
    ReferralAuditEvent.ARRANGED: _l("First time of a referral agreed"),
    ReferralAuditEvent.LISTED: _l("List of referrals viewed"),
    ReferralAuditEvent.OPENED: _l("Referral viewed"),
}


def _tomorrow() -> date:
    return clock.today() + timedelta(days=1)


def _in_a_year() -> date:
    return clock.today() + timedelta(days=366)


class ReferralFilterForm(PlainForm):
    """Which referrals to show. Read from the address; nothing is refused."""

    state = PickField(_l("Where it stands"), kind=ReferralState)

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.state.choices = [("", _l("All that are under way")), *STATES.items()]


class ProposeForm(Form):
    wish_id = ChoiceField(_l("Which wish is it about?"), kind=int)
    offering_id = ChoiceField(_l("Where to?"), {}, _l("Choose where to."), kind=int)
    why = NoteField(
        _l("Why does this fit?"),
        limit=1000,
        description=_l("In one sentence. This person may read it."),
    )

    def offer(
        self, offerings: Mapping[int, Offering], wishes: Mapping[int, Wish]
    ) -> "ProposeForm":
        """Choose among what serves the village, and what this person wishes."""
        self.offering_id.choices = [(key, one.name) for key, one in offerings.items()]
        self.wish_id.choices = [
            (key, one.words or SUBJECTS[one.subject]) for key, one in wishes.items()
        ]
        return self

    def validate_why(self, field: Any) -> None:
        if not field.data and not self.wish_id.data:
            message = _l("Choose a wish, or write why this fits.")
            raise ValidationError(str(message))


class ReferralStepForm(VersionedForm):
    """The fields of every step: its day, and a note."""

    to: ReferralState | None = None
    is_stale = False

    on = PastDayField(
        _l("When was that?"), _l("Choose the day."), default=lambda: clock.today()
    )
    note = NoteField(_l("Note"), description=_l("This person may read it."))

    def at(self, referral: Referral) -> "ReferralStepForm":
        """Nothing happens before what happened last."""
        self.on.first = lambda: referral.state_since
        self.for_version(referral)
        return self

    @property
    def step(self) -> ReferralStepDetails:
        assert self.to is not None
        return ReferralStepDetails(to=self.to, **self.answers)

    @property
    def typed_words(self) -> str:
        """What was typed and ticked here, as one text."""
        chosen = ("shares" in self and self["shares"].data) or ()
        ticked = ", ".join(str(SHARES[one]) for one in chosen if one in SHARES)
        shared = self["shared"].data if "shared" in self else ""
        return "\n".join(filter(None, (ticked, shared, self.note.data)))

    def talk(self, referral: Referral) -> "ReferralTalkForm":
        """The form for a note; with what was typed here for a step that another took
        meanwhile."""
        is_lost = self.is_stale and self.to not in referral.next_states
        words = self.typed_words if is_lost else ""
        return ReferralTalkForm(formdata=None, words=words)

    def refused_at(self, referral: Referral) -> int | None:
        """As `refused`; and 422 for a step that is not possible from the present state.

        After a clash the present state is shown, and what was typed stays.
        """
        self.is_stale = self.version.data != str(referral.version)
        if not self.is_stale and self.to not in referral.next_states:
            self.refuse(_l("Choose one of the steps that are possible now."))
            return 422
        last = referral.steps[-1] if referral.steps else None
        return self.refused(
            referral, on=referral.state_since, note=last.note if last else ""
        )


class AgreedForm(ReferralStepForm):
    to = ReferralState.AGREED

    agreed_how = ChoiceField(
        _l("How did this person say yes?"),
        GIVEN_HOW,
        _l("Choose how this person said yes."),
        kind=GivenHow,
    )
    shares = ChoicesField(
        _l("What may they know?"),
        SHARES,
        _l("Tick what may be told. Without that nothing can be passed on."),
        kind=ReferralShare,
    )
    shared = NoteField(
        _l("What else was agreed, in this person's own words"),
        limit=1000,
        description=_l("This is passed on as it stands here."),
    )


class SentForm(ReferralStepForm):
    to = ReferralState.SENT

    sent_how = ChoiceField(
        _l("How did you pass it on?"),
        SENT_HOW,
        _l("Choose how you passed it on."),
        kind=ReachedBy,
    )

    def at(self, referral: Referral) -> ReferralStepForm:
        if not self.was_sent:
            self.sent_how.data = referral.offering.reached_by
        return super().at(referral)


class ReceivedForm(ReferralStepForm):
    to = ReferralState.RECEIVED
    note = NoteField(_l("What did they answer?"))


class StartedForm(ReferralStepForm):
    to = ReferralState.STARTED
    note = NoteField(_l("How did it go, the first time?"))


class LandedForm(ReferralStepForm):
    to = ReferralState.LANDED

    person_says_landed = TickField(_l("The person says so"))
    offering_says_landed = TickField(_l("The other side says so"))

    def validate_person_says_landed(self, field: Any) -> None:
        if not field.data:
            message = _l("Landed needs both. Ask the person too, and tick it then.")
            raise ValidationError(str(message))

    def validate_offering_says_landed(self, field: Any) -> None:
        if not field.data:
            message = _l("Landed needs both. Ask the other side too, and tick it then.")
            raise ValidationError(str(message))


class NotLandedForm(ReferralStepForm):
    to = ReferralState.NOT_LANDED
    note = NoteField(_l("Why did it come to nothing?"), _l("Write why."))


class DeclinedForm(ReferralStepForm):
    to = ReferralState.DECLINED
    note = NoteField(
        _l("Anything to remember"), description=_l("A reason is not needed.")
    )


class NoPlaceForm(ReferralStepForm):
    to = ReferralState.NO_PLACE

    until = DayField(
        _l("Until when do we wait?"),
        _l("Choose the day on which we ask again."),
        first=_tomorrow,
        last=_in_a_year,
    )


class NotSuitableForm(ReferralStepForm):
    to = ReferralState.NOT_SUITABLE
    note = NoteField(_l("Why does it not fit?"), _l("Write why it does not fit."))


class WithdrawnForm(ReferralStepForm):
    to = ReferralState.WITHDRAWN
    note = NoteField(_l("Why do we stop?"), _l("Write why we stop."))


FORMS: dict[ReferralState, type[ReferralStepForm]] = {
    form.to: form
    for form in (
        AgreedForm,
        SentForm,
        ReceivedForm,
        StartedForm,
        LandedForm,
        NotLandedForm,
        NoPlaceForm,
        NotSuitableForm,
        DeclinedForm,
        WithdrawnForm,
    )
    if form.to
}


def form_for(to: ReferralState | None) -> type[ReferralStepForm]:
    """The form of the step to this state; one that leads nowhere without a step."""
    return FORMS.get(to, ReferralStepForm) if to else ReferralStepForm


class ReferralTalkForm(Form):
    """A note on a talk about a referral."""

    words = NoteField(
        _l("What was said?"),
        _l("Write what was said."),
        description=_l("This person may read it."),
    )
    again_on = DayField(_l("Look at it again on"), first=_tomorrow, last=_in_a_year)


class WarmForm(VersionedForm):
    """The first time: when, and who goes along."""

    companion = LineField(
        _l("Who goes along?"),
        description=_l("Leave it empty when nobody needs to go along."),
    )
    first_on = DayField(
        _l("When is the first time?"),
        _l("Choose the day of the first time."),
        first=clock.today,
        last=_in_a_year,
    )
    first_hour = HourField(_l("At what time?"), _l("Write at what time."))
