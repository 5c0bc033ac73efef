"""What an event would end."""

from thuis_app.core import events
from thuis_app.core.actors import Actor
from thuis_app.organisation.endings.rules import PLANNED, EndingLine, OpenUnder


def open_under(actor: Actor, event: object) -> list[EndingLine]:
    """What this event would end, as each feature says it for its own."""
    answers = events.gather(actor, OpenUnder(event))
    return [line for lines in answers for line in lines]


def is_planned_under(actor: Actor, event: object) -> bool:
    """Whether this event would call off, or end, anything that is planned or waits."""
    return any(line.kind in PLANNED for line in open_under(actor, event))
