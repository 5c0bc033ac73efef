"""Words of the search."""

from flask_babel import lazy_gettext as _l

from thuis_app.overview.search.queries import FoundPerson
from thuis_app.overview.search.rules import SearchAuditEvent
from thuis_app.people.contacts.rules import ContactRoleKind, Stage
from thuis_app.web.filters import label

AUDIT_EVENTS = {SearchAuditEvent.SEARCHED: _l("Searched")}

SAID_OTHERWISE = frozenset({ContactRoleKind.OLDER_PERSON})


def who_words(found: FoundPerson) -> str:
    """What a person is to us: 'Participant, Carer'; of most, only the stage."""
    stage, roles = found.contact.stage, set(found.roles) - SAID_OTHERWISE
    others = [str(label(role)) for role in ContactRoleKind if role in roles]
    is_only_known = stage is Stage.KNOWN and others
    return ", ".join(([] if is_only_known else [str(label(stage))]) + others)
