"""Pages are sent compressed, but never where another site can have had a hand in it."""

import gzip

import pytest
from flask import Flask

OURS = {"Sec-Fetch-Site": "same-origin", "Accept-Encoding": "gzip, deflate, br"}
PATHS = ("/account/sign-in", "/nowhere", "/static/nowhere", "/foundation/style.css")


def test_a_page_that_ours_led_to_is_sent_small(app: Flask, database: None) -> None:
    client = app.test_client()
    for path in PATHS[:3]:
        small = client.get(path, headers=OURS)
        plain = client.get(path, headers=OURS | {"Accept-Encoding": "identity"})

        assert small.headers["Content-Encoding"] == "gzip", path
        assert small.content_length == len(small.data) < len(plain.data) / 2
        assert b"<h1" in gzip.decompress(small.data)
        assert "Content-Encoding" not in plain.headers
        for answer in (small, plain):
            vary = set(answer.headers["Vary"].split(", "))
            assert {"Accept-Encoding", "Sec-Fetch-Site"} <= vary


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", ""])
def test_a_page_that_another_site_may_have_led_to_is_not_compressed(
    app: Flask, database: None, site: str
) -> None:
    """Its size would tell a stranger who listens of the token that stands in it."""
    headers = {"Accept-Encoding": "gzip"} | ({"Sec-Fetch-Site": site} if site else {})
    for path in PATHS:
        answer = app.test_client().get(path, headers=headers)
        assert "Content-Encoding" not in answer.headers, path
