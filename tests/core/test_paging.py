"""Every row of a list comes once, whatever it is ordered by."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Select, select

from tests import make
from thuis_app.core.database import db
from thuis_app.core.paging import ROWS, Page, by_name, in_order, page
from thuis_app.people.contacts.models import Contact

DAY = date(2026, 11, 24)


@given(st.integers(0, 60), st.integers(1, 30))
def test_what_follows_is_known_by_one_row_more(many: int, size: int) -> None:
    found = page(range(many)[: size + 1], lambda row: row, size)

    assert found.rows == list(range(min(many, size)))
    assert found.after == (size - 1 if many > size else None)


def test_a_page_holds_twenty_five_rows() -> None:
    assert len(page(range(26), lambda row: row).rows) == ROWS == 25


def people(*, is_descending: bool = False, after: Any = None) -> Page[Contact, Any]:
    order = Contact.next_step_on, Contact.id
    query: Select[Contact] = in_order(
        select(Contact), order, after, is_descending=is_descending, size=3
    )
    rows = db.session.scalars(query).all()
    return page(rows, lambda row: (row.next_step_on, row.id), 3)


@pytest.mark.parametrize("is_descending", [False, True])
def test_a_list_by_day_comes_page_by_page(database: None, is_descending: bool) -> None:
    village = make.area()
    made = [
        make.contact(area=village, next_step_on=DAY + timedelta(days=number // 3))
        for number in range(7)
    ]

    first = people(is_descending=is_descending)
    second = people(is_descending=is_descending, after=first.after)
    third = people(is_descending=is_descending, after=second.after)

    ids = [row.id for row in (*first.rows, *second.rows, *third.rows)]
    assert ids == [one.id for one in (made[::-1] if is_descending else made)]
    assert third.after is None


def test_a_list_by_name_goes_on_behind_a_row(database: None) -> None:
    village = make.area()
    bos, other_bos, ploeg, aal = (
        make.contact(name, area=village).id for name in ("Bos", "Bos", "Ploeg", "Aal")
    )

    def ids(after: int | None) -> list[int]:
        query = by_name(select(Contact), Contact.last_name, Contact.id, after)
        return [row.id for row in db.session.scalars(query)]

    assert ids(None) == [aal, bos, other_bos, ploeg]
    assert ids(bos) == [other_bos, ploeg]
    assert ids(ploeg) == []
