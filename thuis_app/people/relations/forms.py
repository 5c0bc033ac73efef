"""Forms about relations and consents."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from thuis_app.core import clock
from thuis_app.organisation.endings.forms import EndingForm
from thuis_app.people.contacts.forms import identity_traits
from thuis_app.people.contacts.queries import PossibleDuplicate
from thuis_app.people.contacts.rules import IdentityTraits
from thuis_app.people.relations.models import Consent
from thuis_app.people.relations.queries import RelationRow
from thuis_app.people.relations.rules import (
    REPRESENTATIVES,
    Decision,
    GivenHow,
    Purpose,
    RelationAuditEvent,
    RelationKind,
)
from thuis_app.web.fields import (
    ChoiceField,
    ChoicesField,
    DayField,
    HiddenTextField,
    LineField,
    PastDayField,
    PickField,
    TelephoneField,
)
from thuis_app.web.forms import Form

RELATION_KINDS = {
    RelationKind.CARER: _l("Cares for this person"),
    RelationKind.CARED_FOR: _l("Is cared for by this person"),
    RelationKind.PARTNER: _l("Partner"),
    RelationKind.CHILD: _l("Child"),
    RelationKind.FAMILY: _l("Other family"),
    RelationKind.NEIGHBOUR: _l("Neighbour"),
    RelationKind.FRIEND: _l("Friend"),
    RelationKind.KEY_HOLDER: _l("Has the key"),
    RelationKind.DOCTOR: _l("Family doctor"),
    RelationKind.PROFESSIONAL: _l("Other professional"),
    RelationKind.MENTOR: _l("Mentor, appointed by the court"),
    RelationKind.CURATOR: _l("Guardian, appointed by the court"),
    RelationKind.ADMINISTRATOR: _l("Administrator of money, appointed by the court"),
    RelationKind.PROXY: _l("Authorised in writing"),
    RelationKind.NEXT_OF_KIN: _l("Decides as family, without a paper"),
}


DECISIONS = {
    Decision.CARE: _l("Care, visits and help"),
    Decision.DATA: _l("Passing on data"),
    Decision.MONEY: _l("Money and mail"),
}


PURPOSES = {
    Purpose.REFERRAL: _l("Passing on for a referral"),
    Purpose.SHARE_WITH_CARER: _l("Sharing with the carer"),
    Purpose.MEASUREMENT: _l("Taking part in the questionnaire"),
    Purpose.PHOTO: _l("A photo"),
}


GIVEN_HOW = {
    GivenHow.SPOKEN: _l("Said in person"),
    GivenHow.PAPER: _l("On paper, signed"),
    GivenHow.TELEPHONE: _l("Said on the telephone"),
}


SEEN_FROM_OTHER = {
    RelationKind.CARER: RELATION_KINDS[RelationKind.CARED_FOR],
    RelationKind.CARED_FOR: RELATION_KINDS[RelationKind.CARER],
    RelationKind.CHILD: _l("Parent"),
    RelationKind.KEY_HOLDER: _l("Keeps the key of this person"),
    RelationKind.DOCTOR: _l("Patient"),
    RelationKind.PROFESSIONAL: _l("Helped in the course of work"),
    **dict.fromkeys(REPRESENTATIVES, _l("Represented by this person")),
}


AUDIT_EVENTS = {
    RelationAuditEvent.ADDED: _l("Relation added"),
    RelationAuditEvent.ENDED: _l("Relation ended"),
    RelationAuditEvent.REPRESENTS: _l("Representation recorded"),
    RelationAuditEvent.CONSENT_GIVEN: _l("Consent recorded"),
    RelationAuditEvent.CONSENT_WITHDRAWN: _l("Consent withdrawn"),
    RelationAuditEvent.OPENED: _l("Relations viewed"),
    RelationAuditEvent.CONSENTS_OPENED: _l("Consents viewed"),
}


def representative_words(line: RelationRow) -> str:
    """The name of a representative, and what they are."""
    return f"{line.other.full_name}: {relation_words(line).lower()}"


def relation_words(line: RelationRow) -> str:
    """The label of a relation, seen from the person whose page it is."""
    if line.is_of_other and line.relation.kind in SEEN_FROM_OTHER:
        return str(SEEN_FROM_OTHER[line.relation.kind])
    return str(RELATION_KINDS[line.relation.kind])


class RelationForm(Form):
    """A person around this one: chosen from those known, or registered here."""

    kind = PickField(
        _l("What this person is"),
        RELATION_KINDS,
        _l("Choose what this person is."),
        RelationKind,
    )
    other = ChoiceField(_l("Who it is"), kind=int)
    called_name = LineField(_l("Called name"), limit=60)
    last_name = LineField(_l("Last name"), limit=80)
    telephone = TelephoneField(_l("Telephone"))
    note = LineField(
        _l("Anything to add"), limit=200, description=_l("For example: on number 16.")
    )
    asked = HiddenTextField()

    def offer(self, people: Mapping[int, str]) -> "RelationForm":
        """Set the choices: these people, or a new one. Returns the form."""
        self.kind.choices = [("", _("Choose")), *RELATION_KINDS.items()]
        self.other.choices = [*people.items(), (0, _("Somebody new"))]
        self.asked.data = " ".join(map(str, people))
        return self

    @property
    def ids_shown(self) -> list[int]:
        """Those of whom was asked whether it is one of them."""
        shown = (self.asked.data or "").split()[:50]
        return [int(one) for one in shown if one.isascii() and one.isdigit()]

    def must_confirm(self, doubles: Iterable[PossibleDuplicate]) -> bool:
        """True when a possible duplicate was not among the choices yet."""
        unseen = {one.contact.id for one in doubles} - set(self.ids_shown)
        if self.other.data or not unseen:
            return False
        ids = [*self.ids_shown, *sorted(unseen)]
        self.asked.data = " ".join(map(str, ids))
        self.other.errors = [_("Is this somebody we know? Choose who it is.")]
        self.other.data = None
        return True

    @property
    def identity_traits(self) -> IdentityTraits:
        """What was typed about a new person."""
        return identity_traits(self.data)

    @property
    def person(self) -> dict[str, Any]:
        """The keyword arguments for `actions.register`."""
        number = self.telephone.data
        return {
            "called_name": self.called_name.data,
            "last_name": self.last_name.data,
            "telephones": [(number, "")] if number else [],
        }

    def validate_other(self, field: Any) -> None:
        if field.data is None:
            raise ValidationError(_("Choose who it is."))

    def validate_last_name(self, field: Any) -> None:
        if self.other.data == 0 and not field.data:
            raise ValidationError(_("Write a last name, or what people call them."))


class RepresentativeForm(Form):
    """What a representative may decide, from when until when, and the paper."""

    decides = ChoicesField(
        _l("May decide about"),
        DECISIONS,
        _l("Choose what this person may decide."),
        kind=Decision,
    )
    since = PastDayField(_l("Since"), _l("Choose the day."))
    until = DayField(
        _l("Until"), description=_l("Leave empty when there is no end to it.")
    )
    paper_seen_on = PastDayField(
        _l("The paper was seen on"),
        description=_l("We do not keep the paper itself, only that somebody saw it."),
    )

    def validate_until(self, field: Any) -> None:
        if field.data and self.since.data and field.data <= self.since.data:
            raise ValidationError(_("That is not after the first day."))
        if field.data and field.data <= clock.today():
            raise ValidationError(_("That is over. Choose 'No longer' instead."))


class WithdrawForm(EndingForm):
    """A consent that is withdrawn: since when, and how."""

    on = PastDayField(_l("On which day"), _l("Choose the day."))
    how = ChoiceField(
        _l("How it was withdrawn"), GIVEN_HOW, _l("Choose how it was said."), GivenHow
    )

    def offer(self, consent: Consent) -> "WithdrawForm":
        """Remember since when the consent holds."""
        self.given_on = consent.given_on
        return self

    def validate_on(self, field: Any) -> None:
        if field.data and field.data < self.given_on:
            raise ValidationError(_("That is before the day on which it was given."))


class ConsentForm(Form):
    """A consent, as it was given."""

    purpose = ChoiceField(
        _l("Consent for"), PURPOSES, _l("Choose what the consent is for."), Purpose
    )
    note = LineField(
        _l("To whom, or what exactly"),
        limit=200,
        description=_l("For example: to be referred to the Thuishuiscafe."),
    )
    given_on = PastDayField(_l("On which day"), _l("Choose the day."))
    given_how = ChoiceField(
        _l("How it was given"), GIVEN_HOW, _l("Choose how it was given."), GivenHow
    )
    representative = ChoiceField(_l("Who gave it"), kind=int)

    def offer(self, who: str, others: Iterable[RelationRow]) -> "ConsentForm":
        """Set who may have given it: the person, or a representative. Returns it."""
        able = [one for one in others if one.relation.may_consent]
        self.representative.choices = [
            (0, who),
            *((one.relation.id, representative_words(one)) for one in able),
        ]
        self.representative.data = self.representative.data or 0
        return self
