from flask import Blueprint
from flask.typing import ResponseReturnValue

from thuis_app.web.htmx import render

bp = Blueprint("today", __name__)


@bp.get("/")
def index() -> ResponseReturnValue:
    return render("today/index.html", "today")
