"""Read logs of any size in constant memory, on every core: blocks of bytes are sent to processes, tallies come back in order."""

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
    """Text of a key file. Unlike a parsed key, it can be passed to another process."""

    name: str
    text: str = field(repr=False)
    mode: int | None = None


@record
class WorkerContext:
    """What every worker process needs: *known* without keys, the keys as text, and the time for records that have none."""

    known: Known
    keys: tuple[KeyFile, ...]
    now: int


@record
class FileCount:
    """Number of lines and bytes in one file, after decompression."""

    name: str
    lines: int = 0
    size: int = 0


@record
class Bulk:
    """Files that were read, and their tally."""

    files: tuple[FileCount, ...]
    tally: Tally


@record
class _Done:
    """Tally of one block, and its size."""

    file: int
    size: int
    tally: Tally


def core_count() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def tally_files(sources: Sequence[Source], context: WorkerContext, *, jobs: int | None = None, progress: Progress | None = None) -> Bulk:
    """Return the tally of the logs in *sources*; the result does not depend on *jobs*, the number of processes.

    Raises:
        NotReadable: a file is missing, or its compressed data is truncated.
        SiwakitError: a process died.
    """
    files = [FileCount(source.name) for source in sources]
    tally, size = Tally(), 0
    with closing(_results(sources, context, jobs or core_count())) as results:
        for done in results:
            counted = files[done.file]
            tally = tally.joined(done.tally.moved(done.file, counted.lines))
            files[done.file] = replace(counted, lines=counted.lines + done.tally.lines, size=counted.size + done.size)
            size += done.size
            if progress:
                progress(size, tally)
    return Bulk(tuple(files), tally)


def _results(sources: Sequence[Source], context: WorkerContext, jobs: int) -> Generator[_Done, None, None]:
    tasks = ((number, task) for number, source in enumerate(sources) for task in source_blocks(source))
    first = tuple(islice(tasks, 2))
    # With a single block, a second process costs more than it saves.
    if jobs == 1 or len(first) == 1:
        judge = _make_judge(context)
        return (_tally(judge, *task) for task in chain(first, tasks))
    return _in_processes(chain(first, tasks), context, jobs)


def _in_processes(tasks: Iterable[tuple[int, Block | Source]], context: WorkerContext, jobs: int) -> Generator[_Done, None, None]:
    """Yield the results in the order of *tasks*, taking only as many as keep every process busy."""
    pool = ProcessPoolExecutor(jobs, mp_context=_context(), initializer=_begin, initargs=(context,))
    waiting: deque[Future[_Done]] = deque()
    try:
        for task in tasks:
            waiting.append(pool.submit(_work, *task))
            if len(waiting) > 2 * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise SiwakitError("a process that was reading the log died", hint="the machine may be out of memory: try again with --jobs 1") from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _context() -> multiprocessing.context.BaseContext:
    """Return how to start processes: by forking if that is safe, which avoids loading everything again."""
    is_safe = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if is_safe else "spawn")


_JUDGES: list[Judge] = []


def _begin(context: WorkerContext) -> None:
    """Initialise a worker process; Ctrl-C is handled by the one that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _JUDGES[:] = [_make_judge(context)]


def _work(file: int, task: Block | Source) -> _Done:
    return _tally(_JUDGES[0], file, task)


def _make_judge(context: WorkerContext) -> Judge:
    keys = tuple(key_at_hand(key.text, key.name, key.mode) for key in context.keys)
    return Judge(replace(context.known, keys=keys), context.now)


def _tally(judge: Judge, file: int, task: Block | Source) -> _Done:
    block = task if isinstance(task, Block) else read_block(task)
    count = count_lines(block)
    tally = judge.tally(Line(found.line, found.text, found.dated) for found in find_records(block))
    return _Done(file, len(block.body), replace(tally, lines=count.lines, cut=count.cut))
