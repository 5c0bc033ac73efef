"""The texts on paper, to be changed, and what is filled in for a person."""

from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from thuis_app.core import clock
from thuis_app.organisation.foundation import queries as foundation
from thuis_app.people.contacts.forms import formal
from thuis_app.people.contacts.models import Contact
from thuis_app.reaching.letters import rules
from thuis_app.reaching.letters.rules import LetterAuditEvent, PaperKind, Placeholder
from thuis_app.reaching.outreach.models import OutreachPlan
from thuis_app.web.fields import NoteField
from thuis_app.web.filters import day, telephone
from thuis_app.web.forms import VersionedForm

PAPERS = {PaperKind.CARD: _l("Card"), PaperKind.LETTER: _l("Letter")}


AUDIT_EVENTS = {
    LetterAuditEvent.TEXT_CHANGED: _l("Text of the card or letter changed"),
    LetterAuditEvent.PRINTED: _l("Card or letter opened to print"),
}


def general_salutation() -> dict[Placeholder, str]:
    """The values for a paper without a person; the rest is written by hand."""
    details = foundation.shown()
    number = telephone(details.telephone) if details.telephone else ""
    return {Placeholder.FOUNDATION: details.name, Placeholder.TELEPHONE: number}


def on_paper(plan: OutreachPlan, goes: str) -> dict[Placeholder, str]:
    """The values of the placeholders for this person, in Dutch."""
    on = max(plan.next_on, clock.today())
    with force_locale("nl"):
        return general_salutation() | {
            Placeholder.SALUTATION: formal(plan.contact),
            Placeholder.VOLUNTEER: goes,
            Placeholder.DAY: day(on, "weekday"),
        }


def envelope(contact: Contact) -> str:
    """Name and address as they stand above a letter, in Dutch."""
    with force_locale("nl"):
        name = formal(contact, "start")
    place = f"{contact.postcode} {contact.area.name}".strip()
    return "\n".join(line for line in (name, contact.street_line, place) if line)


class TextForm(VersionedForm):
    text = NoteField(_l("Text"), _l("Write the text."), limit=2000)

    def validate_text(self, field: Any) -> None:
        if unknown := rules.unknown_places(field.data):
            known = ", ".join(f"{{{place}}}" for place in Placeholder)
            raise ValidationError(
                _(
                    "%(unknown)s cannot be filled in. These can: %(known)s.",
                    unknown=", ".join(_in_braces(one) for one in unknown),
                    known=known,
                )
            )


def _in_braces(unknown: str) -> str:
    return unknown if unknown in ("{", "}") else f"{{{unknown}}}"
