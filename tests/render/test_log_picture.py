"""The summary of a log as a picture: one file that needs nothing, in which no text of the log comes alive and nothing secret is shown."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from tests.each import each
from tests.hostile.shapes import VALUES, pieces_shown, shapes_of
from tests.render.timed_logs import ANSWERS, FILES, HOUR, accepted, busy_log, refused, stamp, tally_of

from siwakit.flow.logs.marks import Mark
from siwakit.flow.logs.summary import GroupKey, GroupKind, Tally
from siwakit.flow.logs.timeline import DAY, MINUTE, Timeline
from siwakit.render.logs import chart
from siwakit.render.logs.chart import NARROW, WIDE, Series, letter_of
from siwakit.render.logs.picture import render_picture
from siwakit.render.logs.time_axis import Window, find_window, ticks
from siwakit.samples import NOW, Scenario

HOSTILE = (
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "javascript:alert(1)",
    "&lt;script&gt;",
    "\x1b]0;owned\x07",
    "\u202etxt.exe",
    "]]><!--",
    "\x00\ud800",
)


class Tags(HTMLParser):
    """Every tag of a document with its attributes."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(document)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def picture(lines, **more):
    return render_picture(FILES, tally_of(lines), **more)


def text_of(document: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", document.partition("</style>")[2]).split())


def test_it_says_what_since_when_for_how_many_and_whether_it_still_happens():
    words = text_of(picture([refused(NOW - HOUR), refused(NOW - 60), refused(NOW - 120, ANSWERS[1]), accepted(NOW)]))
    assert "3 failures, 2 causes" in words
    assert "The most frequent cause is: Apple answered invalid_client (2 of 3), since 2026-09-21 13:13:20 UTC; " in words
    assert "not seen in the last 1 minute of the log" in words
    assert "Of 4 requests whose outcome the log shows, Apple refused 3 (75%)." in words
    assert "All times are in UTC" in words


def test_a_cause_that_goes_on_until_the_end_is_said_to():
    assert "it still happens at the end of the log" in text_of(picture([accepted(NOW - HOUR), refused(NOW)]))


def test_each_cause_has_its_fix_and_one_sealed_example():
    fields = "&".join(f"{name}={value}" for name, value in Scenario().secret(aud="x").fields())
    document = picture([f"{stamp(NOW)} jane@example.com POST https://appleid.apple.com/auth/token {fields}"])
    assert "siwakit explain secret-aud" in document
    assert "app.log:1" in document
    assert "client_secret=[" in document
    for canary in ("jane", *Scenario().secret(aud="x").compact_secret().split(".")):
        assert canary[:24] not in document


@each("shape", tuple(shapes_of("password", "x")))
def test_no_shape_of_a_credential_is_shown(shape):
    for value in VALUES.values():
        text = shapes_of("password", value)[shape].replace("\n", " ")
        document = picture([f"{stamp(NOW)} apple invalid_client {text}", refused(NOW, f"apple {ANSWERS[0]} {text}")])
        assert pieces_shown(value, document) == []


def test_without_successes_there_is_no_share():
    assert "Share of refused" not in picture([refused(NOW)])


def test_times_that_the_log_does_not_have_are_said_and_not_drawn():
    document = picture(["apple invalid_client", refused(NOW)])
    assert "Failures without a time, counted but not drawn: 1." in text_of(document)
    undrawn = picture(["apple invalid_client"])
    assert "No record of a failure has a time" in undrawn
    assert 'role="img"' not in undrawn


@pytest.mark.parametrize("tally", [Tally(), tally_of([accepted(NOW)])], ids=["nothing", "only successes"])
def test_a_log_without_failures_is_a_page_too(tally):
    assert "<h1>" in render_picture(FILES, tally)


def test_the_style_is_allowed_by_its_hash_and_nothing_else_is():
    document = picture(busy_log())
    style = document.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    tags = Tags(document).found
    (policy,) = [attributes["content"] for tag, attributes in tags if attributes.get("http-equiv") == "Content-Security-Policy"]
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    # It applies to what comes after it.
    assert [tag for tag, _ in tags[:5]] == ["html", "head", "meta", "meta", "meta"]


def test_nothing_refers_to_anywhere_else():
    document = picture(busy_log(), marks=(Mark(NOW, "release"),))
    for tag, attributes in Tags(document).found:
        assert tag not in {"script", "link", "img", "iframe", "object", "use", "image", "form", "base"}
        assert not {"src", "srcset", "style", "action", "data", "xlink:href"} & attributes.keys()
        assert not [name for name in attributes if name.startswith("on")]
        assert attributes.get("href", "#").startswith("#")
    style = document.partition("<style>")[2].partition("</style>")[0]
    assert not re.search(r"url\(|@import|@font-face|//", style)


@each("text", HOSTILE)
def test_no_text_of_a_log_or_name_becomes_markup(text):
    plain = picture([refused(NOW)], marks=(Mark(NOW, "m"),))
    ((_, group),) = tally_of([refused(NOW, f"{ANSWERS[0]} {text}")]).groups
    tally = Tally(records=1, groups=((GroupKey(GroupKind.ANSWER, "invalid_client", text), group),))
    document = render_picture([(f"{text}.log", 1, 1)], tally, marks=(Mark(NOW, text),), show_secrets=True)
    assert Counter(tag for tag, _ in Tags(document).found) <= Counter(tag for tag, _ in Tags(plain).found)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202e\ud800]", document)
    document.encode()


