"""What every action and every query has in common, kept by reading the code."""

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest

import thuis_app
from tests.house.differences import gone
from thuis_app.core.database import Base
from thuis_app.people.contacts.models import PersonRef

PACKAGE = Path(thuis_app.__file__).parent

WITHOUT_AUDIT_LOG = {
    "contacts.take_role": "the line of the tie that gives the role stands for it",
    "sessions.count_wrong_try": "counts a failed sign-in; nobody is signed in yet",
    "sessions.count_wrong_password": "its line is written after the rollback",
    "sessions.count_wrong_code": "its line is written after the rollback",
    "factors.renew_session": "the line of the code or the password stands for it",
    "passkeys.make_challenge": "the line of the passkey that answers it stands for it",
    "passkeys.take_challenge": "the line of the passkey that answers it stands for it",
    "passkeys.take_new": "the line of the passkey that is added stands for it",
    "passkeys.take_use": "the line of the passkey that is used stands for it",
    "unlock_codes.refuse": "its line is written after the rollback",
    "unlock_codes.take_try": "the line of what came of the try stands for it",
    "accounts.post_news": "the line of the change stands for it",
    "accounts.release_links": "the line of the yes stands for it",
    "accounts.void_links": "the line of the refusal stands for it",
    "sessions.mark_seen": "keeps a session alive; the page itself leaves the trail",
    "contacts.note_visit": "derived: the line of the report stands for it",
    "contacts.correct_last_visit": "derived: the line of the report stands for it",
    "contacts.count_referrals": "derived: the line of the referral stands for it",
    "contacts.name_volunteer": "derived: the line of the match stands for it",
    "volunteers.count_people": "derived: the line of the match stands for it",
    "tasks.close": "the line of the action by which the task is done stands for it",
    "tasks.close_all": "the line of the stage of the person stands for it",
    "tasks.move_to_person": "the line of the merge stands for it",
    "tasks.refresh": "derived: the line of what changed stands for it",
    "changes.move_to_person": "the line of the merge stands for it",
    "contacts.unite": "the line of the merge stands for it",
    "contacts.separate": "the line of the undone merge stands for it",
    "assents.withdraw_doubtful": "the line of the merge stands for it",
    "relations.withdraw_doubtful": "the line of the merge stands for it",
    "tasks.move_to_area": "the line of the change of the person stands for it",
    "contacts.look_for_volunteer": "the line of the attempt or the match stands for it",
    "contacts.must_inform": "the line of the signal or the registration stands for it",
    "matches.note_first_meeting": "derived: the line of the visit stands for it",
    "matches.note_visited": "derived: the line of the report stands for it",
    "matches.note_not_visited": "derived: the line of the report stands for it",
    "matches.call_volunteer": "the line of what ended stands for it",
    "matches.drop_call": "the line of the match stands for it",
    "visits.plan_next": "the line of the report, or of the cancelling, stands for it",
    "rhythm.plan_by_rhythm": "each visit that is planned or taken back has its line",
    "reports.recount": "derived: the lines of what is counted stand for it",
    "changes.keep": "the line of what ended stands for it",
    "changes.undoable": "the lines of what is done in its block stand for it",
    "accounts.note_taken_mail": "the line of the mail that was sent stands for it",
    "backup.make": "works on files outside any transaction; record_made has the line",
    "jobs.renew": "says that a run is still at work; its end leaves the line",
}
BY_ANOTHER = {
    "accounts.reactivate": "accounts.reopen",
    "batches.attempt": "outreach.record_attempt",
    "batches.confirm": "offerings.confirm",
    "batches.remind": "reminders.request_reports",
    "batches.tell": "contacts.inform",
    "claims.withdraw": "claims.refuse",
    "offerings.begin_with": "offerings.create",
    "contacts.reopen": "contacts.change_stage",
    "contacts.finish": "contacts.change_stage",
    "contacts.stop": "contacts.change_stage",
    "handover.hand_over": "matches.end_for_handover",
    "matches.introduce": "matches.begin",
    "visits.call_off": "visits.cancel",
    "matching.bring_together": "matches.introduce",
    "stopping.reopen": "contacts.reopen",
    "stopping.finish": "contacts.finish",
    "stopping.put_right": "changes.put_right",
    "stopping.stop": "contacts.stop",
    "volunteers.invite": "accounts.invite",
    "passkeys.add_by_link": "passkeys.add",
    "sessions.sign_in_by_passkey": "passkeys.use",
}
"""Actions whose line in the audit log is written by another, which they call."""
WITHOUT_ACTOR = {
    "sessions.by_session_key": "finds out who the actor is",
    "sessions.by_email": "finds out who the actor is",
    "sessions.password_hash": "asked before anybody is signed in",
    "sessions.ended_owner": "whose session it was; nobody is signed in any more",
    "checks.public_results": "for a monitor; it names nobody",
    "checks.start_errors": "before anybody can sign in; it names nobody",
    "checks.newest_backup": "the time of a file",
    "jobs.is_timer_alive": "for a monitor; it names nobody",
    "jobs.was_clock_wrong": "about runs that were fetched",
    "accounts.factor_exists": "a condition for queries that have an actor, or a row",
    "accounts.device_factor_exists": "a condition for queries that have an actor",
    "passkeys.link": "whoever holds the link is not signed in",
    "passkeys.presented": "finds out who the actor is",
    "accounts.invitation": "whoever holds the link is not signed in yet",
    "sessions.must_wait": "asked before anybody is signed in",
    "calendar_feed.of_key": "whoever holds the address is not signed in",
    "practice.is_practice": "asked by a handler, in an action that had leave",
    "practice.is_real": "a condition for queries that count; it names nobody",
    "first_steps.forget": "reads nothing",
    "areas.options_everywhere": "public names of villages, for what is not of one",
    "payments.is_due": "a condition for queries that have an actor",
    "areas.names": "public names, also for who chooses a first password",
    "foundation.shown": "the name on the door, also for strangers",
    "bookings.week_parts": "a condition on parts of the week; it names nobody",
    "foundation.forget": "reads nothing",
    "accounts.administrators": "a number, asked before there is an account",
    "concerns.leads": "everybody may know whom to call about a worry",
    "concerns.stand_ins": "whom a concern goes to that waited, for any who raised it",
    "foundation.help_numbers": "whom to call in danger is for every user",
    "concerns.terms": "a setting of the foundation; it names nobody",
    "rates.amounts": "a setting of the foundation; it names nobody",
    "outreach_steps.table": "a setting of the foundation; it names nobody",
    "volunteers.settings": "a setting of the foundation; it names nobody",
    "offline.left_by_writer": "of a match that ended, for the handler of that event",
    "tasks.in_group": "a condition for queries that have an actor",
    "tasks.rank_on": "an expression for queries that have an actor",
    "tasks.waits_for_volunteer": "a condition for queries that have an actor",
    "tasks.open_task": "read by the feature that opened it, in an action of its own",
    "tasks.next_step": "what is shown of a person, for who may see that person",
    "tasks.has_open": "whether there is one, asked in an action that had leave",
    "visits.people_of": "for the tasks about them, in an action that had leave",
    "visits.in_days_off_of": "for a task, in an action that had leave",
    "visits.hold": "locks two rows and reads nothing of them",
    "visits.ahead_of_match": "numbers, asked in an action or by an event of the match",
    "reports.counted_by_day": "numbers, asked where the summaries are counted again",
    "reports.first_day": "asked by an event, in an action that had leave",
    "reports.first_days": "days, asked where the summaries are counted again",
    "reports.has_just_landed": "asked by an event, in an action that had leave",
    "reports.villages_of_people": "asked where the summaries are counted again",
    "reports.years_counted": "asked where the summaries are counted again",
    "bookings.on_closed_parts": "of what ends, for the handler of that event",
    "matches.has_another": "asked by a handler, in an action that had leave",
    "matches.open_of": "what follows for a person, in an action that had leave",
    "matching.open_under": "of what ends, for the handler of that event",
    "matches.open_under": "of what ends, for the handler of that event",
    "referrals.of_person": "what follows for a person, in an action that had leave",
    "referrals.open_under": "of what ends, for the handler of that event",
    "relations.are_tied": "asked by a handler, in an action that had leave",
    "relations.relations_twice": "asked by a handler, in an action that had leave",
    "respite.is_between": "asked by a handler, in an action that had leave",
    "tasks.naming": "asked in an action that had leave",
    "visits.planned_among": "of an undone change, for the handler of that event",
    "visits.planned_twice": "asked by a handler, in an action that had leave",
    "agreements.waiting_for_user": "a part of the query of a session",
    "agreements.lapsed": "of what nobody answered, for the nightly job",
    "agreements.open_of": "of what is asked, for the handler of that event",
    "agreements.held_by_others": "whether, asked in an action that had leave",
    "matches.has_had_any": "whether, asked by a handler of a question",
    "visits.has_visit": "whether, asked by a handler of a question",
    "signals.has_any": "whether, asked by a handler of a question",
    "practice.has_records": "whether, asked by a handler of a question",
    "emergencies.until_of_user": "a part of the query of a session",
    "emergencies.of_others_for_user": "a part of the query of a session",
    "emergencies.every_area": "the numbers of villages, for a session",
    "emergencies.open_of": "of what ends, for the handler of that event",
    "deputies.areas_of_user": "a part of the query of a session",
    "deputies.is_volunteer_alone": "asked by a handler, in an action that had leave",
    "deputies.over": "of what ended, for the nightly job",
    "deputies.open_of": "of what ends, for the handler of that event",
    "accounts.ended_roles": "asked by a handler, in an action that had leave",
    "matches.among": "asked by a handler, in an action that had leave",
    "matches.ended_by": "of what ends, for the handler of that event",
    "outreach.to_go": "a condition for queries of events",
    "respite.tell_apart": "of rows that were fetched",
    "contacts.alike": "a column for queries of lists",
    "contacts.is_carer": "a column for queries of lists",
    "trainings.open_under": "of what ends, for the handler of that event",
    "first_visits.called_off": "asked by a handler, in an action that had leave",
    "first_visits.made_on": "asked by a handler, in an action that had leave",
    "assents.is_withdrawn": "whether, asked in an action that had leave",
    "assents.standing": "of what ends, for the handler of that event",
    "relations.left_behind": "of who died, for the handler of that event",
    "relations.standing": "of what ends, for the handler of that event",
    "respite.bookings_under": "of what ends, for the handler of that event",
    "respite.has_place_ahead": "asked by a handler, in an action that had leave",
    "respite.open_under": "of what ends, for the handler of that event",
    "respite.places_gone": "asked by a handler, in an action that had leave",
    "respite.requests_of": "asked by a handler, in an action that had leave",
    "tasks.taken_by": "a condition for queries of events",
    "visit_reports.as_calls": "of rows that were fetched",
    "visits.open_under": "of what ends, for the handler of that event",
    "visits.passed": "asked by a handler, in an action that had leave",
    "visits.tasks_of": "asked by a handler, in an action that had leave",
    "offline.has_unsent": "asked with the key that only this browser holds",
}
SEVERAL = (Collection, Iterable, Sequence, list, set)


