"""Who may see the rates, and who may set them."""

from thuis_app.core.actors import Actor


def may_see_rates(actor: Actor) -> bool:
    """The administrator, and coordinators who work in every village."""
    return actor.is_administrator or (actor.is_coordinator and actor.all_areas)


def may_set_rates(actor: Actor) -> bool:
    """Who may see the rates may add one."""
    return may_see_rates(actor)
