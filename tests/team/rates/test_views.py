from datetime import timedelta
from typing import Any

from tests import make
from tests.conftest import SignIn
from thuis_app.core import clock


def test_an_amount_is_added_and_holds_from_its_day(sign_in: SignIn) -> None:
    browser = sign_in(make.coordinator())
    page = browser.get("/hours/rates")
    assert "Nobody has looked up the maxima" in page.text(".message")
    form = page.one("form[action$=rates]")
    today = clock.today()

    last_year: Any = {
        "kind": "month_max",
        "cents": "215",
        "from_on": f"{today.year - 1}-12-31",
    }
    assert browser.submit(form, **last_year).status == 422
    for kind in ("hourly_compensation_max", "month_max", "year_max"):
        form = browser.get("/hours/rates").one("form[action$=rates]")
        browser.submit(form, kind=kind, cents="215", from_on=today.isoformat())
    page = browser.get("/hours/rates")

    assert not page.has(".message")
    assert page.text(".facts").count("€215.00") == 3


def test_an_amount_that_stands_is_not_written_over(sign_in: SignIn) -> None:
    browser = sign_in(make.coordinator())
    on = (clock.today() + timedelta(days=9)).isoformat()
    answers: Any = {"kind": "month_max", "from_on": on}

    for cents, status in (("215", 303), ("216", 409)):
        form = browser.get("/hours/rates").one("form[action$=rates]")
        assert browser.submit(form, cents=cents, **answers).status == status
    page = browser.get("/hours/rates")
    browser.submit(page.one("form[action$=take-back]"))

    assert "€215.00" not in browser.get("/hours/rates").text()
