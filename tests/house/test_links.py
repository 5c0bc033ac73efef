"""Links of pages and partials that are included count as imports: none points up."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask

from thuis_app import FEATURES, PROJECT_ROOT

TEMPLATES = PROJECT_ROOT / "templates"
PACKAGE = Path(__file__).parents[2] / "thuis_app"
NAMED = re.compile(r"""\b(?:url_for|external)\(\s*["']([a-z_]+)\.[a-z_]+["']""")
INCLUDED = re.compile(
    r"""{%-?\s*(?:include|import|from|extends)\s+["'](?:[a-z]+/)?([a-z_]+)/"""
)


class Arrow(NamedTuple):
    """A file that names something of a feature."""

    file: Path
    feature: str


def ranks() -> dict[str, int]:
    """How high each feature stands, from the contracts of import-linter."""
    project = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text())
    contracts = project["tool"]["importlinter"]["contracts"]
    lines = {
        one["containers"][0].removeprefix("thuis_app").lstrip("."): one["layers"]
        for one in contracts
        if one["type"] == "layers" and len(one["containers"]) == 1
    }
    alone = {name.split(".")[0]: [name.split(".")[1]] for name in FEATURES}
    order = [
        feature
        for district in lines[""]
        for feature in lines.get(district, alone.get(district, []))
    ]
    return {feature: -place for place, feature in enumerate(order)}


def arrows() -> Iterator[Arrow]:
    for file in sorted(TEMPLATES.rglob("*.html")):
        text = file.read_text()
        for name in (*NAMED.findall(text), *INCLUDED.findall(text)):
            yield Arrow(file, name)
    for file in sorted(PACKAGE.rglob("*.py")):
        for name in NAMED.findall(file.read_text()):
            yield Arrow(file, name)


def test_every_feature_has_its_place_in_the_line() -> None:
    assert set(ranks()) == {name.split(".")[1] for name in FEATURES}


@pytest.mark.parametrize("arrow", sorted(set(arrows())), ids=str)
def test_no_link_and_no_include_points_up(arrow: Arrow) -> None:
    known = ranks()
    own = known.get(arrow.file.parent.name)
    named = known.get(arrow.feature)
    points_up = named is not None and (own is None or named > own)

    assert not points_up, (
        f"{arrow.file.name} names a page of {arrow.feature}, which stands above it: "
        f"name it in links={{...}} of {arrow.feature}/feature.py, and use link(name)"
    )


def test_every_name_of_a_link_leads_to_an_endpoint(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert set(app.extensions["links"].values()) <= endpoints


def test_two_features_give_no_link_the_same_name(app: Flask) -> None:
    given = re.compile(r'"([a-z_]+)": "[a-z_]+\.[a-z_]+"')
    files = PACKAGE.glob("*/*/feature.py")
    names = [name for file in files for name in given.findall(file.read_text())]
    assert len(names) == len(set(names))
