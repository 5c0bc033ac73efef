"""The door, one's own profile, and the keeping of the accounts."""

from thuis_app.organisation.accounts.views import again, door, own, users
from thuis_app.organisation.accounts.views.blueprint import bp

__all__ = ["again", "bp", "door", "own", "users"]
