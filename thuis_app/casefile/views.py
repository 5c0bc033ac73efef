from flask import Blueprint

bp = Blueprint("casefile", __name__, url_prefix="/people")
