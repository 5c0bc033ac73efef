"""Each feature is on the list of the application, and nothing else is needed for it."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask

import thuis_app
from thuis_app import FEATURES
from thuis_app.web.features import Feature

PACKAGE = Path(thuis_app.__file__).parent
FOLDERS = {path.parent for path in PACKAGE.glob("*/*/__init__.py")}
NOT_FEATURES = {"core", "web", "translations"}


def names() -> set[str]:
    """The folders of features, as `FEATURES` names them."""
    return {
        f"{folder.parent.name}.{folder.name}"
        for folder in FOLDERS
        if folder.parent.name not in NOT_FEATURES
    }


def test_every_feature_is_on_the_list_of_the_application() -> None:
    missing = names() - set(FEATURES)
    assert not missing, f"add {sorted(missing)} to FEATURES in thuis_app/__init__.py"
    left = sorted(set(FEATURES) - names())
    assert not left, f"there is no such folder: take {left} out of FEATURES"


@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_says_what_it_brings_in_one_object(name: str) -> None:
    module = import_module(f"thuis_app.{name}.feature")
    assert isinstance(module.feature, Feature)


@pytest.mark.parametrize("folder", sorted(FOLDERS), ids=str)
def test_importing_a_package_runs_nothing(folder: Path) -> None:
    found = (folder / "__init__.py").read_text()
    assert found.strip() == "", f"{folder}/__init__.py stays empty"


def test_no_floor_is_a_folder() -> None:
    """What is too big for a file is a feature of its own, by sub-domain."""
    folders = [path for path in PACKAGE.glob("*/*/*/") if path.name != "__pycache__"]
    wrong = [path for path in folders if path.parents[1].name not in NOT_FEATURES]
    assert not wrong, f"make a feature of its own of each of these: {wrong}"


def modules_after(*imported: str) -> set[str]:
    """What a process of its own has imported after these imports."""
    lines = [f"import {name}" for name in imported]
    code = "\n".join([*lines, "import sys", "print(*sys.modules)"])
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return set(run.stdout.split())


def test_rules_import_neither_flask_nor_sqlalchemy() -> None:
    rules = [
        name for name in FEATURES if (PACKAGE / path_of(name) / "rules.py").exists()
    ]
    found = modules_after(*(f"thuis_app.{name}.rules" for name in rules))

    wrong = found & {"flask", "sqlalchemy", "wtforms", "jinja2"}
    assert not wrong, f"a rules.py imports {wrong}, itself or by another module"


def test_models_import_no_views_and_no_forms() -> None:
    kept = [
        name for name in FEATURES if (PACKAGE / path_of(name) / "models.py").exists()
    ]
    found = modules_after(*(f"thuis_app.{name}.models" for name in kept))

    assert found & {"wtforms", "flask_login", "flask_wtf", "htmx_flask"} == set()
    assert not [name for name in found if name.endswith((".views", ".forms"))]


def test_an_entry_of_the_menu_covers_what_exists(app: Flask) -> None:
    modules = [import_module(f"thuis_app.{name}.feature") for name in FEATURES]
    features: list[Feature] = [module.feature for module in modules]
    named = {one.blueprint.name for one in features if one.blueprint}
    named |= {rule.endpoint for rule in app.url_map.iter_rules()}
    covered = {name for one in features for line in one.menu for name in line.covers}

    unknown = sorted(covered - named)
    assert not unknown, f"a MenuLine covers no feature and no endpoint: {unknown}"


def path_of(name: str) -> str:
    return name.replace(".", "/")
