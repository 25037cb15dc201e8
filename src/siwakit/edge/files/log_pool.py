"""Read logs of any size in flat memory, on every core: blocks of bytes go out to processes, tallies come back in order."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import field, replace
from itertools import chain, islice

from siwakit.edge.files.log_files import Source, read_block, source_blocks
from siwakit.errors import SiwakitError
from siwakit.evidence.keys import key_at_hand
from siwakit.evidence.known import Known
from siwakit.flow.logs.log_records import Judge, Line
from siwakit.flow.logs.summary import Tally
from siwakit.readers.logs.log_blocks import Block, count_lines, find_records
from siwakit.record import record

Progress = Callable[[int, Tally], None]


@record
class KeyFile:
    """Hold the text of a key file: unlike a key that was read, it can be handed to another process."""

    name: str
    text: str = field(repr=False)
    mode: int | None = None


@record
class Brief:
    """Hold what every process must know: *known* without keys, the keys as text, and the time where a record has none."""

    known: Known
    keys: tuple[KeyFile, ...]
    now: int


@record
class FileCount:
    """Hold how many lines and bytes one file had; bytes as they are after decompression."""

    name: str
    lines: int = 0
    size: int = 0


@record
class Bulk:
    """Hold what was read and what it came to."""

    files: tuple[FileCount, ...]
    tally: Tally


@record
class _Done:
    """Hold the tally of one block, and the size of it."""

    file: int
    size: int
    tally: Tally


def core_count() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def tally_files(sources: Sequence[Source], brief: Brief, *, jobs: int | None = None, progress: Progress | None = None) -> Bulk:
    """Return what the logs in *sources* come to; the result is the same whatever *jobs*, the number of processes.

    Raises:
        NotReadable: a file is missing, or breaks off within its compression.
        SiwakitError: a process died.
    """
    files = [FileCount(source.name) for source in sources]
    tally, size = Tally(), 0
    with closing(_results(sources, brief, jobs or core_count())) as results:
        for done in results:
            counted = files[done.file]
            tally = tally.joined(done.tally.moved(done.file, counted.lines))
            files[done.file] = replace(counted, lines=counted.lines + done.tally.lines, size=counted.size + done.size)
            size += done.size
            if progress:
                progress(size, tally)
    return Bulk(tuple(files), tally)


def _results(sources: Sequence[Source], brief: Brief, jobs: int) -> Generator[_Done, None, None]:
    tasks = ((number, task) for number, source in enumerate(sources) for task in source_blocks(source))
    first = tuple(islice(tasks, 2))
    # A second process costs more than it saves where there is one block.
    if jobs == 1 or len(first) == 1:
        judge = _make_judge(brief)
        return (_tally(judge, *task) for task in chain(first, tasks))
    return _in_processes(chain(first, tasks), brief, jobs)


def _in_processes(tasks: Iterable[tuple[int, Block | Source]], brief: Brief, jobs: int) -> Generator[_Done, None, None]:
    """Yield the results in the order of *tasks*, of which no more are taken than keep every process busy."""
    pool = ProcessPoolExecutor(jobs, mp_context=_context(), initializer=_begin, initargs=(brief,))
    waiting: deque[Future[_Done]] = deque()
    try:
        for task in tasks:
            waiting.append(pool.submit(_work, *task))
            if len(waiting) > 2 * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise SiwakitError("a process that reads the log has died", hint="the machine may be out of memory: try again with --jobs 1") from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _context() -> multiprocessing.context.BaseContext:
    """Return the way to start processes: a copy of this one where that is safe, which saves loading everything again."""
    is_safe = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if is_safe else "spawn")


_JUDGES: list[Judge] = []


def _begin(brief: Brief) -> None:
    """Make ready in a new process; Ctrl-C is for the one that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _JUDGES[:] = [_make_judge(brief)]


def _work(file: int, task: Block | Source) -> _Done:
    return _tally(_JUDGES[0], file, task)


def _make_judge(brief: Brief) -> Judge:
    keys = tuple(key_at_hand(key.text, key.name, key.mode) for key in brief.keys)
    return Judge(replace(brief.known, keys=keys), brief.now)


def _tally(judge: Judge, file: int, task: Block | Source) -> _Done:
    block = task if isinstance(task, Block) else read_block(task)
    count = count_lines(block)
    tally = judge.tally(Line(found.line, found.text, found.dated) for found in find_records(block))
    return _Done(file, len(block.body), replace(tally, lines=count.lines, cut=count.cut))
