from flask.cli import AppGroup

group = AppGroup("signals", short_help="")
