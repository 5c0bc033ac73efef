from flask import Blueprint, url_for

from thuis_app.web.guard import actor

bp = Blueprint("volunteers", __name__, url_prefix="/volunteers")


def page_of(user_id: int) -> str:
    """One's own page, or that of somebody one works with."""
    if user_id == actor().id:
        return url_for("volunteers.me")
    return url_for("volunteers.show", user_id=user_id)
