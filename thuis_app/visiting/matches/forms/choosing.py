"""Choosing a volunteer for somebody, and writing down that one was asked in vain."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from thuis_app.core import clock
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.matches.forms.words import KINDS, REFUSALS, REFUSERS, RHYTHMS
from thuis_app.visiting.matches.rules import (
    RHYTHMS as ALLOWED,
)
from thuis_app.visiting.matches.rules import (
    START_AHEAD,
    START_BACK,
    MatchKind,
    Proposal,
    RefusalReason,
    RefusedBy,
    Rhythm,
)
from thuis_app.web.fields import (
    ChoiceField,
    ChoicesField,
    DayField,
    LineField,
    NoteField,
    PastDayField,
)
from thuis_app.web.forms import Form


class SearchForm(Form):
    """Looking for a volunteer by name."""

    search = LineField(_l("Search by name"))

    class Meta(Form.Meta):
        csrf = False


class MatchForm(Form):
    """Who will visit, how often, and from when."""

    volunteer = ChoiceField(
        _l("Who will visit?"), required=_l("Choose a volunteer."), kind=int
    )
    override = NoteField(
        _l("Why all the same?"),
        limit=500,
        description=_l("Only where something required is lacking. It stays readable."),
    )
    also = ChoicesField(_l("At the same time also"), kind=int)
    kind = ChoiceField(
        _l("What is it?"),
        KINDS,
        _l("Choose what it is."),
        kind=MatchKind,
        default=MatchKind.HOME_VISIT,
    )
    rhythm = ChoiceField(
        _l("How often?"),
        {"": _l("As usual for this")} | RHYTHMS,
        kind=Rhythm,
        description=_l("The first month somebody comes more often."),
    )
    started_on = DayField(
        _l("From which day?"),
        _l("Choose the first day."),
        first=lambda: clock.today() - START_BACK,
        last=lambda: clock.today() + START_AHEAD,
        default=clock.today,
        description=_l("From this day the volunteer sees the address and telephone."),
    )
    note = NoteField(_l("What did you agree?"), limit=1000)

    def offer(
        self,
        proposals: Iterable[Proposal],
        housemates: Iterable[Contact] = (),
        unasked: Iterable[int] = (),
    ) -> "MatchForm":
        """The volunteers that may be chosen, and who lives with the person.

        `unasked` are those of them who did not say yes to being visited yet.
        """
        self.unasked = frozenset(unasked)
        self.proposals = {p.one.user_id: p for p in proposals if p.is_choosable}
        self.volunteer.choices = [(id, p.one.name) for id, p in self.proposals.items()]
        self.housemates = {one.id: one for one in housemates}
        names = ((one.id, one.full_name) for one in self.housemates.values())
        self.also.choices = list(names)
        return self

    @property
    def lacks(self) -> tuple[str, ...]:
        """The volunteers of whom something required is lacking, as answers."""
        return tuple(str(id) for id, p in self.proposals.items() if p.one.lacking)

    @property
    def chosen(self) -> int | None:
        """The volunteer that was chosen, also when not among those first shown."""
        text = (self.volunteer.raw_data or [""])[0]
        short = text.isascii() and text.isdigit() and len(text) < 10
        return int(text) if short else None

    @property
    def decided(self) -> dict[str, Any]:
        """The answers as `actions.bring_together` takes them."""
        answers = dict(self.answers)
        also = [self.housemates[one] for one in answers.pop("also") or ()]
        return answers | {"also": also}

    def validate_also(self, field: Any) -> None:
        for one in field.data or ():
            if one in self.unasked:
                name = self.housemates[one].full_name
                raise StopValidation(
                    _("%(name)s did not say yes to being visited yet.", name=name)
                )

    def validate_override(self, field: Any) -> None:
        chosen = self.proposals.get(self.volunteer.data)
        if chosen is not None and chosen.one.lacking and not field.data:
            raise StopValidation(_("Write why it is good to begin all the same."))

    def validate_rhythm(self, field: Any) -> None:
        kind = self.kind.data
        if kind and field.data and field.data not in ALLOWED[kind]:
            raise StopValidation(_("An Oudermaatje comes at least every two weeks."))


class RefusalForm(Form):
    """That somebody was asked and it was no: whose no, and why."""

    by = ChoiceField(_l("Who said no?"), REFUSERS, _l("Choose who said no."), RefusedBy)
    because = ChoiceField(_l("Why?"), REFUSALS, _l("Choose why."), RefusalReason)
    on = PastDayField(_l("On which day?"), _l("Choose the day."), default=clock.today)
    note = NoteField(
        _l("Something to remember"),
        limit=500,
        description=_l("Both may read this. Write it as you would say it."),
    )


class OneButton(Form):
    """A form that is a single button."""
