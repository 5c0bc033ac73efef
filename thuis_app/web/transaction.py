"""One request, one transaction.

A request that may write holds the pen from its first statement. A request that only
reads lets go of what it read, and then writes its lines in the trail.
"""

from contextlib import ExitStack

from flask import Flask, Response, g, request

from thuis_app.core import afterwards, database
from thuis_app.core.database import db

READING = {"GET", "HEAD", "OPTIONS"}


def init_app(app: Flask) -> None:
    @app.before_request
    def take_the_pen() -> None:
        if "pen" not in g:
            is_read = request.method in READING
            g.pen = ExitStack()
            g.pen.enter_context(database.reading() if is_read else database.writer())

    @app.after_request
    def settle(response: Response) -> Response:
        """Keep what the request wrote if it succeeded, forget it if it did not."""
        if request.endpoint == "static":
            return response
        if request.method in READING or response.status_code >= 400:
            database.let_go()
            afterwards.write()
        else:
            afterwards.add()
            db.session.commit()
        return response

    @app.teardown_request
    def put_down_the_pen(_error: BaseException | None) -> None:
        pen: ExitStack | None = g.pop("pen", None)
        if pen is not None:
            database.let_go()
            pen.close()
