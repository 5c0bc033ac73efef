"""What a tablet sends, and what its writer and the coordinator do with it."""

from thuis_app.visiting.tablet.views import sending, waiting
from thuis_app.visiting.tablet.views.blueprint import bp

__all__ = ["bp", "sending", "waiting"]
