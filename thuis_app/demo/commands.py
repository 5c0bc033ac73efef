from flask.cli import AppGroup

group = AppGroup("demo", short_help="")
