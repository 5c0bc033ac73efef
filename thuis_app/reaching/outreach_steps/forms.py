"""The table of outreach, to be changed, and said in words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from thuis_app.core.day_parts import DayPart
from thuis_app.reaching.outreach_steps import rules
from thuis_app.reaching.outreach_steps.rules import (
    LONGEST_GAP,
    MOST_GAPS,
    PROPOSABLE,
    Channel,
    Fault,
    OutreachStepAuditEvent,
    Table,
    Way,
)
from thuis_app.web.fields import ChoicesField, NumberField, PickField
from thuis_app.web.forms import VersionedForm

CHANNELS = {
    Channel.DOOR: _l("At the door"),
    Channel.TELEPHONE: _l("By telephone"),
    Channel.CARD: _l("With a card"),
    Channel.VIA_OTHERS: _l("Via somebody"),
    Channel.FLOWERS: _l("With flowers"),
    Channel.LETTER: _l("With a letter"),
    Channel.ACTIVITY: _l("At an activity"),
}

DAY_PARTS = {
    DayPart.MORNING: _l("Morning"),
    DayPart.AFTERNOON: _l("Afternoon"),
    DayPart.EVENING: _l("Evening"),
}

AT_PART = {
    DayPart.MORNING: _l("in the morning"),
    DayPart.AFTERNOON: _l("in the afternoon"),
    DayPart.EVENING: _l("in the evening"),
}

DAYS = {"least": 1, "most": LONGEST_GAP}
NUMBERS = range(1, MOST_GAPS + 1)
PLACES = {"": _l("Not proposed")} | {at: at for at in range(1, len(PROPOSABLE) + 1)}

FAULTS = {
    Fault.TOO_CLOSE: _l("This is less than the minimum between two tries."),
    Fault.SHRINKS: _l("Wait at least as long as after the try before."),
    Fault.NO_PART: _l("Choose at least one part of the day."),
    Fault.TOO_FEW_WAYS: _l("Propose at least two ways besides the telephone."),
}


AUDIT_EVENTS = {
    OutreachStepAuditEvent.TABLE_CHANGED: _l("Table of attempts changed"),
}


class TableForm(VersionedForm):
    """The gaps and channels of outreach; the fields of each channel are added below."""

    minimum_gap = NumberField(
        _l("Always at least this many days between two tries"),
        _l("Write how many days there are at least between two tries."),
        least=1,
        most=60,
    )
    after_a_talk = NumberField(
        _l("Days until we come back after a talk"),
        _l("Write after how many days we come back."),
        **DAYS,
    )
    not_now_rests = NumberField(
        _l("Days of rest after 'not now'"),
        _l("Write how many days 'not now' rests."),
        description=_l("Unless another day was agreed."),
        **DAYS,
    )

    @property
    def gap_fields(self) -> list[Any]:
        return [self[f"gap_{number}"] for number in NUMBERS]

    @property
    def way_fields(self) -> list[tuple[Any, Any]]:
        return [
            (self[f"place_{channel}"], self[f"parts_{channel}"])
            for channel in PROPOSABLE
        ]

    @property
    def table(self) -> Table:
        """The values that were filled in, as an object of the rules."""
        gaps = [field.data for field in self.gap_fields if field.data is not None]
        used = [
            (self[f"place_{channel}"].data, channel)
            for channel in PROPOSABLE
            if self[f"place_{channel}"].data
        ]
        return Table(
            gaps=tuple(gaps),
            minimum_gap=self.minimum_gap.data or 0,
            after_a_talk=self.after_a_talk.data or 0,
            not_now_rests=self.not_now_rests.data or 0,
            ways=tuple(
                Way(channel, self._parts(channel)) for _at, channel in sorted(used)
            ),
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """First each answer by itself, then what they say together."""
        if not super().validate(extra_validators):
            return False
        self._refuse_holes()
        self._refuse_same_place()
        for place, fault in rules.faults(self.table).items():
            _say_at(self._field_of(place), FAULTS[fault])
        return not self.errors

    def _parts(self, channel: str) -> tuple[DayPart, ...]:
        chosen = self[f"parts_{channel}"].data or []
        return tuple(part for part in DayPart if part in chosen)

    def _refuse_holes(self) -> None:
        filled = [field.data is not None for field in self.gap_fields]
        for field, is_filled in zip(self.gap_fields, filled, strict=True):
            if not is_filled and any(filled[self.gap_fields.index(field) :]):
                _say_at(field, _("Fill this in too, or empty the ones after it."))

    def _refuse_same_place(self) -> None:
        taken: set[int] = set()
        for field, _parts in self.way_fields:
            if field.data in taken:
                _say_at(field, _("Another way has this place already."))
            taken |= {field.data} - {None}

    def _field_of(self, place: str) -> Any:
        if place in self:
            return self[place]
        unused = [field for field, _parts in self.way_fields if not field.data]
        return unused[0] if unused else self.way_fields[0][0]


for _number in NUMBERS:
    _needed = _l("Write how long we wait after the first try.")
    setattr(
        TableForm,
        f"gap_{_number}",
        NumberField(
            _l("After try %(number)s", number=_number),
            _needed if _number == 1 else None,
            **DAYS,
        ),
    )
for _channel in PROPOSABLE:
    _way = CHANNELS[_channel]
    setattr(
        TableForm,
        f"place_{_channel}",
        PickField(_l("%(way)s: place in the order", way=_way), PLACES, kind=int),
    )
    setattr(
        TableForm,
        f"parts_{_channel}",
        ChoicesField(
            _l("%(way)s: parts of the day", way=_way), DAY_PARTS, kind=DayPart
        ),
    )


def what(channel: Channel, part: DayPart) -> str:
    """The label of a channel and day part: 'At the door, in the afternoon'."""
    return f"{CHANNELS[channel]}, {AT_PART[part]}"


def as_stored(table: Table) -> Mapping[str, Any]:
    """The answers that the table in force gives to the form."""
    answers: dict[str, Any] = {
        "minimum_gap": table.minimum_gap,
        "after_a_talk": table.after_a_talk,
        "not_now_rests": table.not_now_rests,
    }
    for number in NUMBERS:
        days = table.gaps[number - 1] if number <= len(table.gaps) else None
        answers[f"gap_{number}"] = days
    places = {way.channel: at for at, way in enumerate(table.ways, 1)}
    for channel in PROPOSABLE:
        answers[f"place_{channel}"] = places.get(channel)
        answers[f"parts_{channel}"] = list(table.parts_of(channel))
    return answers


def story(table: Table) -> list[str]:
    """The consequences of the table, a sentence a line."""
    last = len(table.gaps)
    answers = [
        _(
            "After try %(number)s that nobody answered we wait %(time)s.",
            number=number,
            time=in_time(days),
        )
        for number, days in enumerate(table.gaps[:-1], 1)
    ]
    answers += [
        _(
            "After try %(number)s, and after each one that follows, we wait %(time)s.",
            number=last,
            time=in_time(table.gaps[-1]),
        ),
        _(
            "After a talk we come back after %(time)s.",
            time=in_time(table.after_a_talk),
        ),
        _(
            "Whoever says 'not now' is left alone for %(time)s, or until the day that "
            "was agreed. It is never taken for 'never'.",
            time=in_time(table.not_now_rests),
        ),
        _(
            "Between two tries there is always at least %(time)s, also when somebody "
            "else goes or a try was written down late.",
            time=in_time(table.minimum_gap),
        ),
    ]
    return [str(sentence) for sentence in answers]


def in_time(days: int) -> str:
    """So many days as people say it: '3 days', 'one week', '4 weeks'."""
    if days % 7:
        return str(ngettext("one day", "%(num)s days", days))
    return str(ngettext("one week", "%(num)s weeks", days // 7))


def _say_at(field: Any, sentence: Any) -> None:
    field.errors = [*field.errors, str(sentence)]
