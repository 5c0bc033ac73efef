"""What is kept of a mail that waits can hold no name of anybody."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import get_type_hints

import pytest

from thuis_app.core.payloads import MailPayload
from thuis_app.operations.jobs.forms import KINDS


def payloads(of: type[MailPayload] = MailPayload) -> Iterator[type[MailPayload]]:
    """The payloads of the features; those of the tests do not count."""
    for kind in of.__subclasses__():
        if kind.__module__.startswith("thuis_app."):
            yield kind
        yield from payloads(kind)


def test_every_payload_is_of_a_kind_of_mail_that_can_be_put_in_words() -> None:
    assert {name: kind.payload for name, kind in KINDS.items()} == {
        kind.kind: kind for kind in payloads()
    }, "name each payload in KINDS of operations/jobs/forms.py, by its own kind"


@pytest.mark.parametrize("kind", list(payloads()))
def test_a_payload_holds_ids_dates_numbers_and_enumerations_alone(
    kind: type[MailPayload],
) -> None:
    types = get_type_hints(kind)
    found = {one.name: types[one.name] for one in fields(kind)}
    other = {
        name: one
        for name, one in found.items()
        if one not in (int, date)
        and not (isinstance(one, type) and issubclass(one, StrEnum))
    }

    assert not other, "a name could be typed in these: keep an id, date or enumeration"
