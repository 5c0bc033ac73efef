"""The words of a volunteer's people."""

from flask_babel import lazy_gettext as _l

from thuis_app.overview.my_people.rules import MyPeopleAuditEvent

THANKS = (
    _l("Thank you for being there."),
    _l("Who is visited, is expected. That is your doing."),
    _l("An hour with you at the table lasts longer than an hour."),
    _l("Good that you do this."),
)

AUDIT_EVENTS = {MyPeopleAuditEvent.LISTED: _l("Own people viewed")}
