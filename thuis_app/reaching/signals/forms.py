from collections.abc import Sequence
from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation, ValidationError

from thuis_app.core.spoken_text import (
    WHO_AT_MOST,
    read,
    village_of,
    where_of,
    who_of,
)
from thuis_app.organisation.areas.rules import VillageOption
from thuis_app.people.contacts.forms import SALUTATIONS, distinct
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.queries import (
    PossibleDuplicate,
    tell_apart,
)
from thuis_app.people.contacts.rules import (
    Distinction,
    DuplicateGround,
    IdentityTraits,
    Salutation,
    name_parts,
)
from thuis_app.reaching.signals.models import Signal
from thuis_app.reaching.signals.rules import (
    Declined,
    Knows,
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

BARRED = _l(
    "At this address is a person whom nobody approaches any more. Is it certainly "
    "another? Tick that below."
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
    Reporter.UNKNOWN: _l("Not known yet"),
}

KNOWS = {
    Knows.NO: _l("No"),
    Knows.YES: _l("Yes"),
    Knows.WELCOME: _l("Yes, and would like it"),
}

APPROACHES = {
    Knows.NO: _l("Does not know that we were called. Begin with who thought of them."),
    Knows.YES: _l("Knows that we were called."),
    Knows.WELCOME: _l("Knows that we were called, and would like it."),
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
    SignalAuditEvent.EDITED: _l("Signal completed"),
    SignalAuditEvent.EDIT_OPENED: _l("Signal opened to complete it"),
    SignalAuditEvent.ACCEPTED: _l("Signal taken up"),
    SignalAuditEvent.DECLINED: _l("Signal not taken up"),
    SignalAuditEvent.DATED_ANEW: _l("Signal of a wrong clock dated anew"),
    SignalAuditEvent.CLEARED: _l("Signal that nobody handled deleted"),
    SignalAuditEvent.OPENED: _l("Signal viewed"),
    SignalAuditEvent.LISTED: _l("List of signals viewed"),
    SignalAuditEvent.DOUBLES: _l("Persons who look like the one of a signal viewed"),
}


class SignalForm(Form):
    """A signal. One text is enough: who and where are read from it, if need be."""

    noticed = NoteField(
        _l("What was noticed?"),
        _l("Write what was noticed."),
        description=_l("They may always read this. Write what you could tell them."),
    )
    knows = ChoiceField(
        _l("Does she or he know that you call?"), KNOWS, kind=Knows, default=None
    )
    who = LineField(
        _l("Who is it about?"),
        description=_l("As much as is known: 'a lady with a little dog' is enough."),
    )
    area_id = PickField(_l("Which village?"), kind=int)
    where = LineField(_l("Where in the village?"))
    reporter = PickField(_l("Who tells us?"), REPORTERS, kind=Reporter)
    reporter_name = LineField(_l("Name of who tells us"))
    reporter_telephone = TelephoneField(_l("Telephone of who tells us"))
    may_be_named = TickField(_l("We may say who told us"))
    may_hear_back = TickField(_l("Would like to hear what came of it"))

    def offer(self, villages: Sequence[VillageOption], *, is_own: bool) -> Self:
        """The villages to choose from; of one's own signal the teller is known."""
        self._villages = {one.name: one.id for one in villages if one.is_active}
        names = [(id, name) for name, id in self._villages.items()]
        self.area_id.choices = [("", _("Choose a village")), *names]
        if self.reporter:
            self.reporter.choices = [("", _("Choose who it was")), *REPORTERS.items()]
        if is_own:
            for name in ("reporter", "reporter_name", "reporter_telephone"):
                del self[name]
            del self.may_hear_back
        else:
            self.noticed.label.text = _("Who, where and what?")
        return self

    def validate_area_id(self, field: Any) -> None:
        """Without a choice the village that the text names; or the only one."""
        if field.data is not None or field.errors:
            return
        named = village_of(self._said, self._villages)
        ids = list(self._villages.values())
        if not named and len(ids) != 1:
            raise ValidationError(_("Choose a village."))
        field.data = self._villages[named] if named else ids[0]

    @property
    def signal(self) -> dict[str, Any]:
        """The answers, with who and where from the text where they were left open."""
        answers, noticed = self.answers, self.noticed.data or ""
        answers["who"] = answers["who"] or who_of(noticed, self._villages)
        answers["where"] = answers["where"] or where_of(noticed, self._villages)
        answers["who"] = answers["who"] or noticed[:WHO_AT_MOST]
        return answers

    @property
    def is_full(self) -> bool:
        """Whether more than the text is filled in, so that the fold stands open."""
        names = ("who", "where", "reporter", "reporter_name", "reporter_telephone")
        return any(
            self[name].data or self[name].errors for name in names if name in self
        )

    @property
    def _said(self) -> str:
        parts = (self.noticed.data, self.who.data, self.where.data)
        return ", ".join(part or "" for part in parts)


class EditSignalForm(SignalForm, VersionedForm):
    """What is known of a signal, to be completed later."""


class AcceptSignalForm(VersionedForm):
    """The person a signal is about: a known one, or a new one."""

    person = ChoiceField(_l("Is it one of these people?"))
    seen = HiddenTextField()
    is_another = TickField(_l("Yes, this is certainly another person"))
    address = ChoiceField(_l("How to address"), SALUTATIONS, kind=Salutation)
    called_name = LineField(_l("First name"))
    initials = LineField(_l("Initials"), limit=20)
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
    ) -> Self:
        """The villages to choose from, and the people who may be the one."""
        self.area_id.choices = [(one.id, one.name) for one in villages if one.is_active]
        marks = tell_apart(one.contact for one in doubles)
        self.person.choices = [
            *((str(one.contact.id), _named(one.contact, marks)) for one in doubles),
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
        _prefix, last_name = name_parts("", self.last_name.data or "")
        return IdentityTraits(
            last_name=last_name,
            called_name=self.called_name.data or "",
            initials=self.initials.data or "",
            postcode=self._tidy(self.postcode),
            house_number=self.house_number.data or "",
            numbers=frozenset({number} if number else ()),
            street=self.street.data or "",
            area_id=self.area_id.data,
        )

    @property
    def linked_id(self) -> int | None:
        """The id of the chosen person; None for a new one."""
        return None if self.person.data == NEW else int(self.person.data)

    @property
    def is_barred(self) -> bool:
        """Whether a person who is left in peace lives at this very address."""
        return any(
            one.contact.is_stopped and DuplicateGround.ADDRESS in one.why
            for one in self._doubles.values()
        )

    def known(self, signal: Signal) -> dict[str, Any]:
        """The keyword arguments for registering; without a name the signal's words are
        used.
        """
        known = self.answers
        for name in ("person", "seen", "is_another"):
            del known[name]
        number = known.pop("telephone")
        known["telephones"] = [(number, "")] if number else []
        known["salutation"] = known.pop("address") or Salutation.NAME
        known["last_name"] = known["last_name"] or signal.who
        return known

    def validate_person(self, field: Any) -> None:
        is_new = field.data == NEW
        if not field.data or (is_new and set(self._doubles) - self._seen):
            raise ValidationError(
                _("We may know this person already. Choose who it is.")
            )
        chosen = self._doubles.get(field.data)
        if chosen and chosen.contact.is_stopped:
            raise ValidationError(str(STOPS_HERE))
        if is_new and self.is_barred and not self.is_another.data:
            raise ValidationError(str(BARRED))

    def _tidy(self, field: Any) -> str:
        try:
            field.pre_validate(self)
        except StopValidation:
            return ""
        return str(field.data or "")


def as_read(signal: Signal, villages: Sequence[VillageOption]) -> dict[str, Any]:
    """What a signal says, under the names of the fields of an `AcceptSignalForm`."""
    areas = {one.name: one.id for one in villages}
    found = read(signal.who, f"{signal.where}, {signal.noticed}", areas)
    approach = APPROACHES.get(signal.knows) if signal.knows else None
    is_one = found.is_man is not found.is_woman
    address = Salutation.MR if found.is_man else Salutation.MRS
    return {
        "address": address if is_one else None,
        "called_name": found.called_name,
        "initials": found.initials,
        "prefix": found.prefix,
        "last_name": found.last_name,
        "street": found.street,
        "house_number": found.house_number,
        "postcode": found.postcode,
        "area_id": signal.area_id,
        "approach": str(approach or ""),
    }


def _named(contact: Contact, marks: dict[int, Distinction]) -> str:
    return distinct(contact.full_name, marks.get(contact.id))


class DeclineForm(VersionedForm):
    because = ChoiceField(
        _l("Why is this not for us?"), DECLINED, _l("Choose a reason."), kind=Declined
    )


def duplicate_grounds(reason: DuplicateGround) -> str:
    """The label of a ground on which a person may be the one of the signal."""
    return str(DUPLICATE_GROUNDS[reason])
