"""Forms of what a coordinator says about a report, and of the answer."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from thuis_app.core import clock
from thuis_app.people.tasks.rules import LONGEST_DELAY
from thuis_app.visiting.report_replies import rules
from thuis_app.visiting.report_replies.rules import ReplyAuditEvent, ReplyKind
from thuis_app.web.fields import ChoiceField, DayField, NoteField
from thuis_app.web.forms import Form

LONGEST = 500

REPLIES = {
    ReplyKind.THANKS: _l("Thank you"),
    ReplyKind.QUESTION: _l("A question"),
    ReplyKind.FOLLOW_UP: _l("What we do with it"),
}

AUDIT_EVENTS = {
    ReplyAuditEvent.WRITTEN: _l("Reply to a report written"),
    ReplyAuditEvent.SEEN: _l("Reply to a report seen"),
    ReplyAuditEvent.ANSWERED: _l("Reply to a report answered"),
    ReplyAuditEvent.READ: _l("Report read"),
    ReplyAuditEvent.OPENED: _l("Reply to a report opened"),
}


class ReplyForm(Form):
    """A word to the volunteer, and a day where something is done with the report."""

    kind = ChoiceField(
        _l("What do you want to say?"),
        REPLIES,
        _l("Choose what you want to say."),
        kind=ReplyKind,
    )
    words = NoteField(_l("In your own words"), limit=LONGEST)
    due_on = DayField(
        _l("Put it on the work board on"),
        first=clock.today,
        last=lambda: clock.today() + LONGEST_DELAY,
        description=_l("Leave this empty when nothing needs doing."),
    )

    def validate_words(self, field: Any) -> None:
        chosen = self.kind.data
        if chosen and rules.needs_words(chosen) and not field.data:
            said = _("Write in a few words what the volunteer should know.")
            raise ValidationError(said)

    @property
    def answers(self) -> dict[str, Any]:
        """A day holds for what is done with the report alone."""
        found = super().answers
        if found["kind"] is not ReplyKind.FOLLOW_UP:
            found["due_on"] = None
        return found


class AnswerForm(Form):
    """What a volunteer says back."""

    answer = NoteField(
        _l("Your answer"), _l("Write your answer in a few words."), limit=LONGEST
    )
