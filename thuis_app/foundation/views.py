from typing import Any

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from thuis_app.foundation import queries
from thuis_app.web.guard import public

bp = Blueprint("foundation", __name__, url_prefix="/foundation")


@bp.app_context_processor
def foundation() -> dict[str, Any]:
    return {"foundation": queries.shown()}


@bp.get("/style.css")
@public
def style() -> ResponseReturnValue:
    house = queries.shown()
    rule = f":root{{--brand:{house.brand};--lamp:{house.lamp}}}"
    return Response(rule, mimetype="text/css")
