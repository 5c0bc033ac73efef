"""The pages of the volunteers: who they are, the road they go, and their times."""

from thuis_app.volunteers.views import card, people, road
from thuis_app.volunteers.views.blueprint import bp

__all__ = ["bp", "card", "people", "road"]
