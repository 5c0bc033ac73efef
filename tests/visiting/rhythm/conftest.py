import pytest

from tests import make
from tests.visiting.rhythm.pairs import TUESDAY
from thuis_app.core import clock


@pytest.fixture
def on_a_tuesday(database: None) -> None:
    """It is noon on the day that the pairs meet."""
    noon = make.at(TUESDAY, 12)
    clock.set_source(lambda: noon)
