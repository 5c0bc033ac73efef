"""The libraries are used as they are documented, kept by reading the code.

Private names and assignments to what was imported work until a library's next release.
"""

import pytest

from tests.house.plain_found import (
    ASKING,
    MODULES,
    caches,
    foreign_assignments,
    private_attributes,
    private_imports,
    private_overrides,
    read,
)


@pytest.mark.parametrize("path", MODULES)
def test_no_private_name_of_a_library_is_used(path: str) -> None:
    module = MODULES[path]
    found = [*private_imports(module), *private_attributes(module)]

    assert found + list(private_overrides(module, path)) == [], (
        "use what the library documents; a documented name with an underscore "
        "stands with its reason in DOCUMENTED_NAMES"
    )


@pytest.mark.parametrize("path", MODULES)
def test_nothing_is_assigned_to_what_was_imported(path: str) -> None:
    assert list(foreign_assignments(MODULES[path])) == [], (
        "use a hook of the library; an attribute that it documents for this "
        "stands with its reason in DOCUMENTED_ASSIGNMENTS"
    )


@pytest.mark.parametrize("path", ASKING)
def test_no_condition_and_no_query_is_kept_between_requests(path: str) -> None:
    assert list(caches(MODULES[path])) == [], (
        "what an actor may see, and the day of today, change while the application runs"
    )


@pytest.mark.parametrize(
    "source",
    [
        "from markupsafe import _escape_inner as escape",
        "import flask.sansio._typing",
        "from flask import g\ng._flask_babel.translations = 1",
        "from flask import g\ng._flask_babel = 1",
        "from thuis_app.organisation.accounts.queries import _stands",
        "import flask\nx = flask._app_ctx",
        "def f(node): return node._generated",
        "class A(B):\n def _visit(self):\n  return super()._visit()",
        "class A(B):\n def f(self): return self._made_by_nobody_here",
        "def f(x): return getattr(x, '_sa_instance_state')",
    ],
)
def test_a_private_name_is_seen(source: str) -> None:
    module = read(source)

    assert [*private_imports(module), *private_attributes(module)]


@pytest.mark.parametrize(
    "source",
    [
        "from flask_babel import gettext as _\nfrom flask_babel import ngettext as _n",
        "row._asdict(); Line._make(row)",
        "class A:\n def f(self): self._x = 1\n def g(self, other): return other._x",
    ],
)
def test_an_ordinary_name_is_let_pass(source: str) -> None:
    module = read(source)

    assert [*private_imports(module), *private_attributes(module)] == []


def test_a_private_method_that_is_overridden_is_seen() -> None:
    module = read("class UtcDateTime:\n def _set_parent(self, parent): ...")

    assert list(private_overrides(module, "core/database.py"))


@pytest.mark.parametrize(
    "source",
    [
        "from functools import lru_cache\n@lru_cache(maxsize=9)\ndef visible(): ...",
        "from functools import lru_cache as keep\nvisible = keep(build)",
        "import functools\nvisible = functools.cache(build)",
        "from functools import cache\n@cache\ndef visible(): ...",
    ],
)
def test_a_cache_is_seen(source: str) -> None:
    assert list(caches(read(source)))


@pytest.mark.parametrize(
    "source",
    [
        "def init(app):\n app.ensure_sync = None",
        "def init(application: Flask):\n application.json = None",
        "def init(engine):\n dialect: Any = engine.dialect\n dialect.do_begin = None",
        "def init(engine):\n cast('Any', engine.dialect).do_begin = None",
        "import flask\nflask.url_for = None",
        "from flask import Flask\nFlask.url_for, other = None, 1",
        "from flask import Flask\nsetattr(Flask, 'url_for', None)",
        "from jinja2 import Environment as E\ndel E.overlay",
    ],
)
def test_an_assignment_to_what_was_imported_is_seen(source: str) -> None:
    assert list(foreign_assignments(read(source)))


@pytest.mark.parametrize(
    "source",
    [
        "def init(app):\n app.jinja_env.globals['x'] = 1\n app.config['Y'] = 2",
        "def init(app):\n app.wsgi_app = Middleware(app.wsgi_app)",
        "from flask import g\ng.actor = 1",
        "def change(visit: Visit):\n visit.state = 1",
    ],
)
def test_an_ordinary_assignment_is_let_pass(source: str) -> None:
    assert list(foreign_assignments(read(source))) == []
