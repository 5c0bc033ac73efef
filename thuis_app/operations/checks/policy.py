"""Who sees the checks, and who may send a test mail."""

from thuis_app.core.actors import SYSTEM, Actor


def may_look(actor: Actor) -> bool:
    """The administrator, and who has the command line of the server."""
    return actor.is_administrator or actor == SYSTEM


def may_test_mail(actor: Actor) -> bool:
    """The administrator, to their own address."""
    return actor.is_administrator
