import pytest

from thuis_app.core.database import db


@pytest.fixture
def as_loaded(database: None) -> None:
    """Rows stay as they were made, as they do within one request."""
    db.session().expire_on_commit = False
