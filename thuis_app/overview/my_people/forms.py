"""The words of a volunteer's people."""

from flask_babel import lazy_gettext as _l

from thuis_app.overview.my_people.rules import MyPeopleAuditEvent

AUDIT_EVENTS = {MyPeopleAuditEvent.LISTED: _l("Own people viewed")}
