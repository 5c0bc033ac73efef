"""The forms on which several tasks are ticked."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from thuis_app.overview.batches.rules import BatchAuditEvent
from thuis_app.overview.today.queries import TaskRow
from thuis_app.people.tasks.models import Task
from thuis_app.reaching.outreach.forms import part_now
from thuis_app.reaching.outreach_steps.forms import CHANNELS
from thuis_app.reaching.outreach_steps.rules import Channel
from thuis_app.web.fields import ChoiceField, ChoicesField
from thuis_app.web.forms import Form

AUDIT_EVENTS = {BatchAuditEvent.LISTED: _l("List to do several at once viewed")}

BROUGHT = Channel.CARD, Channel.LETTER, Channel.FLOWERS


class BatchForm(Form):
    """The tasks for which something is done."""

    tasks = ChoicesField(_l("For whom?"), required=_l("Tick at least one."))

    def offer(self, rows: Sequence[TaskRow], *, is_ticked: bool = False) -> "BatchForm":
        """These tasks to tick, all of them ticked beforehand or none."""
        self.tasks.choices = [(row.task.id, row.name) for row in rows]
        if is_ticked and not self.is_submitted():
            self.tasks.data = [row.task.id for row in rows]
        return self

    def ticked(self, rows: Iterable[TaskRow]) -> list[Task]:
        """The tasks that were ticked."""
        return [row.task for row in rows if row.task.id in self.tasks.data]

    @property
    def details(self) -> dict[str, Any]:
        """What is the same for all that are ticked."""
        return {name: value for name, value in self.answers.items() if name != "tasks"}


class AttemptsForm(BatchForm):
    """What was brought to all who are ticked."""

    channel = ChoiceField(
        _l("What did you bring?"),
        {one: CHANNELS[one] for one in BROUGHT},
        _l("Choose what you brought."),
        kind=Channel,
        default=Channel.CARD,
    )

    @property
    def details(self) -> dict[str, Any]:
        return super().details | {"day_part": part_now()}


def reminded(number: int) -> str:
    """The message after reminding; who was asked already today gets no second mail."""
    if not number:
        return str(_("They were asked today already. Nobody gets a second mail."))
    sent = ngettext(
        "%(num)s mail is on its way.", "%(num)s mails are on their way.", number
    )
    return str(sent)


def put_by(number: int) -> str:
    """The message after reminding from an installation that sends no mail yet."""
    if not number:
        return reminded(number)
    waiting = ngettext(
        "%(num)s mail waits: no mail is sent from here now. Call instead.",
        "%(num)s mails wait: no mail is sent from here now. Call instead.",
        number,
    )
    return str(waiting)


def saved(number: int) -> str:
    """The message after recording the same for several."""
    return str(ngettext("Saved for %(num)s.", "Saved for all %(num)s.", number))
