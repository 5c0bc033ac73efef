import pytest

from thuis_app.reaching.letters import rules
from thuis_app.reaching.letters.rules import STANDARD_TEXTS, PaperKind, Placeholder


@pytest.mark.parametrize("kind", PaperKind)
def test_the_text_one_begins_with_can_be_filled_in(kind: PaperKind) -> None:
    text = STANDARD_TEXTS[kind]

    assert rules.unknown_places(text) == []
    assert all(f"{{{place}}}" in text for place in Placeholder)


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("Beste {aanhef},", []),
        ("Beste {naam},", ["naam"]),
        ("Beste {Aanhef},", ["Aanhef"]),
        ("Beste {aanhef", ["{"]),
        ("Beste aanhef}", ["}"]),
        ("Beste {},", [""]),
        ("{{aanhef}}", ["{", "}"]),
        ("", []),
    ],
)
def test_what_nobody_can_fill_in_is_found(text: str, unknown: list[str]) -> None:
    assert rules.unknown_places(text) == unknown


def test_paragraphs_are_filled_in_and_the_rest_is_written_by_hand() -> None:
    text = "Beste {aanhef},\r\n\r\nBel {telefoon}.\nGroet"

    paragraphs = rules.filled(text, {Placeholder.TELEPHONE: "050 555 0144"})

    assert paragraphs == [
        ["Beste ", None, ","],
        ["Bel ", "050 555 0144", ".\nGroet"],
    ]


def test_what_was_stored_before_a_place_went_stays_as_it_stands() -> None:
    assert rules.filled("Dag {naam}", {}) == [["Dag ", "{naam}", ""]]
