from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation, ValidationError

from thuis_app.people.contacts.forms import SALUTATIONS
from thuis_app.people.contacts.queries import PossibleDuplicate, VillageOption
from thuis_app.people.contacts.rules import DuplicateGround, IdentityTraits, Salutation
from thuis_app.reaching.signals.models import Signal
from thuis_app.reaching.signals.rules import (
    Declined,
    Reporter,
    SignalAuditEvent,
    SignalState,
)
from thuis_app.web.fields import (
    ChoiceField,
    HiddenTextField,
    LineField,
    NoteField,
    PickField,
    PostcodeField,
    TelephoneField,
    TickField,
)
from thuis_app.web.forms import Form, VersionedForm

NEW = "new"
STOPS_HERE = _l(
    "Nobody approaches this person any more. This signal stops with you: "
    "say that it is not for us."
)

STATES = {
    SignalState.NEW: _l("New"),
    SignalState.ACCEPTED: _l("Taken up"),
    SignalState.DECLINED: _l("Not for us"),
}

REPORTERS = {
    Reporter.NEIGHBOUR: _l("A neighbour"),
    Reporter.FAMILY: _l("Family"),
    Reporter.SELF: _l("The person in question"),
    Reporter.DOCTOR: _l("The family doctor"),
    Reporter.NURSE: _l("District nursing"),
    Reporter.WELFARE: _l("The welfare organisation"),
    Reporter.MUNICIPALITY: _l("The municipality"),
    Reporter.LANDLORD: _l("The housing association"),
    Reporter.CHURCH: _l("The church"),
    Reporter.VOLUNTEER: _l("A volunteer of ours"),
    Reporter.ANONYMOUS: _l("Somebody who stays anonymous"),
}

DECLINED = {
    Declined.OUTSIDE_AREA: _l("Lives outside our villages"),
    Declined.OTHER_HELP: _l("Others help already"),
    Declined.NOT_WANTED: _l("Does not want contact"),
    Declined.NOT_ENOUGH_KNOWN: _l("Not enough is known to find this person"),
    Declined.NO_REASON_TO_WORRY: _l("There is nothing to do for us"),
}

DUPLICATE_GROUNDS = {
    DuplicateGround.NAME: _l("the same name"),
    DuplicateGround.TELEPHONE: _l("the same telephone number"),
    DuplicateGround.ADDRESS: _l("the same address"),
}


AUDIT_EVENTS = {
    SignalAuditEvent.HANDED_IN: _l("Signal handed in"),
    SignalAuditEvent.ACCEPTED: _l("Signal taken up"),
    SignalAuditEvent.DECLINED: _l("Signal not taken up"),
    SignalAuditEvent.DATED_ANEW: _l("Signal of a wrong clock dated anew"),
    SignalAuditEvent.CLEARED: _l("Signal that nobody handled deleted"),
    SignalAuditEvent.OPENED: _l("Signal viewed"),
    SignalAuditEvent.LISTED: _l("List of signals viewed"),
    SignalAuditEvent.DOUBLES: _l("Persons who look like the one of a signal viewed"),
}


class SignalForm(Form):
    """A signal. Only who, where and what was noticed are required."""

    who = LineField(
        _l("Who is it about?"),
        _l("Write who it is about, as much as you know."),
        description=_l("As much as is known: 'a lady with a little dog' is enough."),
    )
    area_id = PickField(
        _l("Which village?"), required=_l("Choose a village."), kind=int
    )
    where = LineField(_l("Where in the village?"))
    noticed = NoteField(
        _l("What was noticed?"),
        _l("Write what was noticed."),
        description=_l("They may always read this. Write what you could tell them."),
    )
    reporter = PickField(
        _l("Who tells us?"), REPORTERS, _l("Choose who tells us."), kind=Reporter
    )
    reporter_name = LineField(_l("Name of who tells us"))
    reporter_telephone = TelephoneField(_l("Telephone of who tells us"))
    may_be_named = TickField(_l("We may say who told us"))
    may_hear_back = TickField(_l("Would like to hear what came of it"))

    def offer(self, villages: Sequence[VillageOption], *, is_own: bool) -> "SignalForm":
        """The villages to choose from; of one's own signal the teller is known."""
        names = [(one.id, one.name) for one in villages if one.is_active]
        self.area_id.choices = [("", _("Choose a village")), *names]
        if self.reporter:
            self.reporter.choices = [("", _("Choose who it was")), *REPORTERS.items()]
        if is_own:
            for name in ("reporter", "reporter_name", "reporter_telephone"):
                del self[name]
            del self.may_hear_back
        return self