def test_ids_are_unique_and_every_reference_has_its_target():
    tags = Tags(picture(busy_log(), marks=(Mark(NOW - HOUR, "a"),))).found
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {attributes["href"][1:] for _, attributes in tags if "href" in attributes}
    targets |= {found for _, attributes in tags for found in re.findall(r"url\(#([^)]+)\)", attributes.get("fill") or "")}
    targets |= {name for _, attributes in tags for name in (attributes.get("aria-labelledby") or "").split()}
    assert targets <= set(ids)


def test_the_largest_six_are_drawn_and_the_rest_as_one():
    document = picture(busy_log())
    assert "2 other causes, listed below" in document
    assert 'id="cause-H"' in document
    assert document.count('class="swatch"') == 7


def test_each_layer_has_a_pattern_besides_its_colour():
    assert len(set(chart._HATCHES)) == chart.MAX_SERIES


def test_the_table_adds_up_to_the_chart():
    document = picture(busy_log())
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", document)
    sums = [sum(int(cell) for cell in column) for column in zip(*(re.findall(r"<td>([\d,]+)</td>", row) for row in rows), strict=True)]
    tally = tally_of(busy_log())
    ranked = [group.count for _, group in tally.ranked]
    assert sums == [*ranked[:6], sum(ranked[6:]), tally.refused, tally.outcomes.accepted_count]


def test_letters_go_on_after_z():
    assert [letter_of(number) for number in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]


def line(*times):
    return Timeline(MINUTE, tuple((time, 1) for time in sorted(times)))


def test_a_window_is_in_minutes_hours_or_days_as_its_length_asks():
    steps = [find_window([line(NOW, NOW + span)], 240).step for span in (HOUR, 9 * DAY, 100 * DAY)]
    assert steps == [MINUTE, HOUR, DAY]


def test_a_window_is_never_a_single_bar():
    assert len(find_window([line(NOW)], 240).starts) >= 12
    assert find_window([Timeline()], 240) is None


def test_a_wrong_clock_does_not_squeeze_all_others_into_one_bar():
    times = Timeline(MINUTE, ((1_000_000_020, 1), *((NOW + 60 * number, 10) for number in range(60))))
    window = find_window([times], 240)
    assert (window.step, window.left_out(times)) == (MINUTE, 1)
    stray = [refused(1_000_000_020), *(refused(NOW + 60 * number) for number in range(200))]
    assert "far from all others in time: 1 failure." in text_of(picture(stray))


def test_a_mark_shortly_before_the_first_failure_is_in_the_window():
    mark = NOW - 30 * MINUTE
    assert find_window([line(NOW, NOW + HOUR)], 240, [mark]).start <= mark
    far = picture([refused(NOW)], marks=(Mark(NOW - 400 * DAY, "old"), Mark(NOW, "new")))
    assert "(outside the chart)" in far
    assert far.count("<circle") == 2  # one in each size of the chart


@each("span", [MINUTE, HOUR, 5 * HOUR, DAY, 9 * DAY, 60 * DAY, 400 * DAY, 3000 * DAY, 200_000 * DAY])
def test_labels_are_round_times_and_not_too_many(span):
    for canvas in (WIDE, NARROW):
        window = find_window([line(NOW, NOW + span)], canvas.most_bars)
        found = ticks(window, canvas.most_ticks)
        assert 1 <= len(found) <= canvas.most_ticks + 1
        assert all(window.start <= tick.at < window.end for tick in found)


def test_marks_that_are_close_are_numbered_in_rows():
    window = Window(NOW, NOW + 100 * MINUTE, MINUTE)
    marks = [Mark(NOW + 10 * MINUTE, "a"), Mark(NOW + 11 * MINUTE, "b"), Mark(NOW + 50 * MINUTE, "c")]
    drawn = chart._marks_in(marks, window)
    plot = chart._Plot(WIDE, window, 1, 0)
    assert [row for *_, row in chart._placed(plot, drawn)] == [0, 1, 0]


@pytest.mark.parametrize(("most", "limit"), [(0, 1), (1, 1), (7, 8), (9, 10), (59, 60), (101, 200), (1_234_567, 2_000_000)])
def test_the_axis_ends_at_a_round_number(most, limit):
    assert chart._nice_limit(most) == limit
    assert all(isinstance(step, int) for step in chart._steps(limit))


def test_a_single_failure_is_seen_beside_a_million():
    series = (
        Series("A", 0, "a", Timeline(MINUTE, ((NOW // 60 * 60, 1_000_000),))),
        Series("B", 1, "b", Timeline(MINUTE, ((NOW // 60 * 60 + 60, 1),))),
    )
    window = find_window([layer.times for layer in series], 240)
    image = chart.stacked_chart(series, window, (), WIDE)
    heights = [float(rectangle.get("height")) for group in image.findall("g") for rectangle in group.findall("rect")]
    assert min(heights) >= 1.5
