"""What stays behind in the folder in which a browser keeps everything: no word."""

from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Playwright, expect

from tests.browser import tablets
from tests.browser.tablets import (
    AppServer,
    begin,
    open_day,
    opened,
    sign_in,
    without,
    write,
)

# Words that no browser has of its own.
WORDS = [f"zwaluw{number:03}kwelder" for number in range(200)]


def found_in(folder: Path, words: list[str]) -> dict[str, list[str]]:
    """Which files of a profile hold which words, however they are written."""
    found: dict[str, list[str]] = {}
    for file in folder.rglob("*"):
        if file.is_file() and not file.is_symlink():
            content = file.read_bytes().lower()
            for word in words:
                if any(word.encode(way) in content for way in ("utf-8", "utf-16-le")):
                    found.setdefault(str(file.relative_to(folder)), []).append(word)
    return found


def profile(
    playwright: Playwright,
    server: AppServer,
    folder: Path,
    launched: dict[str, Any],
) -> BrowserContext:
    """A browser that keeps a profile, as a tablet does."""
    chromium = playwright.chromium
    return chromium.launch_persistent_context(
        folder, **launched, **tablets.screen(server)
    )


def test_a_profile_holds_no_word_of_finished_reports_nor_after_signing_out(
    server: AppServer,
    playwright: Playwright,
    browser_type_launch_args: dict[str, Any],
    tmp_path: Path,
) -> None:
    """100 words in finished reports, 50 in a draft, 10 in the form of Thuis itself,
    and 40 names of people."""
    server.clear()
    finished, begun = WORDS[:100], WORDS[100:150]
    typed, names = WORDS[150:160], WORDS[160:]
    for name in names:
        server.visit("grietje", name.title())
    context = profile(playwright, server, tmp_path, browser_type_launch_args)
    page = opened(context)
    page.get_by_role("link", name="Verslag schrijven").last.click()
    expect(page.locator("#report-form[data-is-watched]")).to_have_count(1)
    page.get_by_label("In eigen woorden").press_sequentially(typed[0])
    page.get_by_label("Vertel in een paar zinnen").fill(" ".join(typed))
    expect(page.locator("#saved")).to_contain_text("Bewaard om")
    without(context, page)
    write(page, 0, " ".join(finished[:80]))
    page.get_by_role("button", name="Verslag schrijven").first.click()
    page.get_by_label("Fijn").check()
    page.get_by_label("In eigen woorden").fill(" ".join(finished[80:90]))
    page.get_by_text("Meer vertellen").click()
    page.get_by_label("Wat spraken jullie af").fill(" ".join(finished[90:]))
    page.get_by_role("button", name="Klaar, verstuur straks").click()
    expect(page.locator("#finished")).to_be_visible()
    begin(page, " ".join(begun))
    context.close()

    assert (tmp_path / "Default").is_dir()
    assert found_in(tmp_path, WORDS) == {}

    context = profile(playwright, server, tmp_path, browser_type_launch_args)
    page = context.new_page()
    sign_in(page, "grietje")
    open_day(page)
    page.get_by_role("button", name="Afmelden").click()
    expect(page.get_by_text("Je bent afgemeld.")).to_be_visible()
    context.close()

    assert found_in(tmp_path, WORDS) == {}
    assert len(server.reports()) == 2


def test_the_search_in_a_profile_finds_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"xx" + WORDS[0].title().encode())
    (tmp_path / "b").write_bytes(b"xx" + WORDS[1].encode("utf-16-le"))

    assert set(found_in(tmp_path, WORDS)) == {"a", "b"}
