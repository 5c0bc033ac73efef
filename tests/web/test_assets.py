"""What browsers get of static/: small, for ever, and nothing else."""

import gzip
import json
import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hatch_build import TOOLS, build_assets
from tests.pages import Browser
from thuis_app import PROJECT_ROOT
from thuis_app.web.assets import AssetsMissing, init_app
from thuis_app.web.headers import ALWAYS

STATIC = PROJECT_ROOT / "static"
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

    assert {"manifest.json", "outbox.js"} <= {path.name for path in unserved}
    for path in unserved:
        address = f"/static/{path.relative_to(STATIC).as_posix()}"
        assert sent(client, address, {}).status_code == 404, address


@pytest.mark.parametrize(
    ("source", "text", "served"),
    [
        ("thuis.css", "body { color: black; }", "thuis.{}.css"),
        ("src/page.js", "document.title = 'Thuis';", "page.{}.js"),
    ],
)
def test_a_change_gets_another_address(
    checkout: Path, source: str, text: str, served: str
) -> None:
    before = names(checkout)
    (checkout / "static" / source).write_text(text)

    build_assets(checkout)

    gone, come = before - names(checkout), names(checkout) - before
    assert len(gone) == len(come) == 2
    start, end = served.split("{}")
    for name in gone | come:
        assert name.startswith(start) and end in name


def test_what_is_up_to_date_is_left_alone(checkout: Path) -> None:
    (checkout / "node_modules").unlink()

    build_assets(checkout)

    assert not (checkout / "node_modules").exists()


def test_what_was_damaged_is_built_again(checkout: Path) -> None:
    before = names(checkout)
    page = next((checkout / "static" / "served").glob("page.*.js"))
    whole = page.read_bytes()
    page.write_bytes(whole[:100])

    build_assets(checkout)

    assert page.read_bytes() == whole and names(checkout) == before


@pytest.mark.parametrize("source", ["thuis.css", "src/outbox.js"])
def test_what_was_not_built_stops_the_start(checkout: Path, source: str) -> None:
    (checkout / "static" / source).write_text("")
    app = Flask(__name__, static_folder=str(checkout / "static" / "served"))

    with pytest.raises(AssetsMissing, match=r"hatch_build\.py"):
        init_app(app)


def test_bundles_are_classic_scripts_without_what_only_we_need() -> None:
    """The service worker of older browsers may be no module."""
    known = json.loads((STATIC / "manifest.json").read_text())["names"]
    for name in ("page.js", "tablet.js", "worker.js"):
        text = (STATIC / "served" / known[name]).read_text()
        assert not text.startswith(("import", "export"))
        assert "sourceMappingURL" not in text


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what the assets are built from and into."""
    shutil.copytree(STATIC, tmp_path / "static")
    for name in ("package.json", *TOOLS):
        shutil.copy(PROJECT_ROOT / name, tmp_path)
    (tmp_path / "node_modules").symlink_to(PROJECT_ROOT / "node_modules")
    return tmp_path


def sent(client: FlaskClient, address: str, headers: dict[str, str]) -> TestResponse:
    """What is sent, with its file closed."""
    answer = client.get(address, headers=headers)
    answer.get_data()
    answer.close()
    return answer


def names(root: Path) -> set[str]:
    served = root / "static" / "served"
    return {path.name for path in served.rglob("*") if path.is_file()}
