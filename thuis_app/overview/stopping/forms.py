"""Forms to stop contact, each way with its own words; to allow it, and put it right."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from thuis_app.core import clock
from thuis_app.organisation.changes.forms import words as change_words
from thuis_app.organisation.changes.models import ChangeSet
from thuis_app.organisation.endings.forms import EndingForm
from thuis_app.overview.stopping.rules import FinishReason
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.web.fields import (
    ChoiceField,
    DayField,
    NoteField,
    PastDayField,
    TickField,
)
from thuis_app.web.forms import VersionedForm

YES, NO = "yes", "no"
LATEST = timedelta(days=366)

FINISH_REASONS = {
    FinishReason.MANAGES: _l("It is good as it is, without us"),
    FinishReason.OTHER_HELP: _l("Others come now"),
    FinishReason.NURSING_HOME: _l("Lives in a nursing home now"),
    FinishReason.NO_WISH: _l("Did not like it, or no longer"),
    FinishReason.OTHER: _l("Another reason"),
}


def tomorrow() -> date:
    return clock.today() + timedelta(days=1)


class NoContactForm(EndingForm):
    """A person does not want contact any more, and said so."""

    stage = Stage.NO_CONTACT
    on = PastDayField(_l("Since which day"), _l("Choose the day."))
    because = NoteField(
        _l("What was said, and to whom"),
        _l("Write how we know this. One sentence is enough."),
        limit=500,
        description=_l(
            "The person may read this. Volunteers do not. Their own words are best."
        ),
    )

    @property
    def answers(self) -> dict[str, Any]:
        return super().answers | {"stage": self.stage}


class MovedForm(NoContactForm):
    """A person lives outside our villages now."""

    stage = Stage.MOVED
    on = PastDayField(_l("Moved on which day"), _l("Choose the day."))
    because = NoteField(
        _l("Where to, and who told us"),
        _l("Write how we know this. One sentence is enough."),
        limit=500,
        description=_l("The person may read this. Volunteers do not."),
    )


class DeceasedForm(NoContactForm):
    """A person died."""

    stage = Stage.DECEASED
    on = PastDayField(_l("Died on which day"), _l("Choose the day."))
    because = NoteField(
        _l("From whom we know it"),
        _l("Write how we know this. One sentence is enough."),
        limit=500,
        description=_l("Coordinators alone read this."),
    )
    has_key = TickField(_l("We have a key of the house: bringing it back is a task"))
    sends_thanks = TickField(_l("A card to the family: sending it is a task"))

    @property
    def answers(self) -> dict[str, Any]:
        found = super().answers
        ticked = {
            TaskKind.FETCH_KEY: found.pop("has_key"),
            TaskKind.CARD: found.pop("sends_thanks"),
        }
        return found | {
            "afterwards": [kind for kind, is_set in ticked.items() if is_set]
        }


class FinishForm(EndingForm):
    """Taking part is rounded off: nobody is angry, and nobody died."""

    on = PastDayField(_l("From which day"), _l("Choose the day."))
    reason = ChoiceField(
        _l("Why does it stop?"), FINISH_REASONS, _l("Choose why."), FinishReason
    )
    because = NoteField(
        _l("How was it? What did it bring?"),
        limit=500,
        description=_l("The person may read this. Their own words are best."),
    )
    may_call = ChoiceField(
        _l("May we call again some time?"),
        {YES: _l("Yes"), NO: _l("No, it is done")},
        _l("Choose yes or no."),
    )
    call_again_on = DayField(
        _l("From which day may we call?"),
        first=tomorrow,
        last=lambda: clock.today() + LATEST,
    )
    sends_thanks = TickField(_l("Send a card to say thank you: it becomes a task"))

    @property
    def answers(self) -> dict[str, Any]:
        found = super().answers
        if found.pop("may_call") == NO:
            found["call_again_on"] = None
        return found

    def validate_call_again_on(self, field: Any) -> None:
        if self.may_call.data == YES and field.data is None and not field.errors:
            raise StopValidation(_("Choose the day from which we may call."))


class ReopenForm(VersionedForm):
    """Contact is welcome again."""

    because = NoteField(
        _l("What was said, and to whom"),
        _l("Write how we know this. One sentence is enough."),
        limit=500,
    )


class MistakeForm(VersionedForm):
    """What was a mistake, and why; the latest is chosen beforehand."""

    change_id = ChoiceField(
        _l("What was a mistake?"), {}, _l("Choose what was a mistake."), int
    )
    because = NoteField(
        _l("What went wrong?"),
        _l("Write what went wrong. One sentence is enough."),
        limit=500,
        description=_l("For example: the wrong Mrs De Vries."),
    )

    def offer(self, found: Sequence[ChangeSet]) -> "MistakeForm":
        """Offer what can be put right."""
        self.change_id.choices = [(one.id, change_words(one)) for one in found]
        return self
