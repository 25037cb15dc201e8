"""The picture of a log in a real browser: on a desktop and a phone, light and dark, and with a log that would run scripts if it could."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from tests.render.timed_logs import ANSWERS, HOUR, busy_log, refused, tally_of

from siwakit.flow.logs.marks import Mark
from siwakit.flow.logs.summary import GroupKey, GroupKind, Tally
from siwakit.render.logs.picture import render_picture
from siwakit.samples import NOW

pytestmark = pytest.mark.browser

SIZES = {"phone": (390, 844), "desktop": (1360, 900)}
FILES = (("app.log", 1234, 567_890),)
MARKS = (Mark(NOW - 40 * HOUR, "release-412"), Mark(NOW - 39 * HOUR, "release-412 rolled back"), Mark(NOW - 10 * HOUR, "key rotated"))
ATTACKS = '<script>document.title="owned"</script><img src=http://evil.example/x onerror=document.title="owned"><svg onload=document.title="owned">'
# Boxes of the texts of each chart that is shown, and the box of the chart.
TEXT_BOXES = """() => [...document.querySelectorAll('svg.chart')].filter((chart) => chart.getBoundingClientRect().width).map((chart) => ({
    chart: chart.getBoundingClientRect().toJSON(),
    texts: [...chart.querySelectorAll('text')].map((text) => text.getBoundingClientRect().toJSON()),
}))"""


@pytest.fixture
def opened(chromium: Browser, tmp_path: Path):
    """Open a picture from a file; the test fails if anything else is asked for, or if the policy has to block something."""
    complaints: list[str] = []
    contexts = []

    def show(document: str, size: str = "desktop", scheme: str = "light") -> Page:
        path = tmp_path / "picture.html"
        path.write_text(document, "utf-8")
        width, height = SIZES[size]
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: None if request.url == path.as_uri() else complaints.append(request.url))
        page.goto(path.as_uri())
        return page

    yield show
    for context in contexts:
        context.close()
    assert complaints == []


def busy_picture() -> str:
    return render_picture(FILES, tally_of(busy_log()), marks=MARKS)


def overlap(one: dict, other: dict) -> bool:
    is_beside = one["right"] <= other["left"] or other["right"] <= one["left"]
    return not is_beside and one["bottom"] > other["top"] and other["bottom"] > one["top"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_it_can_be_read_on_each_screen(opened, size, scheme):
    page = opened(busy_picture(), size, scheme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    charts = page.evaluate(TEXT_BOXES)
    assert len([chart for chart in charts if chart["texts"]]) == 2
    for chart in charts:
        texts = chart["texts"]
        assert [text for text in texts if text["height"] < 10] == []
        assert [text for text in texts if text["left"] < chart["chart"]["left"] - 1 or text["right"] > chart["chart"]["right"] + 1] == []
        assert [(a, b) for number, a in enumerate(texts) for b in texts[number + 1 :] if overlap(a, b)] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing(opened, size, scheme):
    page = opened(busy_picture(), size, scheme)
    page.locator("summary").click()
    # axe runs as a script, which the policy of the page forbids; it is the same page without one.
    page.set_content(re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.content()))
    found = Axe().run(page).response["violations"]
    assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found] == []


def test_the_layers_of_a_chart_differ_without_colour(opened):
    page = opened(busy_picture())
    shown = page.evaluate("[...document.querySelectorAll('.legend .swatch pattern path')].map((path) => path.getAttribute('d'))")
    assert len(set(shown)) == len(shown) == 5  # the first layer is plain
    assert page.locator("svg.wide title").first.text_content() == "Failures over time"
    assert "A, Apple answered" in page.locator("svg.wide desc").first.text_content()


def test_a_bar_says_its_numbers_and_a_legend_leads_to_its_cause(opened):
    page = opened(busy_picture())
    assert re.fullmatch(r"2026-09-\d\d \d\d:00 UTC: (?:[A-F] \d+(?:, )?|other \d+)+", page.locator("svg.wide g title").first.text_content())
    page.locator(".legend a").nth(2).click()
    assert page.evaluate("location.hash") == "#cause-C"


def test_nothing_in_a_log_comes_alive(opened):
    ((_, group),) = tally_of([refused(NOW, f"{ANSWERS[0]} {ATTACKS}")]).groups
    tally = Tally(records=1, groups=((GroupKey(GroupKind.ANSWER, "invalid_client", ATTACKS), group),))
    page = opened(render_picture([(ATTACKS, 1, 1)], tally, marks=(Mark(NOW, ATTACKS),), show_secrets=True))
    assert page.title() == "Sign in with Apple: 1 failure, 1 cause"
    assert page.locator("script, img").count() == 0
    assert ATTACKS in page.locator(".marks").first.text_content()


def test_the_policy_forbids_what_markup_would_do(chromium: Browser, tmp_path: Path):
    """Even if a text became markup, the policy in the file would stop it."""
    attacked = busy_picture().replace("<main>", f"<main>{ATTACKS}<style>h1{{display:none}}</style>", 1)
    path = tmp_path / "attacked.html"
    path.write_text(attacked, "utf-8")
    page = chromium.new_page()
    failed: list[tuple[str, str | None]] = []
    page.on("requestfailed", lambda request: failed.append((request.url, request.failure)))
    page.goto(path.as_uri())
    assert page.title() != "owned"
    assert page.locator("h1").is_visible()
    assert failed == [("http://evil.example/x", "csp")]
    page.close()


def test_it_is_printed_in_light_colours_with_its_bars(opened):
    page = opened(busy_picture(), "desktop", "dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('svg.wide')).printColorAdjust") == "exact"
    assert not page.locator("section.table").is_visible()
