import pytest

from tests import make
from thuis_app.core.errors import Denied
from thuis_app.visiting.calendar_feed import actions, policy, queries
from thuis_app.visiting.calendar_feed.models import VisitFeed

pytestmark = pytest.mark.usefixtures("database")


def test_everybody_stops_the_address_of_their_own_calendar() -> None:
    volunteer, other = make.volunteer(), make.volunteer()
    feed = make.saved(VisitFeed(user_id=volunteer.id, key_hash="x", uid_domain="x"))

    assert policy.may_revoke(make.actor(volunteer), feed)
    assert not policy.may_revoke(make.actor(other), feed)
    assert queries.feed(make.actor(other)) is None
    with pytest.raises(Denied):
        actions.make_feed(make.actor(make.coordinator()), uid_domain="x")
