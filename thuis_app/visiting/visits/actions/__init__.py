"""Planning a visit, telling how it was, and letting a calendar read along."""

from thuis_app.visiting.visits.actions.feeds import make_feed, revoke_feed
from thuis_app.visiting.visits.actions.planning import cancel, move, plan
from thuis_app.visiting.visits.actions.reporting import (
    Also,
    correct,
    keep_draft,
    report,
)
from thuis_app.visiting.visits.actions.rhythm import plan_by_rhythm

__all__ = [
    "Also",
    "cancel",
    "correct",
    "keep_draft",
    "make_feed",
    "move",
    "plan",
    "plan_by_rhythm",
    "report",
    "revoke_feed",
]
