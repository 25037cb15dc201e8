"""The summary on any executor and from any place gives the same result, to the last line."""

from __future__ import annotations

import bz2
import gzip
import itertools
import json
import lzma
import os
import pickle
import random
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from functools import reduce
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from siwakit.edge.files import log_files, log_pool, log_streams
from siwakit.edge.files.log_files import Source, named_sources
from siwakit.edge.files.log_pool import Bulk, Workers, WrongVersion, tally_files
from siwakit.errors import NotReadable, TooLarge, UsageError
from siwakit.evidence.known import Known
from siwakit.flow.logs import log_records
from siwakit.flow.logs.marks import Mark
from siwakit.flow.logs.summary import MAX_ANSWERS, OTHER_ANSWERS, Tally
from siwakit.flow.logs.timeline import Period
from siwakit.render.logs.picture import render_picture
from siwakit.samples import Scenario

CONTEXT = log_pool.WorkerContext(Known(), (), 1_790_000_000)
FORM = "&".join(f"{name}={value}" for name, value in Scenario().secret(aud="x").fields())
LINES = (
    '2026-09-21T14:13:20Z ERROR apple {"error":"invalid_client"}',
    f"2026-09-21T14:13:21Z DEBUG POST https://appleid.apple.com/auth/token {FORM}",
    "google invalid_grant",
    'apple {"error":"invalid_grant","error_description":"The code has already been used."}',
)


def log_text(lines, seed=1):
    draw = random.Random(seed)  # noqa: S311  a log, not a secret
    return "".join(f"{draw.choice(LINES) if draw.randrange(9) == 0 else f'line {number}'}\n" for number in range(lines)).encode()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(log_files, "BODY_BYTES", 1000)
    monkeypatch.setattr(log_files, "REMOTE_BYTES", 3000)
    monkeypatch.setattr(log_streams, "BODY_BYTES", 900)
    Path("app.log").write_bytes(log_text(900))
    return tmp_path


def expected(*paths):
    return tally_files(named_sources(paths), CONTEXT, jobs=1)


class Shuffled(Executor):
    """Executor that pickles what it is given, and finishes tasks in any order."""

    def __init__(self, seed):
        self.draw = random.Random(seed)  # noqa: S311  a log, not a secret
        self.waiting = []

    def submit(self, function, /, *arguments):
        future = Future()
        self.waiting.append((future, pickle.dumps((function, arguments))))
        if len(self.waiting) > 5:
            self.draw.shuffle(self.waiting)
            while self.waiting:
                self.run(*self.waiting.pop())
        return future

    def run(self, future, packed):
        function, arguments = pickle.loads(packed)  # noqa: S301  what this test has pickled
        future.set_result(pickle.loads(pickle.dumps(function(*arguments))))  # noqa: S301


@pytest.mark.parametrize("seed", range(5))
def test_results_in_any_order_add_up_to_the_same(folder, seed):
    executor = Shuffled(seed)

    def flush():
        while executor.waiting:
            executor.run(*executor.waiting.pop())

    workers = Workers(executor, lambda: 7, flush)
    assert tally_files(named_sources(("app.log",)), CONTEXT, workers=nullcontext(workers)) == expected("app.log")


def test_threads_are_an_executor_too(folder):
    with ThreadPoolExecutor(3) as executor:
        workers = nullcontext(Workers(executor, lambda: 6, lambda: None))
        assert tally_files(named_sources(("app.log", "app.log")), CONTEXT, workers=workers) == expected("app.log", "app.log")


def test_tallies_add_up_in_any_grouping(folder):
    parts = [
        log_pool.tally_task(log_pool.__version__, CONTEXT, log_pool.Task(0, part.start, part)) for part in log_files.source_parts(Source("app.log"))
    ]
    tallies = [done.tally.placed(0, done.start) for done in parts]
    whole = reduce(Tally.joined, tallies)
    assert len(tallies) > 9
    for seed in range(9):
        draw, left = random.Random(seed), list(tallies)  # noqa: S311  an order, not a secret
        while len(left) > 1:
            draw.shuffle(left)
            left.append(left.pop().joined(left.pop()))
        assert left[0] == whole


