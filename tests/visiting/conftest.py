"""One village, one person who said yes to visits, and the coordinator there."""

import pytest

from tests import make
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.models import Contact


@pytest.fixture
def area(database: None) -> Area:
    return make.area("Winsum")


@pytest.fixture
def contact(area: Area) -> Contact:
    found = make.contact("Ploeg", area=area)
    make.assent(found)
    return found


@pytest.fixture
def coordinator(area: Area) -> User:
    return make.coordinator(area)
