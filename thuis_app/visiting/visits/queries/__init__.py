"""Which visits were made and are coming, as far as this actor may know."""

from thuis_app.visiting.visits.queries.days import (
    Day,
    Expected,
    LastWords,
    Sheet,
    called_off,
    day,
    last_words,
    sheet,
)
from thuis_app.visiting.visits.queries.feeds import (
    feed,
    in_calendar,
    owner_of,
    was_read_today,
)
from thuis_app.visiting.visits.queries.known import (
    get,
    get_open,
    get_to_report,
    in_one_go,
    to_report_in_one_go,
)
from thuis_app.visiting.visits.queries.planned import (
    coordinators,
    count_unreported,
    following,
    going_again,
    matches_to_plan,
    next_day,
    open_match,
    person_to_visit,
    planned,
    unreported,
)
from thuis_app.visiting.visits.queries.rhythm import Diary, diary, out_of_rhythm
from thuis_app.visiting.visits.queries.written import (
    current_report,
    draft,
    may_still_correct,
    report_to_correct,
    reports,
)

__all__ = [
    "Day",
    "Diary",
    "Expected",
    "LastWords",
    "Sheet",
    "called_off",
    "coordinators",
    "count_unreported",
    "current_report",
    "day",
    "diary",
    "draft",
    "feed",
    "following",
    "get",
    "get_open",
    "get_to_report",
    "going_again",
    "in_calendar",
    "in_one_go",
    "last_words",
    "matches_to_plan",
    "may_still_correct",
    "next_day",
    "open_match",
    "out_of_rhythm",
    "owner_of",
    "person_to_visit",
    "planned",
    "report_to_correct",
    "reports",
    "sheet",
    "to_report_in_one_go",
    "unreported",
    "was_read_today",
]
