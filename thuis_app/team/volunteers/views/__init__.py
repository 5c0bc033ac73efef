"""The pages of the volunteers: who they are, the road they go, and their times."""

from thuis_app.team.volunteers.views import card, people, road
from thuis_app.team.volunteers.views.blueprint import bp

__all__ = ["bp", "card", "people", "road"]
