"""Forms to choose a volunteer, and to record a refusal."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms.validators import StopValidation

from thuis_app.core import clock
from thuis_app.core.affinities import Interest, SpokenLanguage
from thuis_app.core.day_parts import WeekPart
from thuis_app.core.enum_sets import ordered
from thuis_app.directory.rooms.forms import week_part_words
from thuis_app.people.contacts.forms import INTERESTS, SPOKEN
from thuis_app.people.contacts.models import Contact
from thuis_app.people.wishes.rules import Subject
from thuis_app.team.volunteers.rules import Requirement, VolunteerStage
from thuis_app.visiting.matches.forms import KINDS, RHYTHMS
from thuis_app.visiting.matches.rules import (
    RHYTHMS as ALLOWED,
)
from thuis_app.visiting.matches.rules import (
    START_AHEAD,
    START_BACK,
    MatchKind,
    Rhythm,
)
from thuis_app.visiting.matching.queries import CandidateDetails
from thuis_app.visiting.matching.rules import (
    Bar,
    Candidate,
    MatchAnswer,
    MatchingAuditEvent,
    MatchProposal,
    MatchReason,
    MatchRequestState,
    Refusal,
    RefusalReason,
    RefusedBy,
    UnaskedReason,
    WeightedReason,
)
from thuis_app.web.fields import (
    ChoiceField,
    ChoicesField,
    DayField,
    LineField,
    NoteField,
    PastDayField,
    PickField,
)
from thuis_app.web.filters import day, label
from thuis_app.web.forms import Form

VILLAGES_NAMED = 2

REFUSERS = {
    RefusedBy.PERSON: _l("The one who is visited"),
    RefusedBy.VOLUNTEER: _l("The volunteer"),
    RefusedBy.COORDINATOR: _l("We ourselves"),
}

REFUSALS = {
    RefusalReason.TOO_FAR: _l("Too far"),
    RefusalReason.TIMES: _l("The times do not suit"),
    RefusalReason.NO_CLICK: _l("No click"),
    RefusalReason.TOO_HEAVY: _l("Too heavy"),
    RefusalReason.NOT_NOW: _l("Not now"),
    RefusalReason.OTHER: _l("Something else"),
}

BARS = {
    Bar.NOT_ACTIVE: _l("does not visit at present"),
    Bar.AWAY_LONG: _l("is away for a long time"),
    Bar.PETS: _l("cannot be with pets"),
    Bar.SMOKE: _l("cannot be with smoke"),
    Bar.NO_LANGUAGE: _l("they have no language in common"),
    Bar.REFUSED: _l("there was no click before"),
    Bar.NOT_NOW: _l("said ‘not now’ a short while ago"),
    Bar.NOT_READY: _l("something required is lacking"),
}

WHY = {
    UnaskedReason.NO_ONE_WAITS: _l("nobody waits for a visit at present"),
    UnaskedReason.FAR: _l("nobody waits in or near the own villages"),
    UnaskedReason.NO_TIMES: _l("it is not known when"),
    UnaskedReason.OVERLOOKED: _l("nothing is in the way"),
}

REASONS = {
    MatchReason.SAME_VILLAGE: _l("visits in this village"),
    MatchReason.SAME_CLUSTER: _l("from a village nearby"),
    MatchReason.VISITED_BEFORE: _l("visited here before"),
    MatchReason.VISITS_NOW: _l("visits here already"),
    MatchReason.HAS_NO_MATCH: _l("visits nobody yet"),
    MatchReason.RIDES: _l("drives, and would be asked along"),
    MatchReason.DRIVES: _l("drives"),
    MatchReason.ELSEWHERE: _l("from another village"),
    MatchReason.FULL: _l("has enough people"),
    MatchReason.OTHER_TIMES: _l("cannot come when it suits"),
    MatchReason.NO_TIMES: _l("it is not known when"),
    MatchReason.NO_FIT: _l("it did not click before"),
    MatchReason.TIMES_FIT: _l("can come when it suits"),
    MatchReason.LANGUAGE: _l("speaks the same language"),
    MatchReason.INTERESTS: _l("likes the same things"),
    MatchReason.AWAY: _l("is away for a while"),
    MatchReason.REFUSED_BEFORE: _l("there was a no before"),
}


REQUEST_STATES = {
    MatchRequestState.ASKED: _l("Asked"),
    MatchRequestState.ACCEPTED: _l("Said yes"),
    MatchRequestState.REFUSED: _l("Said no"),
    MatchRequestState.WITHDRAWN: _l("Not needed any more"),
}

ANSWERS = {
    MatchAnswer.ASKED: _l("Asked, waits for an answer"),
    MatchAnswer.YES: _l("Said yes"),
}

# Whether it clicks is known after they met.
BEFORE_A_MEETING = frozenset(RefusalReason) - {RefusalReason.NO_CLICK}

AUDIT_EVENTS = {
    MatchingAuditEvent.ASKED: _l("Volunteer asked to visit a person"),
    MatchingAuditEvent.ACCEPTED: _l("Volunteer said yes to visiting a person"),
    MatchingAuditEvent.REQUEST_WITHDRAWN: _l("Question to a volunteer taken back"),
    MatchingAuditEvent.REQUEST_OPENED: _l("Question to a volunteer viewed"),
    MatchingAuditEvent.REFUSED: _l("Refusal of a proposal noted"),
    MatchingAuditEvent.REFUSAL_TAKEN_BACK: _l("Refusal of a proposal taken back"),
    MatchingAuditEvent.CONSIDERED: _l("Proposals of volunteers viewed"),
}


class MatchSearchForm(Form):
    """Looking for a volunteer by name."""

    search = LineField(_l("Search by name"))

    class Meta(Form.Meta):
        csrf = False


class MatchForm(Form):
    """The volunteer, the rhythm and the first day of a match."""

    volunteer = ChoiceField(
        _l("Who will visit?"), required=_l("Choose a volunteer."), kind=int
    )
    answer = ChoiceField(
        _l("What did they say?"),
        ANSWERS,
        _l("Choose what they said."),
        kind=MatchAnswer,
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
    rhythm = PickField(
        _l("How often?"),
        {"": _l("As usual for this")} | RHYTHMS,
        kind=Rhythm,
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

    lacking_then: Sequence[Requirement] = ()
    """What the volunteer who was chosen will lack on the first day."""

    def offer(
        self,
        proposals: Iterable[MatchProposal],
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
    def missing(self) -> tuple[str, ...]:
        """The volunteers of whom something required is lacking, as answers."""
        then = {self.chosen} if self.lacking_then else set()
        return tuple(
            str(id) for id, p in self.proposals.items() if p.one.lacking or id in then
        )

    @property
    def chosen(self) -> int | None:
        """The volunteer that was chosen, also when not among those first shown."""
        text = (self.volunteer.raw_data or [""])[0]
        short = text.isascii() and text.isdigit() and len(text) < 10
        return int(text) if short else None

    @property
    def decided(self) -> dict[str, Any]:
        """The answers as `actions.bring_together` takes them, or `actions.ask`."""
        answers = dict(self.answers)
        also = [self.housemates[one] for one in answers.pop("also") or ()]
        if answers.pop("answer") is MatchAnswer.ASKED:
            del answers["started_on"]
        return answers | {"also": also}

    @property
    def waits(self) -> bool:
        """Whether the volunteer did not answer yet."""
        return self.answer.data is MatchAnswer.ASKED

    def validate_also(self, field: Any) -> None:
        for one in field.data or ():
            if one in self.unasked:
                name = self.housemates[one].full_name
                raise StopValidation(
                    _("%(name)s did not say yes to being visited yet.", name=name)
                )

    def validate_override(self, field: Any) -> None:
        chosen = self.proposals.get(self.volunteer.data)
        lacking = chosen and (chosen.one.lacking or self.lacking_then)
        if lacking and not field.data:
            papers = ", ".join(str(label(one)) for one in lacking)
            said = _("Is lacking from the first day: %(papers)s.", papers=papers)
            why = _("Write why it is good to begin all the same.")
            raise StopValidation(f"{said} {why}")

    def validate_rhythm(self, field: Any) -> None:
        kind = self.kind.data
        if kind and field.data and field.data not in ALLOWED[kind]:
            raise StopValidation(_("An Oudermaatje comes at least every two weeks."))


class RefusalForm(Form):
    """A refusal: by whom, and why."""

    by = ChoiceField(_l("Who said no?"), REFUSERS, _l("Choose who said no."), RefusedBy)
    because = ChoiceField(_l("Why?"), REFUSALS, _l("Choose why."), RefusalReason)
    on = PastDayField(_l("On which day?"), _l("Choose the day."), default=clock.today)
    note = NoteField(
        _l("Something to remember"),
        limit=500,
        description=_l("Both may read this. Write it as you would say it."),
    )


class DeclineForm(Form):
    """Why a volunteer who was asked would rather not."""

    because = ChoiceField(
        _l("Why?"),
        {one: words for one, words in REFUSALS.items() if one in BEFORE_A_MEETING},
        _l("Choose why."),
        RefusalReason,
    )
    note = NoteField(
        _l("Something to remember"),
        limit=500,
        description=_l("Your coordinator reads this."),
    )


def reason_words(one: WeightedReason) -> str:
    """A reason in words, with what it is about."""
    about = ABOUT.get(one.reason)
    return about(one.about) if about else str(REASONS[one.reason])


def barred(proposal: MatchProposal, until: date | None = None) -> str:
    """Why a volunteer cannot be chosen, in one line; nothing when they can.

    It names what is lacking, and until when they are away or, with `until`, pause.
    """
    return _line([_bar_words(bar, proposal.one, until) for bar in proposal.bars])


def _bar_words(bar: Bar, one: Candidate, until: date | None) -> str:
    if bar is Bar.NOT_READY:
        lacking = [str(label(each)) for each in one.lacking]
        return str(_("is lacking: %(papers)s", papers=", ".join(lacking)))
    if bar is Bar.AWAY_LONG and one.away_until:
        return str(_("is away until %(day)s", day=day(one.away_until, "d MMMM")))
    if bar is Bar.NOT_ACTIVE:
        return _stage_words(one, until)
    return str(BARS[bar])


def _stage_words(one: Candidate, until: date | None) -> str:
    if one.stage is VolunteerStage.PAUSED and until:
        return str(_("pauses until %(day)s", day=day(until, "d MMMM")))
    words = {
        VolunteerStage.INTERESTED: _("has not applied yet"),
        VolunteerStage.APPLIED: _("applied, and has not begun yet"),
        VolunteerStage.PAUSED: _("pauses, without a day of return"),
        VolunteerStage.LEAVING: _("is leaving"),
    }
    return str(words.get(one.stage, BARS[Bar.NOT_ACTIVE]))


def chips(proposal: MatchProposal, known: CandidateDetails) -> list[tuple[str, str]]:
    """The reasons for and against a volunteer, each with the sign of its kind."""
    kinds = ("check", proposal.speaks_for), ("cross", proposal.speaks_against)
    villages = _villages(known.villages)
    return [(sign, _from_where(one, villages)) for sign, ones in kinds for one in ones]


def _from_where(one: WeightedReason, villages: str) -> str:
    """A reason in words; where it is the distance, with the names of the villages."""
    if one.reason is MatchReason.SAME_CLUSTER and villages:
        return str(_("from %(villages)s, nearby", villages=villages))
    if one.reason is MatchReason.ELSEWHERE and villages:
        return str(_("from %(villages)s, further away", villages=villages))
    return reason_words(one)


def _villages(names: Sequence[str]) -> str:
    """The first villages of a volunteer, and that there are more."""
    more = len(names) - VILLAGES_NAMED
    first = ", ".join(names[:VILLAGES_NAMED])
    return f"{first} +{more}" if more > 0 else first


def load_words(number: int) -> str:
    """How many people a volunteer visits; nothing where it is none."""
    words = ngettext("visits %(num)s person", "visits %(num)s people", number)
    return str(words) if number else ""


def unasked_words(proposal: MatchProposal) -> dict[str, str]:
    """The reasons for and against a volunteer, each as one line."""
    one = proposal.one
    has_room = one.people < one.most_people
    load = [load_words(one.people)] if one.people and has_room else []
    return {
        "for": _line([reason_words(each) for each in proposal.speaks_for] + load),
        "against": _line([reason_words(each) for each in proposal.speaks_against]),
    }


def question_facts(
    contact: Contact, subjects: Sequence[Subject]
) -> list[tuple[str, str]]:
    """What a volunteer who is asked learns of a person: enough to say yes, no name."""
    times = [week_part_words(one) for one in ordered(contact.times)]
    home = [str(_("there are pets"))] * contact.has_pets
    home += [str(_("there is smoking"))] * contact.smokes
    facts = {
        _("Would like"): [str(label(one)).lower() for one in subjects],
        _("Likes"): [str(INTERESTS[one]).lower() for one in ordered(contact.interests)],
        _("Suits"): times,
        _("At home"): home,
    }
    return [(title, ", ".join(words)) for title, words in facts.items() if words]


def _times(times: frozenset[WeekPart]) -> str:
    """The first part of the week that suits both, and that there are more."""
    first = week_part_words(ordered(times)[0])
    if len(times) == 1:
        return str(_("can come on %(time)s", time=first))
    return str(_("can come on %(time)s and more", time=first))


def _spoken(spoken: frozenset[SpokenLanguage]) -> str:
    words = [str(SPOKEN[one]) for one in ordered(spoken)]
    return str(_("speaks %(languages)s too", languages=", ".join(words)))


def _liked(liked: frozenset[Interest]) -> str:
    words = [str(INTERESTS[one]).lower() for one in ordered(liked)]
    return str(_("both like %(things)s", things=", ".join(words)))


def _refused(no: Refusal) -> str:
    because = str(REFUSALS[no.because]).lower()
    words = {
        RefusedBy.PERSON: _("the other said no on %(day)s (%(why)s)"),
        RefusedBy.VOLUNTEER: _("said no on %(day)s (%(why)s)"),
        RefusedBy.COORDINATOR: _("we said no on %(day)s (%(why)s)"),
    }
    return str(words[no.by] % {"day": day(no.on, "d MMMM"), "why": because})


ABOUT: dict[MatchReason, Callable[[Any], str]] = {
    MatchReason.TIMES_FIT: _times,
    MatchReason.LANGUAGE: _spoken,
    MatchReason.INTERESTS: _liked,
    MatchReason.REFUSED_BEFORE: _refused,
    MatchReason.FULL: lambda carried: _(
        "is full: visits %(people)s, at most %(most)s",
        people=carried[0],
        most=carried[1],
    ),
    MatchReason.AWAY: lambda until: _(
        "is away until %(day)s", day=day(until, "d MMMM")
    ),
}


def _line(said: list[str]) -> str:
    line = ", ".join(said)
    return f"{line[:1].upper()}{line[1:]}." if line else ""