def picture(bulk):
    files = [(file.name, file.lines, file.size) for file in bulk.files]
    return render_picture(files, bulk.tally, marks=(Mark(1_790_000_000, "release"),), show_secrets=False)


def test_a_picture_is_the_same_on_every_executor(folder):
    Path("other.log").write_bytes(log_text(500, 2))
    sources = named_sources(("app.log", "other.log"))
    alone = picture(tally_files(sources, CONTEXT, jobs=1))
    executor = Shuffled(7)

    def flush():
        while executor.waiting:
            executor.run(*executor.waiting.pop())

    with ThreadPoolExecutor(3) as threads:
        pictures = [
            picture(tally_files(sources, CONTEXT, jobs=2)),
            picture(tally_files(sources, CONTEXT, workers=nullcontext(Workers(executor, lambda: 7, flush)))),
            picture(tally_files(sources, CONTEXT, workers=nullcontext(Workers(threads, lambda: 6, lambda: None)))),
        ]
    assert alone.count("<section id=") > 2
    assert pictures == [alone] * 3


def test_every_worker_counts_only_the_period(folder):
    context = replace(CONTEXT, period=Period(since=1_790_000_001))
    alone = tally_files(named_sources(("app.log",)), context, jobs=1)
    with ThreadPoolExecutor(3) as threads:
        assert tally_files(named_sources(("app.log",)), context, workers=nullcontext(Workers(threads, lambda: 6, lambda: None))) == alone
    assert tally_files(named_sources(("app.log",)), context, jobs=2) == alone
    assert 0 < alone.tally.records < expected("app.log").tally.records


@pytest.mark.parametrize("most", [150, 1000])
def test_a_log_with_any_number_of_answers_has_few_groups_and_no_count_is_lost(folder, monkeypatch, most):
    monkeypatch.setattr(log_records, "_MOST_GROUPS", most)
    monkeypatch.setattr(log_files, "BODY_BYTES", 20_000)
    monkeypatch.setattr(log_streams, "BODY_BYTES", 15_000)
    draw = random.Random(5)  # noqa: S311  a log, not a secret
    words = [draw.randrange(700) for _ in range(3000)]
    lines = [f'2026-09-21T14:13:20Z apple {{"error":"invalid_grant","error_description":"user not found {number}"}}\n' for number in words]
    Path("many.log").write_text("".join(lines) + f"{LINES[0]}\n", "utf-8")
    tally = expected("many.log").tally
    groups = dict(tally.groups)
    assert len(groups) == MAX_ANSWERS + 1
    assert sum(group.count for group in groups.values()) == tally.records == 3001
    named = [key for key in groups if key.description]
    assert len(named) == MAX_ANSWERS - 1
    assert [groups[key].count for key in named] == [words.count(int(key.description.split()[3])) for key in named]
    others = groups[OTHER_ANSWERS]
    shown = {int(key.description.split()[3]) for key in named}
    assert others.example.line == next(at for at, number in enumerate(words) if number not in shown)
    assert others.times.total == others.count
    parts = [
        log_pool.tally_task(log_pool.__version__, CONTEXT, log_pool.Task(0, part.start, part)).tally.placed(0, part.start)
        for part in log_files.source_parts(Source("many.log"))
    ]
    assert len(parts) > 5
    for seed in range(9):
        draw, left = random.Random(seed), list(parts)  # noqa: S311  an order, not a secret
        while len(left) > 1:
            draw.shuffle(left)
            left.append(left.pop().joined(left.pop()))
        assert left[0] == reduce(Tally.joined, parts)
        assert {key: group.count for key, group in left[0].groups} == {key: group.count for key, group in tally.groups}


