"""What the log says of a fault: a line each, a traceback now and then, never a name."""

import logging
from io import StringIO

import pytest
from flask import Flask
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from tests import make
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.web.logs import Faults

WHO = "zwaluwstaart@thuis.example"


class Log:
    """A logger with our filter, and what it wrote."""

    def __init__(self) -> None:
        self.now = 0.0
        self.stream = StringIO()
        self.logger = logging.Logger("fault")
        self.logger.addHandler(logging.StreamHandler(self.stream))
        self.logger.addFilter(Faults(lambda: self.now))

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    def write(self, error: Exception) -> None:
        self.logger.error("fault at %s", "people.show", exc_info=error)


@pytest.fixture
def log() -> Log:
    return Log()


def failing_insert(column: str) -> DBAPIError:
    """A row that the database refuses, with a name in it."""
    values = {"name": "Zwaluwstaart", "called": "Z", "email": WHO, "version": 1}
    with pytest.raises(DBAPIError) as caught:
        db.session.execute(insert(User).values(**values | {column: None}))
    db.session.rollback()
    return caught.value


def double_insert() -> DBAPIError:
    first, second = make.user(), make.user(name="Zwaluwstaart")
    first.email = WHO
    db.session.commit()
    second.email = WHO
    with pytest.raises(DBAPIError) as caught:
        db.session.commit()
    db.session.rollback()
    return caught.value


def fault(number: int) -> Exception:
    try:
        if number:
            raise ValueError("wrong")
        raise KeyError("other")
    except (ValueError, KeyError) as error:
        return error


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("column", ["name", "called"])
def test_a_refused_row_leaves_no_name_in_the_log(log: Log, column: str) -> None:
    log.write(failing_insert(column))

    assert "INSERT INTO" in log.text and "Traceback" not in log.text
    assert "zwaluwstaart" not in log.text.lower()


@pytest.mark.usefixtures("database")
def test_a_row_that_is_there_already_leaves_no_name_in_the_log(log: Log) -> None:
    log.write(double_insert())

    assert "fault at people.show: IntegrityError at " in log.text
    assert "zwaluwstaart" not in log.text.lower()


@pytest.mark.usefixtures("database")
def test_no_error_of_the_database_says_its_values_anywhere() -> None:
    """Also where it is not logged by us."""
    for error in (failing_insert("called"), double_insert()):
        assert "[SQL parameters hidden" in str(error)


def test_the_same_fault_is_a_line_each_time_and_a_traceback_once_a_minute(
    log: Log,
) -> None:
    for _time in range(1000):
        log.write(fault(1))

    lines = log.text.splitlines()
    assert sum(line.startswith("fault at people.show: ValueError") for line in lines)
    assert log.text.count("fault at people.show") == 1000
    assert log.text.count("raise ValueError") == 1
    assert len(lines) < 1010
    log.now = 61
    log.write(fault(1))
    assert log.text.count("raise ValueError") == 2


def test_another_fault_has_a_traceback_of_its_own(log: Log) -> None:
    log.write(fault(1))
    log.write(fault(0))

    assert "raise ValueError" in log.text and "raise KeyError" in log.text


def test_a_cause_is_told_along(log: Log) -> None:
    try:
        try:
            raise OSError("no disk")
        except OSError as cause:
            raise RuntimeError("not saved") from cause
    except RuntimeError as error:
        log.write(error)

    assert log.text.index("no disk") < log.text.index("not saved")


def test_a_line_without_an_exception_stays_as_it_is(log: Log) -> None:
    log.logger.warning("job %s was late", "mail")

    assert log.text == "job mail was late\n"


def test_the_application_logs_so(app: Flask) -> None:
    assert sum(isinstance(one, Faults) for one in app.logger.filters) == 1
