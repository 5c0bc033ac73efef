"""What every action and every query has in common, kept by reading the code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import thuis_app

PACKAGE = Path(thuis_app.__file__).parent

WITHOUT_TRAIL = {
    "accounts.count_wrong_try": "counts a failed sign-in; nobody is signed in yet",
    "accounts.count_wrong_password": "its line is written after the rollback",
    "accounts.mark_seen": "keeps a session alive; the page itself leaves the trail",
}
WITHOUT_ACTOR = {
    "accounts.by_session_key": "finds out who the actor is",
    "accounts.by_email": "finds out who the actor is",
    "accounts.password_hash": "asked before anybody is signed in",
    "accounts.invitation": "whoever holds the link is not signed in yet",
    "accounts.must_wait": "asked before anybody is signed in",
    "visits.owner_of": "whoever holds the address of a calendar is not signed in",
    "areas.names": "public names, also for who chooses a first password",
    "foundation.shown": "the name on the door, also for strangers",
    "foundation.forget": "reads nothing",
}


def functions(floor: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """What a floor offers to others: all of a file, what a folder gives out."""
    for path in sorted(PACKAGE.glob(f"*/{floor}.py")):
        for function in functions_in(path):
            if not function.name.startswith("_"):
                yield f"{path.parent.name}.{function.name}", function
    for folder in sorted(PACKAGE.glob(f"*/{floor}/")):
        given = names_given(folder / "__init__.py")
        for path in sorted(folder.glob("*.py")):
            for function in functions_in(path):
                if function.name in given:
                    yield f"{folder.parent.name}.{function.name}", function


def functions_in(path: Path) -> list[ast.FunctionDef]:
    body = ast.parse(path.read_text()).body
    return [node for node in body if isinstance(node, ast.FunctionDef)]


def names_given(path: Path) -> set[str]:
    body = ast.parse(path.read_text()).body
    imports = (node for node in body if isinstance(node, ast.ImportFrom))
    return {alias.asname or alias.name for node in imports for alias in node.names}


ACTIONS = dict(functions("actions"))
QUERIES = dict(functions("queries"))


def first_statement(function: ast.FunctionDef) -> str:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return ast.unparse(body[0])


def test_the_reader_of_the_code_sees_what_is_wrong() -> None:
    wrong = ast.parse("def close(actor, visit):\n    visit.close()").body[0]
    assert isinstance(wrong, ast.FunctionDef)
    assert not first_statement(wrong).startswith("require(")


@pytest.mark.parametrize("name", sorted(set(ACTIONS) - set(WITHOUT_TRAIL)))
def test_an_action_asks_first_whether_it_may(name: str) -> None:
    first = first_statement(ACTIONS[name])
    assert first.startswith("require(") and "policy.may_" in first


@pytest.mark.parametrize("name", sorted(set(ACTIONS) - set(WITHOUT_TRAIL)))
def test_an_action_leaves_a_trail(name: str) -> None:
    assert "trail.record(actor, " in ast.unparse(ACTIONS[name])


@pytest.mark.parametrize("name", sorted(set(QUERIES) - set(WITHOUT_ACTOR)))
def test_a_query_asks_on_whose_behalf(name: str) -> None:
    assert [argument.arg for argument in QUERIES[name].args.args][:1] == ["actor"]


def test_the_exceptions_still_exist() -> None:
    assert set(WITHOUT_TRAIL) <= set(ACTIONS)
    assert set(WITHOUT_ACTOR) <= set(QUERIES)


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=str)
def test_only_the_web_commits(path: Path) -> None:
    allowed = {"transaction.py", "database.py", "commands.py"}
    assert path.name in allowed or "session.commit" not in path.read_text()


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=str)
def test_functions_stay_small(path: Path) -> None:
    long = [
        node.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > 40
    ]
    assert long == []
