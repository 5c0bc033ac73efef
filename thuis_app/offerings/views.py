from flask import Blueprint

bp = Blueprint("offerings", __name__, url_prefix="/offerings")