def test_a_worker_with_another_version_is_refused():
    with pytest.raises(WrongVersion, match=r"a worker has siwakit .* and this machine 0\.0\.1"):
        log_pool.tally_task("0.0.1", CONTEXT, log_pool.Task(0, 0, Source("app.log")))


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress), (".zst", None)])
def test_a_compressed_file_gives_the_same_result_as_what_it_contains(folder, suffix, pack):
    if pack is None:
        pack = pytest.importorskip("zstandard").compress
    text = Path("app.log").read_bytes()
    half = text.index(b"\n", len(text) // 2) + 1
    # Two packed files one after the other are one, as `cat` makes them.
    Path("packed").write_bytes(pack(text[:half]) + pack(text[half:]))
    Path("other").write_bytes(pack(text))
    for jobs in (1, 2):
        found = tally_files(named_sources(("packed",)), CONTEXT, jobs=jobs)
        assert (found.tally, found.files[0].lines, found.files[0].size) == _of(expected("app.log"))
    both = tally_files(named_sources(("packed", "other")), CONTEXT, jobs=2)
    assert both == tally_files(named_sources(("packed", "other")), CONTEXT, jobs=1)
    assert both.tally.lines == 2 * 900


def _of(bulk: Bulk):
    return bulk.tally, bulk.files[0].lines, bulk.files[0].size


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_an_export_that_is_a_document_is_read_entry_by_entry(folder, pack):
    lines = Path("app.log").read_text("utf-8").splitlines()
    events = [{"timestamp": 1_790_000_000_000 + number, "message": line, "eventId": str(number)} for number, line in enumerate(lines)]
    Path("events.json").write_bytes(pack(json.dumps({"events": events}, indent=4).encode()))
    found, plain = expected("events.json").tally, expected("app.log").tally
    assert (found.lines, found.records, found.refused) == (plain.lines, plain.records, plain.refused)
    assert [(key, group.count, group.example.line) for key, group in found.groups] == [
        (key, group.count, group.example.line) for key, group in plain.groups
    ]
    assert sum(group.undated for _, group in found.groups) == 0


def test_a_rotated_set_is_named_by_a_pattern(folder):
    Path("app.log.1.gz").write_bytes(gzip.compress(log_text(50, 2)))
    Path("app.log.d").mkdir()
    assert [source.path for source in named_sources(("app.log*",))] == ["app.log", "app.log.1.gz"]
    with pytest.raises(NotReadable, match=r"other\*: no file matches"):
        named_sources(("other*",))
    Path("odd[1].log").write_bytes(b"")
    assert named_sources(("odd[1].log",)) == [Source("odd[1].log")]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_file_that_unpacks_to_far_more_than_a_log_is_refused(folder, monkeypatch, pack):
    monkeypatch.setattr(log_streams, "UNPACKED_FREELY", 1_000_000)
    monkeypatch.setattr(log_streams, "BODY_BYTES", 500_000)
    Path("bomb").write_bytes(pack(b"\n" * 3_000_000))
    with pytest.raises(NotReadable, match=r"bytes unpack to more than .* bytes, which no log does"):
        expected("bomb")
    Path("text").write_bytes(pack(log_text(100_000)))
    assert expected("text").tally.lines == 100_000


def test_a_stream_without_line_breaks_ends(folder, monkeypatch):
    monkeypatch.setattr(log_streams, "MAX_UNBROKEN", 100_000)
    Path("zeros.gz").write_bytes(gzip.compress(b"\0" * 200_000))
    with pytest.raises(NotReadable, match="bytes without a line break are not a log"):
        expected("zeros.gz")


def test_unpacking_has_a_limit_of_memory(folder, monkeypatch):
    monkeypatch.setattr(log_streams, "_FOR_XZ", 1_000_000)
    Path("large.xz").write_bytes(lzma.compress(log_text(9)))
    with pytest.raises(TooLarge, match="unpacking it needs more than"):
        expected("large.xz")
    zstandard = pytest.importorskip("zstandard")
    monkeypatch.setattr(log_streams, "MAX_WINDOW", 2**20)
    settings = zstandard.ZstdCompressionParameters.from_level(3, window_log=24, write_content_size=0)
    Path("large.zst").write_bytes(zstandard.ZstdCompressor(compression_params=settings).compress(os.urandom(3_000_000)))
    with pytest.raises(TooLarge, match="unpacking it needs more than"):
        expected("large.zst")


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".xz", ".zst"])
def test_truncated_data_is_damage_in_every_format(folder, suffix):
    pack = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}.get(suffix) or pytest.importorskip("zstandard").compress
    Path(f"cut{suffix}").write_bytes(pack(log_text(9000))[:-40])
    with pytest.raises(NotReadable, match="truncated or damaged"):
        expected(f"cut{suffix}")


