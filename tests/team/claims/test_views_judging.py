"""The coordinator's pages: judging, paying, looking back."""

import csv
from datetime import date
from io import StringIO

from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.pages import filled
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.team.claims.models import Claim
from thuis_app.team.claims.rules import ClaimState

ALL = "form[action$='to-approve']"


def states() -> list[str]:
    return list(db.session.scalars(select(Claim.state).order_by(Claim.id)))


def test_all_that_is_ticked_is_approved_at_once(sign_in: SignIn) -> None:
    claims = [make.claim(kilometres=3) for _one in range(3)]
    browser = sign_in(make.coordinator())
    form = browser.get("/hours/to-approve").one(ALL)
    ticked = [f"{claim.id}.{claim.version}" for claim in claims[1:]]

    page = browser.follow(browser.submit(form, claims=ticked))

    assert states() == ["claimed", "approved", "approved"]
    assert "2 lines approved." in page.text("#notice")


def test_nothing_is_ticked_and_over_a_maximum_nothing_can_be(sign_in: SignIn) -> None:
    make.claim(costs=5_00)
    make.claim(costs=900_00)

    page = sign_in(make.coordinator()).get("/hours/to-approve")

    assert not page.has("[name=claims][checked]")
    assert len(page.soup.select("[name=claims]")) == 1
    assert page.has("[data-tick=claims]")
    assert "over the maximum" in page.text(".tag.attention")


def test_what_was_changed_meanwhile_is_not_approved_unseen(sign_in: SignIn) -> None:
    claim = make.claim(kilometres=3)
    browser = sign_in(make.coordinator())
    form = browser.get("/hours/to-approve").one(ALL)
    claim.kilometres = 300
    make.saved(claim)

    page = browser.submit(form, claims=[f"{claim.id}.1"])

    assert page.status == 422
    said = "Something changed in the meantime. Look at how it stands now."
    assert page.errors() == [said]
    assert states() == ["claimed"]


def test_approving_all_twice_is_done_once(sign_in: SignIn) -> None:
    claim = make.claim()
    browser = sign_in(make.coordinator())
    form = browser.get("/hours/to-approve").one(ALL)
    sent = filled(form) | {"claims": [f"{claim.id}.{claim.version}"]}

    first, second = (browser.post("/hours/to-approve", sent) for _time in range(2))

    assert (first.status, second.status) == (303, 303)
    events = db.session.scalars(select(AuditEntry.event)).all()
    assert events.count("claim.approved") == 1


def test_over_the_maximum_asks_for_a_reason_before(sign_in: SignIn) -> None:
    claim = make.claim(costs=210_01, note="A chair")
    browser = sign_in(make.coordinator())
    page = browser.get(f"/hours/{claim.id}")
    form = page.one("form[action$=approve]")
    assert "This goes over the maximum of the month." in page.text()

    refused = browser.submit(form, because="")
    assert refused.errors() == ["Write why it is right to pay this."]
    browser.submit(form, because="There is a receipt.")

    assert states() == ["approved"]


def test_approving_what_was_changed_meanwhile_shows_it_first(sign_in: SignIn) -> None:
    claim = make.claim(costs=1_00, note="Stamps")
    browser = sign_in(make.coordinator())
    form = browser.get(f"/hours/{claim.id}").one("form[action$=approve]")
    claim.costs = 99_00
    make.saved(claim)

    page = browser.submit(form)

    assert page.status == 409
    assert "€99.00" in page.text(".facts")
    assert states() == ["claimed"]


def test_sending_back_takes_a_reason(sign_in: SignIn) -> None:
    claim = make.claim()
    browser = sign_in(make.coordinator())
    form = browser.get(f"/hours/{claim.id}/refuse").one("#refuse-form")

    assert browser.submit(form, because=" ").status == 422
    browser.submit(form, because="Which day was it?")

    assert states() == ["refused"]


def test_the_coordinator_sees_what_is_not_paid_yet_and_who_pays(
    sign_in: SignIn,
) -> None:
    on = date(2026, 3, 4)
    first, second = make.volunteer(name="Anna Bos"), make.volunteer(name="Zoe Bos")
    for user, state in ((first, ClaimState.APPROVED), (second, ClaimState.LISTED)):
        make.claim(user, on=on, state=state, total=12_00)
    browser = sign_in(make.coordinator())

    page = browser.get("/hours/to-pay?month=2026-03")

    assert page.texts("tbody th") == ["Anna Bos", "Zoe Bos"]
    assert page.texts("td.figures") == ["€12.00", "€12.00"]
    assert "Nobody is treasurer yet" in page.text(".message")
    make.user(Role.TREASURER)
    assert not browser.get("/hours/to-pay").has(".message")


