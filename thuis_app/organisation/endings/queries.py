"""What an event would end."""

from thuis_app.core import events
from thuis_app.core.actors import Actor
from thuis_app.organisation.endings.rules import EndingLine, OpenUnder


def open_under(actor: Actor, event: object) -> list[EndingLine]:
    """What this event would end, as each feature says it for its own."""
    answers = events.gather(actor, OpenUnder(event))
    return [line for lines in answers for line in lines]
