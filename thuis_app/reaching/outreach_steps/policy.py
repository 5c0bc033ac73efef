"""Who may read the table of outreach, and who may change it."""

from thuis_app.core.actors import Actor


def may_read_table(actor: Actor) -> bool:
    """Who goes out or plans it; the table holds no names."""
    return _goes_or_plans(actor) or actor.is_administrator


def keeps_the_table(actor: Actor) -> bool:
    """The administrator has the table in the menu, and no worklist of people."""
    return actor.is_administrator and not _goes_or_plans(actor)


def may_change_table(actor: Actor) -> bool:
    """The table holds for every village: who is in charge of them all."""
    in_charge = actor.is_coordinator and actor.all_areas
    return in_charge or actor.is_administrator


def _goes_or_plans(actor: Actor) -> bool:
    return actor.is_coordinator or actor.is_volunteer