@pytest.fixture
def web(folder):
    """Return the address of a web server for the current folder, and what was asked of it."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        ranges = True

        def do_HEAD(self):
            self.do_GET()

        def do_GET(self):
            path = Path(self.path.partition("?")[0].lstrip("/"))
            if not path.is_file():
                self.send_error(403 if "secret" in self.path else 404)
                return
            data, wanted = path.read_bytes(), self.headers.get("Range")
            asked.append((self.command, wanted))
            if wanted and Handler.ranges:
                first, last = (int(number) for number in wanted.removeprefix("bytes=").split("-"))
                last = min(last, len(data) - 1)
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
                data = data[first : last + 1]
            else:
                self.send_response(200)
            if Handler.ranges:
                self.send_header("Accept-Ranges", "bytes")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(data)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked, Handler
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_file_on_the_web_is_read_in_ranges(web):
    address, asked, _ = web
    assert _of(tally_files(named_sources((f"{address}/app.log",)), CONTEXT, jobs=1)) == _of(expected("app.log"))
    assert len([wanted for method, wanted in asked if method == "GET" and wanted]) > 5


def test_a_server_without_ranges_is_read_from_the_beginning(web):
    address, asked, handler = web
    handler.ranges = False
    assert _of(tally_files(named_sources((f"{address}/app.log",)), CONTEXT, jobs=1)) == _of(expected("app.log"))
    assert [wanted for method, wanted in asked if method == "GET"][-1] is None


def test_a_packed_file_on_the_web_is_a_stream(web):
    address, _, _ = web
    Path("app.log.gz").write_bytes(gzip.compress(Path("app.log").read_bytes()))
    assert _of(tally_files(named_sources((f"{address}/app.log.gz",)), CONTEXT, jobs=2)) == _of(expected("app.log"))


def test_errors_of_a_store_show_no_signature(web):
    address, _, _ = web
    for path, said in (("none.log", "no such file"), ("secret.log", "the server answered 403")):
        with pytest.raises(NotReadable) as caught:
            tally_files(named_sources((f"{address}/{path}?X-Amz-Signature=feedbeef",)), CONTEXT, jobs=1)
        assert caught.value.message == f"{address}/{path}: {said}"
    found = tally_files(named_sources((f"{address}/app.log?X-Amz-Signature=feedbeef".replace("http://", "http://me:word@"),)), CONTEXT, jobs=1)
    assert found.files[0].name == f"{address}/app.log"


@pytest.mark.parametrize(
    "address", ["nosuch://bucket/a.log", "simplecache::s3://bucket/a.log", "filecache::http://127.0.0.1/a", "c3po+x://a/b", "zip://a::b://c"]
)
def test_an_address_of_no_known_kind_is_wrong_use(address):
    with pytest.raises(UsageError, match="is not an address of logs"):
        named_sources((address,))


def test_a_part_that_has_changed_is_an_error_and_no_half_result(web):
    address, _, _ = web
    source = Source(f"{address}/app.log", 0, 3000, 10**6)
    with pytest.raises(NotReadable, match=r"truncated or damaged|cannot be read|ValueError"):
        list(itertools.chain(log_files.read_blocks(source)))


def test_an_error_of_a_worker_comes_back_whole():
    made = NotReadable("app.log: no such file", hint="name a log")
    # As Dask sends it: it sets the notes of the exception that it has made again.
    made.__notes__ = list(made.__notes__)
    back = pickle.loads(pickle.dumps(made))  # noqa: S301  what this test has pickled
    assert (type(back), back.message, back.hint, back.__notes__) == (NotReadable, "app.log: no such file", "name a log", ["hint: name a log"])