def functions(floor: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """What a floor offers to others."""
    for path in sorted(PACKAGE.glob(f"*/*/{floor}.py")):
        for function in functions_in(path):
            if not function.name.startswith("_"):
                yield f"{path.parent.name}.{function.name}", function


def functions_in(path: Path) -> list[ast.FunctionDef]:
    body = ast.parse(path.read_text()).body
    return [node for node in body if isinstance(node, ast.FunctionDef)]


HANDLED = "on_"
"""What the name of a handler of an event begins with. It runs for an action that asked
first, and whose line in the audit log stands for it."""
SCHEDULES = "schedule"
"""What the name of a function begins with that opens or closes the tasks of a feature,
for an action that asked first; a task that is done leaves the line of that action."""
ACTIONS = {
    name: function
    for name, function in functions("actions")
    if not function.name.startswith((HANDLED, SCHEDULES))
}
QUERIES = dict(functions("queries"))


def first_statement(function: ast.FunctionDef) -> str:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return ast.unparse(body[0])


def test_the_reader_of_the_code_sees_what_is_wrong() -> None:
    wrong = ast.parse("def close(actor, visit):\n    visit.close()").body[0]
    assert isinstance(wrong, ast.FunctionDef)
    assert not first_statement(wrong).startswith("require(")


@pytest.mark.parametrize("name", sorted(set(ACTIONS) - set(WITHOUT_AUDIT_LOG)))
def test_an_action_asks_first_whether_it_may(name: str) -> None:
    first = first_statement(ACTIONS[name])
    assert first.startswith("require(") and "policy.may_" in first, (
        f"begin {name} with require(policy.may_...(actor, ...)); it begins with {first}"
    )


@pytest.mark.parametrize("name", sorted(set(ACTIONS) - set(WITHOUT_AUDIT_LOG)))
def test_an_action_leaves_an_audit_entry(name: str) -> None:
    feature = name.partition(".")[0]
    written_by = BY_ANOTHER.get(name, "audit_log.record").removeprefix(f"{feature}.")
    assert f"{written_by}(actor, " in ast.unparse(ACTIONS[name]), (
        f"let {name} call {written_by}(actor, ...); or, where another line stands for "
        "it, add it to WITHOUT_AUDIT_LOG or BY_ANOTHER of tests/house/test_actions.py"
    )


def arguments(function: ast.FunctionDef) -> list[str]:
    return [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]


def uses(function: ast.FunctionDef, name: str) -> bool:
    """Whether the body passes this parameter on, compares it, or reads of it."""
    nodes = [each for one in function.body for each in ast.walk(one)]
    read = [each.value for each in nodes if isinstance(each, ast.Attribute)]
    for node in nodes:
        if isinstance(node, ast.Call):
            read += [*node.args, *(keyword.value for keyword in node.keywords)]
        if isinstance(node, ast.Compare):
            read += [node.left, *node.comparators]
    return any(isinstance(one, ast.Name) and one.id == name for one in read)


def first_type(name: str) -> Any:
    """The type of the first parameter of a query; what is in it, of a collection."""
    feature, function = name.split(".")
    [folder] = PACKAGE.glob(f"*/{feature}/")
    module = import_module(f"thuis_app.{folder.parent.name}.{feature}.queries")
    query = getattr(module, function)
    hints = {
        one: hint for one, hint in get_type_hints(query).items() if one != "return"
    }
    first = next(iter(hints.values()), None)
    return get_args(first)[0] if get_origin(first) in SEVERAL else first


def is_row(found: Any) -> bool:
    return found is PersonRef or (isinstance(found, type) and issubclass(found, Base))


def test_the_reader_of_queries_sees_what_is_wrong() -> None:
    named = ast.parse(
        "def phones(actor, contact_id):\n    return ask(contact_id)"
    ).body[0]
    used = ast.parse("def phones(actor):\n    return ask(policy.mine(actor))").body[0]
    assert isinstance(named, ast.FunctionDef) and isinstance(used, ast.FunctionDef)
    assert uses(used, "actor") and not uses(named, "actor")
    assert is_row(first_type("contacts.phones")) and is_row(
        first_type("matches.agreed")
    )
    assert not is_row(first_type("offline.has_unsent"))


@pytest.mark.parametrize("name", sorted(set(QUERIES) - set(WITHOUT_ACTOR)))
def test_a_query_has_an_actor_or_asks_about_a_row_that_was_fetched(name: str) -> None:
    """Who holds a row was allowed to fetch it; who holds a number was not."""
    has_actor = arguments(QUERIES[name])[:1] == ["actor"]
    assert has_actor or is_row(first_type(name)), (
        f"{name}: give it an actor, and use it in a condition; or let it take the row"
    )


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=str)
def test_an_actor_that_is_asked_for_is_used(path: Path) -> None:
    """In queries, policies and actions alike: a parameter that nobody reads protects
    nothing."""
    unused = [
        function.name
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef)
        and "actor" in arguments(function)
        and not function.name.startswith(HANDLED)
        and not uses(function, "actor")
    ]
    assert unused == [], "use the actor in a condition, or take the parameter away"


def test_the_exceptions_still_exist() -> None:
    place = "the exceptions of tests/house/test_actions.py"
    others = {*WITHOUT_AUDIT_LOG, *BY_ANOTHER, *BY_ANOTHER.values()}
    for names, code in ((others, ACTIONS), (WITHOUT_ACTOR, QUERIES)):
        wrong = gone(names, code, place=place)
        assert not wrong, wrong


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=str)
def test_only_the_web_commits(path: Path) -> None:
    allowed = {"transaction.py", "database.py", "commands.py"}
    assert path.name in allowed or "session.commit" not in path.read_text(), (
        "leave the commit to web/transaction.py; a command or a job runs its action in "
        "core.database.write_transaction()"
    )


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=str)
def test_functions_stay_small(path: Path) -> None:
    long = [
        node.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > 40
    ]
    assert long == [], "split these by what they do: 40 lines at most, most far fewer"
