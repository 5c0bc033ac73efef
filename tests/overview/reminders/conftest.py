from collections.abc import Iterator
from datetime import date

import pytest

from tests import make
from thuis_app.core import clock

TUESDAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def morning(database: None) -> Iterator[None]:
    """It is a Tuesday, ten past ten."""
    now = make.at(TUESDAY, 10, 10)
    clock.set_source(lambda: now)
    yield
    clock.set_source(None)
