"""Forms to stop contact, and to allow it again."""

from flask_babel import lazy_gettext as _l

from thuis_app.people.contacts import rules
from thuis_app.people.contacts.forms import STAGES
from thuis_app.people.contacts.rules import Stage
from thuis_app.web.fields import ChoiceField, NoteField, PastDayField
from thuis_app.web.forms import VersionedForm


class StopContactForm(VersionedForm):
    """The reason to stop contact: one of three."""

    stage = ChoiceField(
        _l("What happened"),
        {stage: STAGES[stage] for stage in Stage if stage in rules.STOPPED},
        _l("Choose what happened."),
        Stage,
    )
    on = PastDayField(_l("Since which day"), _l("Choose the day."))
    because = NoteField(
        _l("What was said, and to whom"),
        _l("Write how we know this. One sentence is enough."),
        limit=500,
        description=_l("The person may read this. Their own words are best."),
    )


class ReopenForm(VersionedForm):
    """Contact is welcome again."""

    because = NoteField(
        _l("What was said, and to whom"),
        _l("Write how we know this. One sentence is enough."),
        limit=500,
    )
