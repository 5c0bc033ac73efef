"""What browsers get of static/: small, for ever, and nothing else."""

import gzip
import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hatch_build import stamp_assets
from tests.pages import Browser
from thuis_app import HOUSE
from thuis_app.web.assets import AssetsMissing, init_app
from thuis_app.web.headers import ALWAYS

STATIC = HOUSE / "static"
GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def client(app: Flask, database: None) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def addresses(app: Flask, database: None) -> list[str]:
    """The static files that the sign-in page is drawn with."""
    page = Browser(app).get("/account/sign-in")
    nodes = page.tree.css("link[rel=stylesheet], link[rel=icon], script[src]")
    found = [str(n.attributes.get("href") or n.attributes["src"]) for n in nodes]
    return [address for address in found if address.startswith("/static/")]


def test_a_static_file_is_sent_small_and_kept_for_ever(
    client: FlaskClient, addresses: list[str]
) -> None:
    assert len(addresses) >= 3
    for address in addresses:
        small, plain = sent(client, address, GZIP), sent(client, address, {})

        assert small.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain.headers
        assert gzip.decompress(small.data) == plain.data
        assert len(small.data) < len(plain.data) / 2
        for answer in (small, plain):
            assert answer.status_code == 200
            assert "immutable" in answer.headers["Cache-Control"]
            assert "no-store" not in answer.headers["Cache-Control"]
            assert answer.headers["Vary"] == "Accept-Encoding"
            assert {n: answer.headers.get(n) for n in ALWAYS} == ALWAYS


def test_what_only_the_build_needs_is_not_served(client: FlaskClient) -> None:
    sources = [path for path in STATIC.rglob("*") if path.is_file()]
    unserved = [path for path in sources if STATIC / "served" not in path.parents]

    assert {"package.json", ".npmrc"} <= {path.name for path in unserved}
    for path in unserved:
        address = f"/static/{path.relative_to(STATIC).as_posix()}"
        assert sent(client, address, {}).status_code == 404, address


def test_a_change_gets_another_address(tmp_path: Path) -> None:
    static = tmp_path / "static"
    shutil.copytree(STATIC, static)
    before = names(static)
    (static / "thuis.css").write_text("body { color: black; }")

    stamp_assets(tmp_path)

    gone, come = before - names(static), names(static) - before
    assert len(gone) == len(come) == 2
    for name in gone | come:
        assert name.startswith("thuis.") and ".css" in name


def test_what_was_not_built_stops_the_start(tmp_path: Path) -> None:
    static = tmp_path / "static"
    shutil.copytree(STATIC, static)
    (static / "thuis.css").write_text("body { color: black; }")
    app = Flask(__name__, static_folder=str(static / "served"))

    with pytest.raises(AssetsMissing, match=r"hatch_build\.py"):
        init_app(app)


def sent(client: FlaskClient, address: str, headers: dict[str, str]) -> TestResponse:
    """What is sent, with its file closed."""
    answer = client.get(address, headers=headers)
    answer.get_data()
    answer.close()
    return answer


def names(static: Path) -> set[str]:
    return {path.name for path in (static / "served").rglob("*") if path.is_file()}
