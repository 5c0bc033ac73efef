from flask import Blueprint

bp = Blueprint("respite", __name__, url_prefix="/respite")
