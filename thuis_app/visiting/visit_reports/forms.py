"""Forms of a report: ninety seconds, one required answer."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from thuis_app.core import clock
from thuis_app.people.contacts.forms import formal
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Salutation
from thuis_app.people.wishes.rules import Subject
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.rhythm import rules as rhythm
from thuis_app.visiting.rhythm.rules import Arrangement
from thuis_app.visiting.visit_reports.actions import LinkedReport
from thuis_app.visiting.visit_reports.rules import (
    Activity,
    Findings,
    Happened,
    How,
    Mood,
    VisitReportAuditEvent,
    Whose,
    Worry,
)
from thuis_app.visiting.visits import rules
from thuis_app.visiting.visits.forms import CLOSED, NO_SUCH_HOUR, AnywayForm
from thuis_app.visiting.visits.models import Visit
from thuis_app.web import fields
from thuis_app.web.filters import day
from thuis_app.web.forms import OWN, Form, VersionedForm

AS_PLANNED, OTHER_DAY, NOT_AGREED = "planned", "other", "none"
SAID = ("how", "minutes", "activities", "wishes", "wish_text", "agreed", "note")
WRITTEN = ("wish_text", "agreed", "note", "worry_text")

NOT_YET = _l(
    "This visit has not begun yet. Did you go earlier? Move it to the right hour first."
)
NOT_BOTH = _l("This report is for one person now. Look once more at what you wrote.")

HAPPENED = {
    Happened.YES: _l("Visited"),
    Happened.NOBODY_HOME: _l("Nobody home"),
    Happened.CANCELLED: _l("Did not go on"),
}

HOWS = {
    How.GOOD: _l("Nice"),
    How.SO_SO: _l("Ordinary"),
    How.HARD: _l("Hard going"),
    How.NOBODY_HOME: _l("Nobody home"),
    How.CANCELLED: _l("Did not go on"),
}

MOODS = {mood: HOWS[How(mood.value)] for mood in Mood}

ACTIVITIES = {
    Activity.TALKED: _l("Talked"),
    Activity.COFFEE: _l("Had coffee"),
    Activity.WALKED: _l("Took a walk"),
    Activity.GAME: _l("Played a game"),
    Activity.ERRAND: _l("Ran an errand"),
    Activity.OUTING: _l("Went out"),
}

WORRIES = {
    Worry.NO: _l("No"),
    Worry.A_LITTLE: _l("Yes, a little"),
    Worry.URGENT: _l("Yes, this cannot wait"),
}

WISHES = {
    Subject.GOING_OUT: _l("An outing"),
    Subject.EATING: _l("Eating together"),
    Subject.TALKING: _l("Somebody to call with"),
    Subject.CHORE: _l("A chore in the house"),
    Subject.TRANSPORT: _l("Transport"),
    Subject.FOR_OTHERS: _l("Doing something for others"),
}

OWN_WORDS = {
    Salutation.MRS: _l("In her own words"),
    Salutation.MR: _l("In his own words"),
    Salutation.NAME: _l("In their own words"),
}

NAMED = {
    Salutation.MRS: _l("Did she name something she would like?"),
    Salutation.MR: _l("Did he name something he would like?"),
    Salutation.NAME: _l("Did they name something they would like?"),
}

MAY_READ = {
    Salutation.MRS: _l("%(name)s may always read this. Write what you could tell her."),
    Salutation.MR: _l("%(name)s may always read this. Write what you could tell him."),
    Salutation.NAME: _l(
        "%(name)s may always read this. Write what you could tell them."
    ),
}
BOTH_MAY_READ = _l(
    "%(name)s may both always read this. Write what you could tell them."
)


AUDIT_EVENTS = {
    VisitReportAuditEvent.REPORTED: _l("Visit reported"),
    VisitReportAuditEvent.CORRECTED: _l("Report of a visit corrected"),
    VisitReportAuditEvent.TAKEN_BACK: _l("Report of a visit taken back"),
    VisitReportAuditEvent.DRAFT_BEGUN: _l("Report of a visit begun"),
    VisitReportAuditEvent.DRAFT_SWEPT: _l("Report that was only begun deleted"),
    VisitReportAuditEvent.REPORT_OPENED: _l("Report of a visit opened to write"),
}


class FindingsForm(Form):
    """The findings of a visit; one answer is required."""

    how = fields.ChoiceField(
        _l("How was it?"), HOWS, _l("Choose how it was."), kind=How
    )
    wishes = fields.ChoicesField(
        _l("Did they name something they would like?"),
        WISHES,
        kind=Subject,
        description=_l("Choose what fits. Heard nothing? Skip this."),
    )
    wish_text = fields.LineField(_l("In their own words"))
    activities = fields.ChoicesField(_l("What did you do?"), ACTIVITIES, kind=Activity)
    minutes = fields.DurationField(
        _l("How many minutes were you there?"), least=rules.SHORTEST, most=rules.LONGEST
    )
    agreed = fields.NoteField(_l("What did you agree on?"))
    note = fields.NoteField(_l("Tell in a few sentences how it was"))

    def about(self, contact: Contact, other: Contact | None = None) -> "FindingsForm":
        """Put the name of the person in the questions; of two, both names."""
        salutation = Salutation.NAME if other else contact.salutation
        self.wishes.label.text = str(NAMED[salutation])
        self.wish_text.label.text = str(OWN_WORDS[salutation])
        said = str(BOTH_MAY_READ if other else MAY_READ[salutation])
        names = [formal(contact, "start"), *([formal(other)] if other else ())]
        self.note.description = said % {"name": _(" and ").join(names)}
        return self

    @property
    def findings(self) -> Findings:
        return Findings(**{name: self[name].data for name in SAID})


class CorrectForm(FindingsForm, VersionedForm):
    """A report that is put right; of two in one house, also whose the wish is."""

    wish_of = fields.ChoiceField(_l("Whose wish is it?"), kind=Whose)

    def offer(self, visit: Visit, other: Visit | None) -> "CorrectForm":
        """Put names in the questions; who else lives there may have had the wish."""
        self.about(visit.contact)
        if other is None:
            del self.wish_of
            return self
        self.wish_of.choices = _whose(visit, other)
        if not self.is_submitted():
            self.wish_of.data = Whose.FIRST
        return self

    @property
    def whose_wish(self) -> Whose:
        found = self.wish_of.data if "wish_of" in self else None
        return Whose(found or Whose.FIRST)


class ReportForm(FindingsForm, AnywayForm):
    """The findings, the next visit, and a concern; of two people at one house, for
    whom it holds."""

    holds_for = fields.ChoiceField(
        _l("Who does this report hold for?"),
        required=_l("Choose who this report holds for."),
        kind=Whose,
    )
    next_visit = fields.ChoiceField(_l("When will you go again?"))
    next_on = fields.DayField(
        _l("On which day?"),
        first=clock.today,
        last=lambda: clock.today() + rules.PLANNED_AT_MOST,
    )
    next_hour = fields.HourField(_l("At what time?"))
    worry = fields.ChoiceField(
        _l("Are you worried?"), WORRIES, kind=Worry, default=Worry.NO
    )
    worry_text = fields.NoteField(_l("What did you see or hear?"))
    wish_of = fields.ChoiceField(_l("Whose wish is it?"), kind=Whose)
    worry_about = fields.ChoiceField(_l("Who are you worried about?"), kind=Whose)

    hour: time
    hints: dict[str, str]
    people: tuple[Contact, ...]
    names_another = False

    def offer(
        self,
        visit: Visit,
        match: Match | None,
        following: Visit | None,
        other: Visit | None = None,
    ) -> "ReportForm":
        """Fill in what is likely: how long it was, and when the next one is."""
        self.people = (visit.contact, *((other.contact,) if other else ()))
        self.about(*self.people)
        self.hour, self.hints = visit.hour, {}
        self._offer_both(visit, other)
        if self.minutes.raw_data is None:
            self.minutes.process_data(visit.minutes)
        if following is None and (match is None or visit.contact.is_stopped):
            del self.next_visit, self.next_on, self.next_hour
        else:
            self._offer_days(visit, match, following)
        return self

    def read_by(self, names: Sequence[str]) -> None:
        """Set the names of those who read a concern, to be shown."""
        if names:
            self.worry.description = ngettext(
                "What you write here is read by %(names)s alone.",
                "What you write here is read by %(names)s alone, and by nobody else.",
                len(names),
                names=_(" and ").join(names),
            )

    @property
    def next_at(self) -> datetime | None:
        """The moment that was agreed on; nothing when it stays as it was."""
        chosen = self.next_visit.data if "next_visit" in self else NOT_AGREED
        if chosen in (AS_PLANNED, NOT_AGREED, None):
            return None
        if chosen == OTHER_DAY and self.next_on.data:
            return clock.at(self.next_on.data, self.next_hour.data or self.hour)
        return clock.at(date.fromisoformat(chosen), self.hour)

    @property
    def has_words(self) -> bool:
        """Whether anything was written yet."""
        return any(self[name].data for name in WRITTEN)

    def may_be_kept(self) -> bool:
        """Whether this can be a draft: nothing is needed, but the words are fit."""
        FindingsForm.validate(self)  # what is needed is not asked of a draft
        return not self.error

    @property
    def error(self) -> str:
        """The error in the texts, or ''."""
        return next((self[n].errors[0] for n in WRITTEN if self[n].errors), "")

    @property
    def has_answers(self) -> bool:
        """Whether anything was chosen or written yet."""
        chosen = (self[name].data for name in ("how", "wishes", "activities"))
        return self.has_words or any(chosen) or self._is_worried

    @property
    def typed(self) -> list[tuple[str, str]]:
        """The fields a draft stores."""
        words = [(name, self[name].data) for name in WRITTEN if self[name].data]
        others = [f for f in self if f.name not in (*WRITTEN, *OWN)]
        return words + [(f.name, v[:40]) for f in others for v in f.raw_data[:9]]

    def also(self, other: Visit | None) -> LinkedReport | None:
        """The report of the other visit of the call, or None."""
        if other is None:
            return None
        whose = (f.data or Whose.FIRST for f in (self.wish_of, self.worry_about))
        return LinkedReport(other, self.holds_for.data is Whose.BOTH, *whose)

    def too_early_or_closed(self, visit: Visit) -> int | None:
        """Refuse a second report, or one too early, without losing what was typed."""
        if visit.is_open and visit.has_begun and not self.names_another:
            return None
        too_late = NOT_BOTH if visit.is_open else CLOSED
        self.refuse(too_late if visit.has_begun else NOT_YET)
        return 409

    def validate(self, extra_validators: Any = None) -> bool:
        is_right = super().validate(extra_validators)
        return bool(self._is_dated() & self._is_clear() & self._is_named() & is_right)

    def _is_dated(self) -> bool:
        """A day that was agreed on lies ahead."""
        if "next_visit" not in self or self.next_visit.errors:
            return True
        is_other = self.next_visit.data == OTHER_DAY
        if is_other and self.next_on.data is None and not self.next_on.errors:
            self.next_on.errors = [_("Choose a day.")]
        if is_other and (self.next_on.errors or self.next_hour.errors):
            return False
        hour = self.next_hour.data or self.hour
        if is_other and not rules.exists(self.next_on.data or clock.today(), hour):
            self.next_hour.errors = [str(NO_SUCH_HOUR)]
            return False
        if self.next_at is not None and self.next_at <= clock.now():
            asked = self.next_hour if is_other else self.next_visit
            asked.errors = [_("This moment is over. Choose a later one.")]
            return False
        return True

    def _is_named(self) -> bool:
        """Of two people in one house, whose the wish is, and who it worries about."""
        if "wish_of" not in self:
            return True
        is_heard = self.wishes.data or self.wish_text.data
        if is_heard and self.wish_of.data is None and not self.wish_of.errors:
            self.wish_of.errors = [_("Choose whose wish it is.")]
        if self._is_worried and not (self.worry_about.data or self.worry_about.errors):
            self.worry_about.errors = [_("Choose who you are worried about.")]
        return not (self.wish_of.errors or self.worry_about.errors)

    @property
    def _is_worried(self) -> bool:
        return self.worry.data in (Worry.A_LITTLE, Worry.URGENT)

    def _is_clear(self) -> bool:
        """A worry has words, and words that worry are never dropped unseen."""
        if self._is_worried == bool(self.worry_text.data):
            return True
        said = (
            _("Write in one sentence what worries you. Then we can begin.")
            if self._is_worried
            else _("You wrote down a worry. Choose 'Yes', or take the text away.")
        )
        self.worry_text.errors = self.worry_text.errors or [said]
        return False

    def _offer_both(self, visit: Visit, other: Visit | None) -> None:
        wanted = (self.wish_of, self.worry_about)
        if other is None:
            typed = {raw for field in wanted for raw in field.raw_data or ()}
            self.names_another = bool(typed - {"", Whose.FIRST.value})
            del self.holds_for, self.wish_of, self.worry_about
            return
        alone = _("For %(name)s alone", name=visit.contact.full_name)
        self.holds_for.choices = [
            (Whose.BOTH, _("For both of them")),
            (Whose.FIRST, alone),
        ]
        for field in wanted:
            field.choices = _whose(visit, other)

    def _offer_days(
        self, visit: Visit, match: Match | None, following: Visit | None
    ) -> None:
        choices = [(OTHER_DAY, _("Another day"))]
        if following is not None:
            choices.insert(0, (AS_PLANNED, _("As planned")))
            said = f"{day(following.day, 'weekday')}, {following.hour:%H:%M}"
            self.hints[AS_PLANNED] = said
        elif match is not None:
            choices = self._days(visit, match) + choices
            choices.append((NOT_AGREED, _("Not agreed yet")))
        self.next_visit.choices = choices
        stands = AS_PLANNED if following is not None else None
        if not self.is_submitted() and self.next_visit.data not in dict(choices):
            self.next_visit.data = stands

    def _days(self, visit: Visit, match: Match) -> list[tuple[str, str]]:
        """Each day with its words; the hint tells which day 'next week' is."""
        words = {7: _("Next week"), 14: _("In two weeks"), 28: _("In four weeks")}
        found, today, at = [], clock.today(), f"{self.hour:%H:%M}"
        arranged = Arrangement(match.rhythm, match.started_on)
        for one in rhythm.days_offered(arranged, visit.starts_at, today):
            said, name = day(one, "weekday"), one.isoformat()
            word = words.get((one - today).days)
            self.hints[name] = f"{said}, {at}" if word else at
            found.append((name, word or said))
        return found


def typed(
    answers: Sequence[Sequence[str]], *, is_of_other: bool
) -> MultiDict[str, str]:
    """The answers of a draft. In one about the other of two people, the first and the
    other have changed places."""
    turned = {
        Whose.FIRST.value: Whose.OTHER.value,
        Whose.OTHER.value: Whose.FIRST.value,
    }
    found: MultiDict[str, str] = MultiDict()
    for name, value in answers:
        is_turned = is_of_other and name in ("holds_for", "wish_of", "worry_about")
        found.add(name, turned.get(value, value) if is_turned else value)
    return found


def _whose(visit: Visit, other: Visit) -> list[tuple[Whose, str]]:
    names = (visit.contact.full_name, other.contact.full_name, _("Both of them"))
    return list(zip(Whose, names, strict=True))
