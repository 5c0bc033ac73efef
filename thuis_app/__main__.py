"""`thuis`: the commands of Thuis, the same as those of `flask --app wsgi`."""

from flask import Flask
from flask.cli import FlaskGroup


def load() -> Flask:
    """The application of `wsgi.py`; a start that is refused ends with one sentence."""
    from wsgi import app

    return app


commands = FlaskGroup(
    name="thuis",
    create_app=load,
    help="Thuis: visits to older people. `thuis serve` is all that a server runs.",
)


def main() -> None:
    """Run the command that was typed."""
    commands.main(prog_name="thuis")


if __name__ == "__main__":
    main()
