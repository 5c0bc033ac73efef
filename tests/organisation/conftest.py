"""What the tests of accounts, sessions and second factors share."""

from collections.abc import Iterator

import pytest
from flask import Flask


@pytest.fixture
def required(app: Flask) -> Iterator[None]:
    """Second factors are required, as in a real installation."""
    app.config["IS_FACTOR_REQUIRED"] = True
    yield
    app.config["IS_FACTOR_REQUIRED"] = False
