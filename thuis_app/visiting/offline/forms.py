"""The report as it is asked without network, and as it is read when it arrives."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from thuis_app.core import clock
from thuis_app.people.contacts.rules import Salutation
from thuis_app.visiting.offline import rules
from thuis_app.visiting.offline.models import TabletReport
from thuis_app.visiting.offline.rules import Pairs, TabletAuditEvent, UploadReason
from thuis_app.visiting.visit_reports.forms import (
    MAY_READ,
    SAID,
    FindingsForm,
    ReportForm,
)
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visit_reports.rules import Whose
from thuis_app.web import fields, three_way
from thuis_app.web.forms import OWN, Form, VersionedForm

# The choices for the next visit on a tablet: in weeks, as it knows no rhythm.
NEXT = {
    "none": _l("As planned, or not agreed yet"),
    "7": _l("A week later"),
    "14": _l("Two weeks later"),
    "28": _l("Four weeks later"),
    "other": _l("Another day"),
}
# Of two people at one house; a script puts their initials in the place of the names.
HOLDS_FOR = {Whose.BOTH: _l("For both of them"), Whose.FIRST: _l("For %(name)s alone")}
WISH_OF = {
    Whose.FIRST: "%(first)s",
    Whose.OTHER: "%(other)s",
    Whose.BOTH: _l("Both of them"),
}
# Never on a tablet: a worry does not wait for network. See the words on the page.
NOT_ON_TABLET = {"worry", "worry_text"}


REASONS = {
    UploadReason.FORM: _l("Something is still missing, or cannot stay as it is."),
    UploadReason.UNFINISHED: _l("This one was not finished yet."),
    UploadReason.NOT_YET: _l("This visit is still to come."),
    UploadReason.SECOND: _l("There is a report of this visit already."),
    UploadReason.CANCELLED: _l("This visit was called off."),
    UploadReason.STOPPED: _l("Nobody visits this person any more."),
    UploadReason.MATCH_ENDED: _l("The volunteer is not matched with this person now."),
    UploadReason.OTHER_VISITOR: _l("Somebody else was to make this visit."),
    UploadReason.UNREADABLE: _l("The key to read this is gone. Ask the administrator."),
}


AUDIT_EVENTS = {
    TabletAuditEvent.RECEIVED: _l("Report from a tablet received"),
    TabletAuditEvent.KEPT: _l("Report from a tablet kept for later"),
    TabletAuditEvent.REPLACED: _l("Report from a tablet replaced"),
    TabletAuditEvent.HANDED_BACK: _l("Report from a tablet put in the form"),
    TabletAuditEvent.ACCEPTED: _l("Report from a tablet accepted"),
    TabletAuditEvent.SET_ASIDE: _l("Report from a tablet set aside"),
    TabletAuditEvent.COUNTED: _l("Tablet told what is not sent yet"),
    TabletAuditEvent.ALL_SENT: _l("All reports of a tablet sent"),
    TabletAuditEvent.MISSING_KNOWN: _l("Lost reports of a tablet seen"),
    TabletAuditEvent.DAY_KEPT: _l("Day of visits put on a tablet"),
    TabletAuditEvent.VISIT_KEPT: _l("Visit put on a tablet"),
    TabletAuditEvent.MINE_SHOWN: _l("Own reports from tablets viewed"),
    TabletAuditEvent.WAITING_SHOWN: _l("Waiting reports from tablets viewed"),
    TabletAuditEvent.REPORT_OPENED: _l("Report from a tablet viewed"),
}


class TabletForm(FindingsForm):
    """The fields of a report, as a tablet without network shows them.

    It holds no name and no field for a concern, and is never sent as a form: a script
    encrypts the answers and sends them when there is network.
    """

    holds_for = fields.ChoiceField(
        _l("Who does this report hold for?"), HOLDS_FOR, kind=Whose
    )
    wish_of = fields.ChoiceField(_l("Whose wish is it?"), WISH_OF, kind=Whose)
    next_visit = fields.ChoiceField(
        _l("When will you go again?"), NEXT, default="none", kind=str
    )
    next_on = fields.DayField(
        _l("On which day?"), first=clock.today, last=lambda: date.max
    )
    next_hour = fields.HourField(_l("At what time?"))

    def empty(self) -> "TabletForm":
        """The form with nothing in it, and nobody's name."""
        words = MAY_READ[Salutation.NAME]
        self.note.description = str(words) % {"name": _("This person")}
        return self


class AcceptReportForm(FindingsForm, VersionedForm):
    """A report from a tablet, for the coordinator who accepts it.

    It takes the place of the report that stands, so it remembers what that said: what
    others put right meanwhile is not lost unseen.
    """

    def over(self, stored: Any) -> "AcceptReportForm":
        """Make the page remember what stood when it was made; see `what_stands`."""
        self.for_version(stored)
        if not self.was_sent:
            known = (one for one in self._asked() if hasattr(stored, one.name))
            self._show_base(three_way.base_now(known, stored, {}))
        return self


class SetAsideForm(Form):
    """Why a report is not written down."""

    because = fields.LineField(_l("Why not?"), _l("Write in a few words why not."))


def what_stands(kept: TabletReport, written: VisitReport | None) -> SimpleNamespace:
    """What a report from a tablet takes the place of: the report of the visit, if any,
    under a version that follows the visit too."""
    said = {name: getattr(written, name) for name in SAID} if written else {}
    number = written.number if written else 0
    version = f"{kept.version}.{kept.visit.version}.{number}"
    return SimpleNamespace(version=version, **said)


def arrived(answers: Pairs, key: str | None = None) -> MultiDict[str, str]:
    """The answers of a tablet as a browser would have sent them, under this key."""
    own = (*OWN, *NOT_ON_TABLET)
    said = [(name, value) for name, value in answers if name not in own]
    keyed = [("form_key", key)] if key else []
    return MultiDict([*said, ("worry", "no"), *keyed])


def as_typed(form: ReportForm, answers: Pairs) -> ReportForm:
    """The report form filled in by a tablet, with 'next time' in today's words."""
    choices = form.next_visit.choices if "next_visit" in form else []
    offered = [str(choice[0]) for choice in choices]
    fitted = rules.fitted(answers, offered)
    form.process(arrived(fitted, form.form_key.data))
    return form
