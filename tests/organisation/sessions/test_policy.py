import pytest

from tests import make
from thuis_app.organisation.sessions import policy

pytestmark = pytest.mark.usefixtures("database")


def test_an_account_without_a_password_cannot_sign_in() -> None:
    assert not policy.may_sign_in(make.user())
    assert policy.may_sign_in(make.user(password_hash="set"))
    assert not policy.may_sign_in(make.user(password_hash="set", is_active=False))
