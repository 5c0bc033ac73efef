from flask import Blueprint

bp = Blueprint("signals", __name__, url_prefix="/signals")