class AcceptSignalForm(VersionedForm):
    """The person a signal is about: a known one, or a new one."""

    person = ChoiceField(_l("Is it one of these people?"), default=NEW)
    seen = HiddenTextField()
    address = ChoiceField(
        _l("How to address"), SALUTATIONS, kind=Salutation, default=Salutation.MRS
    )
    called_name = LineField(_l("First name"))
    prefix = LineField(_l("Prefix"), limit=40)
    last_name = LineField(_l("Last name"))
    street = LineField(_l("Street"))
    house_number = LineField(_l("Number"), limit=20)
    postcode = PostcodeField(_l("Postcode"))
    telephone = TelephoneField(_l("Telephone"))
    area_id = PickField(_l("Village"), required=_l("Choose a village."), kind=int)
    approach = NoteField(_l("How to approach"))

    def offer(
        self, villages: Sequence[VillageOption], doubles: Sequence[PossibleDuplicate]
    ) -> "AcceptSignalForm":
        """The villages to choose from, and the people who may be the one."""
        self.area_id.choices = [(one.id, one.name) for one in villages if one.is_active]
        self.person.choices = [
            *((str(one.contact.id), one.contact.full_name) for one in doubles),
            (NEW, _("No, somebody new")),
        ]
        self._doubles = {str(one.contact.id): one for one in doubles}
        self._seen = set((self.seen.data or "").split())
        self.seen.data = " ".join(self._doubles)
        return self

    @property
    def identity_traits(self) -> IdentityTraits:
        """What was typed, to look for known people."""
        number = self._tidy(self.telephone)
        return IdentityTraits(
            last_name=self.last_name.data or "",
            called_name=self.called_name.data or "",
            postcode=self._tidy(self.postcode),
            house_number=self.house_number.data or "",
            numbers=frozenset({number} if number else ()),
        )

    @property
    def linked_id(self) -> int | None:
        """The id of the chosen person; None for a new one."""
        return None if self.person.data == NEW else int(self.person.data)

    def known(self, signal: Signal) -> dict[str, Any]:
        """The keyword arguments for registering; without a name the signal's words are
        used.
        """
        known = self.answers
        for name in ("person", "seen"):
            del known[name]
        number = known.pop("telephone")
        known["telephones"] = [(number, "")] if number else []
        known["salutation"] = known.pop("address")
        known["last_name"] = known["last_name"] or signal.who
        return known

    def validate_person(self, field: Any) -> None:
        if field.data == NEW and set(self._doubles) - self._seen:
            raise ValidationError(
                _("We may know this person already. Choose who it is.")
            )
        chosen = self._doubles.get(field.data)
        if chosen and chosen.contact.is_stopped:
            raise ValidationError(str(STOPS_HERE))

    def _tidy(self, field: Any) -> str:
        try:
            field.pre_validate(self)
        except StopValidation:
            return ""
        return str(field.data or "")


class DeclineForm(VersionedForm):
    because = ChoiceField(
        _l("Why is this not for us?"), DECLINED, _l("Choose a reason."), kind=Declined
    )


def duplicate_grounds(reason: DuplicateGround) -> str:
    """The label of a ground on which a person may be the one of the signal."""
    return str(DUPLICATE_GROUNDS[reason])
