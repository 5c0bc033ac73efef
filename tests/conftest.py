"""What every test uses: a database of its own, and browsers to open pages with."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

import hatch_build
from tests.pages import Browser
from thuis_app import PROJECT_ROOT, create_app
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.foundation import queries as foundation

SignIn = Callable[[User], Browser]
ADDRESS = "https://thuis.example.org"
TABLET_KEYS = "3ZmP0H6Wm3q6Yk1mH0kT2v8nM7c1t9xWQb5r4sLdVfA"
POSTGRES = os.environ.get("THUIS_TEST_POSTGRES", "")
ON_POSTGRES = os.environ.get("THUIS_TEST_ON") == "postgres"


hypothesis.settings.register_profile("everyday", deadline=None, max_examples=20)
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=100)


def pytest_configure(config: pytest.Config) -> None:
    """What was changed in static/ or in a catalogue is tested as it is now.

    Without the tests that are `thorough`, the others try fewer examples as well.
    """
    if not hasattr(config, "workerinput"):
        hatch_build.build(PROJECT_ROOT)
    is_everyday = "not thorough" in config.getoption("markexpr")
    hypothesis.settings.load_profile("everyday" if is_everyday else "thorough")


def pytest_collection_finish() -> None:
    """Spare the garbage collector what was collected, which stays until the end."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests over all features: no kind of database changes their outcome."""
    for item in items:
        if item.path.parent.name == "house":
            item.add_marker("house")


def application(address: str) -> Flask:
    """An application as it runs, on this database."""
    return create_app(
        {
            "SECRET_KEY": "test",
            "SQLALCHEMY_DATABASE_URI": address,
            "TABLET_KEYS": TABLET_KEYS,
            "TESTING": True,
        }
    )


def built(address: str) -> Flask:
    """The same, with its tables as the migrations build them."""
    app = application(address)
    with app.app_context():
        upgrade()
        db.session.remove()
        db.engine.dispose()
    return app


def new_postgres(name: str) -> str:
    """An empty database of this name on the server of the tests; its address."""
    server = application(POSTGRES)
    with server.app_context(), db.engine.connect() as connection:
        outside = connection.execution_options(isolation_level="AUTOCOMMIT")
        outside.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        outside.execute(text(f'CREATE DATABASE "{name}"'))
    with server.app_context():
        db.engine.dispose()
    return POSTGRES.rsplit("/", 1)[0] + f"/{name}"


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    return str(getattr(request.config, "workerinput", {}).get("workerid", "alone"))


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, worker: str) -> Iterator[Flask]:
    """The application on an empty database, of the kind under test."""
    if ON_POSTGRES:
        app = built(new_postgres(f"thuis_{worker}"))
    else:
        folder = tmp_path_factory.mktemp("house")
        app = built(f"sqlite:///{folder / 'thuis.db'}")
        shutil.copy(folder / "thuis.db", folder / "empty.db")
    yield app
    with app.app_context():
        db.engine.dispose()


@contextmanager
def emptied(app: Flask) -> Iterator[None]:
    """An empty database, and the context to use it in; empty again afterwards."""
    with app.app_context():
        foundation.forget()
        yield
        clock.set_source(None)
        db.session.remove()
        _empty(app)


@pytest.fixture
def database(app: Flask) -> Iterator[None]:
    with emptied(app):
        yield


def set_installed(settings: pytest.MonkeyPatch, app: Flask, folder: Path) -> None:
    """Set the environment of a real installation on the database of this app."""
    settings.setenv("THUIS_ENVIRONMENT", "production")
    settings.setenv("THUIS_SECRET_KEY", "0123456789abcdef" * 4)
    settings.setenv("THUIS_ADDRESS", ADDRESS)
    settings.setenv("THUIS_TABLET_KEYS", TABLET_KEYS)
    settings.setenv("THUIS_DATA", str(folder))
    (folder / "backups").mkdir(exist_ok=True)
    settings.setenv("THUIS_BACKUP", str(folder / "backups"))
    settings.setenv("THUIS_DATABASE_URL", app.config["SQLALCHEMY_DATABASE_URI"])


@pytest.fixture(scope="session")
def installed(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application under the settings of a real installation, made once."""
    with pytest.MonkeyPatch.context() as settings:
        set_installed(settings, app, tmp_path_factory.mktemp("installed"))
        made = create_app()
    made.testing = True
    return made


@pytest.fixture
def production(installed: Flask, database: None) -> Iterator[Flask]:
    """The same database under the settings of a real installation."""
    yield installed
    with installed.app_context():
        db.engine.dispose()


@pytest.fixture
def sign_in(app: Flask, database: None) -> SignIn:
    """Open a browser as this user."""
    return lambda user: Browser(app, user)


@pytest.fixture
def stranger(app: Flask, database: None) -> Browser:
    return Browser(app)


def _empty(app: Flask) -> None:
    if db.engine.dialect.name == "postgresql":
        names = ", ".join(f'"{table}"' for table in db.metadata.tables)
        with db.engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        return
    db.engine.dispose()
    file = Path(str(db.engine.url.database))
    for trace in ("-wal", "-shm"):
        file.with_name(file.name + trace).unlink(missing_ok=True)
    shutil.copy(file.with_name("empty.db"), file)