def test_the_volunteer_reads_what_was_wrong_with_what_was_paid(
    sign_in: SignIn,
) -> None:
    volunteer, on = make.volunteer(), date(2026, 3, 4)
    paid = {"state": ClaimState.PAID, "total": 5_00, "paid_cents": 5_00}
    claim = make.claim(volunteer, on=on, costs=5_00, paid_on=on, **paid)
    browser = sign_in(make.coordinator())
    form = browser.get(f"/hours/{claim.id}/correct").one("#correct-form")

    assert browser.submit(form, costs="6.00").status == 422
    browser.submit(form, costs="6.00", because="The receipt says six.")

    page = sign_in(volunteer).get(f"/hours/{claim.id}")
    assert "The receipt says six." in page.text(".facts")
    assert "€6.00" in page.text(".facts")
    month = sign_in(volunteer).get("/hours/?month=2026-03")
    assert "Paid on 4 March 2026" in month.text("#month")


def test_the_sheet_of_a_year_runs_no_formulas_and_leaves_an_audit_entry(
    sign_in: SignIn,
) -> None:
    evil = make.volunteer(name="=HYPERLINK(1)")
    paid, on = ClaimState.PAID, date(2026, 3, 4)
    make.claim(evil, on=on, state=paid, minutes=90, kilometres=7, total=12_34)
    user = make.coordinator()

    page = sign_in(user).get("/hours/totals.csv?year=2026")

    rows = list(csv.reader(StringIO(page.html.lstrip("\ufeff")), delimiter=";"))
    assert rows[1] == ["'=HYPERLINK(1)", "1.50", "7", "12.34", "0"]
    assert "attachment" in page.headers["Content-Disposition"]
    [line] = db.session.scalars(
        select(AuditEntry).where(AuditEntry.event == "hours.exported")
    )
    assert (line.actor_id, line.subject_id) == (user.id, "2026")
    assert line.ground == "rows 1"


def test_the_year_shows_who_is_over_a_maximum(sign_in: SignIn) -> None:
    volunteer = make.volunteer(name="Anna Bos")
    on, paid = clock.today(), ClaimState.PAID
    make.claim(volunteer, on=on, state=paid, total=2_100_01)
    browser = sign_in(make.coordinator())

    page = browser.get("/hours/totals")

    assert "Anna Bos" in page.text("tbody tr")
    assert "over the maximum" in page.text("tbody tr .tag")
    assert browser.get(f"/hours/of/{volunteer.id}").status == 200


def test_25_more_come_without_the_page_around_them(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    for _one in range(27):
        make.claim(volunteer)
    browser = sign_in(make.coordinator())
    page = browser.get("/hours/to-approve")

    more = browser.get(str(page.one(".more a")["href"]), htmx=True)

    assert len(page.soup.select("[name=claims]")) == 25
    assert len(more.soup.select("[name=claims]")) == 2
    assert not more.is_whole


def test_somebody_of_another_village_gets_nothing_here(sign_in: SignIn) -> None:
    claim = make.claim(make.volunteer(make.area()), costs=1_00)
    browser = sign_in(make.coordinator(make.area()))

    assert browser.get(f"/hours/{claim.id}").status == 404
    assert browser.get(f"/hours/of/{claim.user_id}").status == 404
    assert "Nothing waits for you" in browser.get("/hours/to-approve").text("main")


def test_hours_are_written_down_for_a_volunteer_who_calls(sign_in: SignIn) -> None:
    volunteer, coordinator = make.volunteer(), make.coordinator(name="Marijke Bos")
    browser = sign_in(coordinator)
    page = browser.get(f"/hours/of/{volunteer.id}")
    form = browser.get(str(page.one("main p.no-print a")["href"])).one(
        "#claim-form form"
    )

    answer = browser.submit(form, what_for="meeting", hours=2)

    assert answer.address.startswith(f"/hours/of/{volunteer.id}")
    [claim] = db.session.scalars(select(Claim)).all()
    assert (claim.user_id, claim.written_by) == (volunteer.id, coordinator.id)
    said = "written down by Marijke Bos"
    for address in (answer.address, "/hours/to-approve", f"/hours/{claim.id}"):
        assert said in browser.get(address).text("main")
    own = sign_in(volunteer)
    assert said in own.get("/hours/").text("main")


def test_what_a_volunteer_changes_is_their_own_again(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    claim = make.claim(volunteer, written_by=make.coordinator().id)
    browser = sign_in(volunteer)
    form = browser.get(f"/hours/{claim.id}/edit").one("#claim-form > form.space")

    browser.submit(form, hours=3)

    assert claim.written_by is None


def test_nobody_writes_hours_down_for_themselves_or_another_village(
    sign_in: SignIn,
) -> None:
    both = make.user(Role.COORDINATOR, Role.VOLUNTEER, all_areas=True)
    elsewhere = make.coordinator(make.area("Winsum"))
    volunteer = make.volunteer(make.area("Bedum"))

    assert sign_in(both).get(f"/hours/of/{both.id}/new").status == 404
    assert sign_in(elsewhere).get(f"/hours/of/{volunteer.id}/new").status == 404
