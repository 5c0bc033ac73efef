import pytest

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser
from tests.visiting.visits.visiting import (
    count,
    visiting,
)
from thuis_app.core.actors import Role
from thuis_app.visiting.visit_reports.models import VisitDraft, VisitReport

PAGES = ("", "/report", "/move", "/cancel")


@pytest.mark.parametrize("page", [*PAGES, "/thanks", "/correct"])
def test_who_should_not_be_here_finds_nothing(sign_in: SignIn, page: str) -> None:
    visit_id, _ = visiting(make.volunteer())
    outsiders = [make.volunteer(), make.coordinator(make.area())]
    outsiders += [make.user(Role.BOARD), make.user(Role.ADMINISTRATOR)]

    found = {
        sign_in(user).get(f"/visits/{visit_id}{page}").status for user in outsiders
    }

    assert found == {404}


def test_a_stranger_is_asked_to_sign_in(stranger: Browser) -> None:
    visit_id, contact_id = visiting(make.volunteer())

    for page in (f"/visits/{visit_id}/report", f"/visits/of/{contact_id}/plan"):
        assert stranger.get(page).status == 303


@pytest.mark.parametrize(
    "action", ["/report", "/draft", "/move", "/cancel", "/correct"]
)
def test_who_should_not_be_here_does_nothing(sign_in: SignIn, action: str) -> None:
    visit_id, _ = visiting(make.volunteer())
    outsider = sign_in(make.volunteer())

    data = {"csrf_token": outsider.token, "how": "good", "note": "x"}

    assert outsider.post(f"/visits/{visit_id}{action}", data).status == 404
    assert count(VisitReport) == count(VisitDraft) == 0
