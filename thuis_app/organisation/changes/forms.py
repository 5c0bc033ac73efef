"""Changes, in words."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from thuis_app.organisation.changes.models import ChangeSet
from thuis_app.organisation.changes.rules import ChangeAuditEvent, ChangeKind
from thuis_app.web.filters import hour, label, when

AUDIT_EVENTS = {
    ChangeAuditEvent.UNDONE: _l("What was done was undone"),
    ChangeAuditEvent.PUT_RIGHT: _l("What was done by mistake was put right"),
}

_K = ChangeKind

KINDS = {
    _K.ASSENT: _l("A yes was taken back"),
    _K.CONSENT: _l("A consent was withdrawn"),
    _K.MATCH: _l("A match was changed"),
    _K.FINISHED: _l("Taking part was rounded off"),
    _K.NO_CONTACT: _l("No more contact"),
    _K.MOVED: _l("Moved away"),
    _K.DECEASED: _l("Died, as it says here"),
    _K.ATTEMPT: _l("A try"),
    _K.SIGNAL: _l("A signal was taken up"),
    _K.REGISTRATION: _l("This person was added"),
    _K.MATCHED: _l("A volunteer was brought in"),
    _K.REFERRAL: _l("A step of a referral"),
    _K.BOOKING: _l("A place in a Thuis kamer"),
    _K.CONSENT_GIVEN: _l("A consent was saved"),
    _K.ASSENT_GIVEN: _l("A yes was saved"),
    _K.NOTE: _l("A note was saved"),
    _K.TASK: _l("A task was changed"),
    _K.VISIT: _l("A visit was changed"),
    _K.DAYS_AWAY: _l("Days away were changed"),
    _K.OUTREACH: _l("Getting in touch was changed"),
    _K.REOPENED: _l("Contact was allowed again"),
    _K.FIRST_VISIT: _l("What was said after a first visit"),
    _K.INFORMED: _l("It was told that we keep something"),
    _K.WISH: _l("A wish was changed"),
    _K.RELATION: _l("A tie was changed"),
    _K.RESPITE: _l("A request for respite was closed"),
    _K.INCIDENT: _l("An incident was changed"),
    _K.PERSON: _l("What is known of somebody was changed"),
    _K.DECLINED: _l("A signal was not taken up"),
}


def words(change: ChangeSet) -> str:
    """What was done and when, to choose from."""
    day, at = when(change.made_at), hour(change.made_at)
    return str(
        _("%(what)s, %(day)s at %(hour)s", what=label(change.kind), day=day, hour=at)
    )
