"""Read logs of any size in constant memory, on any executor: each part of a log is read by the worker that gets it.

An executor may have processes on this machine or on others. Every task carries the keys and options (`WorkerContext`), and a worker makes
a judge of them once. Tallies are added up in the order in which they arrive.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import field, replace
from itertools import chain, islice

from siwakit import __version__
from siwakit.edge.files.log_files import Source, is_only_here, read_blocks, source_parts
from siwakit.errors import SiwakitError
from siwakit.evidence.keys import key_at_hand
from siwakit.evidence.known import Known
from siwakit.flow.logs.log_records import Judge, Line
from siwakit.flow.logs.summary import Tally
from siwakit.flow.logs.timeline import ALL_TIME, Period
from siwakit.readers.logs.log_blocks import Block, count_lines, find_records
from siwakit.record import record

Progress = Callable[[int, Tally], None]
_SECONDS_BETWEEN_LOOKS = 2.0


@record
class KeyFile:
    """Text of a key file. Unlike a parsed key, it can be passed to another process."""

    name: str
    text: str = field(repr=False)
    mode: int | None = None


@record
class WorkerContext:
    """What every worker needs: *known* without keys, the keys as text, the time for records that have none, and the period to count."""

    known: Known
    keys: tuple[KeyFile, ...]
    now: int
    period: Period = ALL_TIME


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
class Task:
    """Part of file number *file* that begins at *start*: where to read it, or what was read of a stream."""

    file: int
    start: int
    content: Source | Block


@record
class Done:
    """Tally of one task, and how many bytes it read."""

    file: int
    start: int
    size: int
    tally: Tally


@record
class Workers:
    """Executor, how many tasks keep it busy, and a function that raises an error if it is lost.

    If *is_distant*, its workers are on other machines, which read each file themselves.
    """

    executor: Executor
    ahead: Callable[[], int]
    require_alive: Callable[[], None]
    is_distant: bool = False


class WrongVersion(SiwakitError):
    """A worker whose siwakit is of another version, and would count differently."""

    code = "wrong-version"


def core_count() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def local_workers(jobs: int) -> Iterator[Workers]:
    """Start *jobs* processes on this machine.

    Raises:
        SiwakitError: a process died.
    """
    executor = ProcessPoolExecutor(jobs, mp_context=_context(), initializer=_ignore_ctrl_c)
    try:
        yield Workers(executor, lambda: 2 * jobs, lambda: None)
    except BrokenProcessPool:
        raise SiwakitError("a process that was reading the log died", hint="the machine may be out of memory: try again with --jobs 1") from None
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def tally_files(
    sources: Sequence[Source],
    context: WorkerContext,
    *,
    jobs: int | None = None,
    workers: AbstractContextManager[Workers] | None = None,
    progress: Progress | None = None,
) -> Bulk:
    """Return the tally of the logs in *sources*; the result does not depend on *workers*, nor on *jobs*, the number of processes without them.

    Raises:
        NotReadable: a file is missing, or its compressed data is truncated.
        SiwakitError: a process died, or the workers are lost.
    """
    files = _Files(sources)
    tally, size = Tally(), 0
    with closing(_results(sources, context, jobs or core_count(), workers)) as results:
        for done in results:
            tally = tally.joined(done.tally.placed(done.file, done.start))
            files.add(done)
            size += done.size
            if progress:
                progress(size, tally)
    return Bulk(files.counts(), tally.numbered(files.lines_above))


class _Files:
    """Lines and bytes of each part of each file."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._names = [source.name for source in sources]
        self._sizes = [0] * len(sources)
        self._lines: list[dict[int, int]] = [{} for _ in sources]

    def add(self, done: Done) -> None:
        """Count a part that was read."""
        self._sizes[done.file] += done.size
        self._lines[done.file][done.start] = done.tally.lines

    def lines_above(self, file: int, start: int) -> int:
        """Return how many lines of *file* begin before the part at *start*."""
        return sum(lines for part, lines in self._lines[file].items() if part < start)

    def counts(self) -> tuple[FileCount, ...]:
        """Return the number of lines and bytes of each file."""
        return tuple(FileCount(name, sum(lines.values()), size) for name, lines, size in zip(self._names, self._lines, self._sizes, strict=True))


def _results(
    sources: Sequence[Source], context: WorkerContext, jobs: int, workers: AbstractContextManager[Workers] | None
) -> Generator[Done, None, None]:
    parts = (Task(number, part.start, part) for number, source in enumerate(sources) for part in source_parts(source))
    if workers is not None:
        yield from _on_workers(parts, context, workers)
        return
    first = tuple(islice(parts, 2))
    # A single stream is read here and judged by all processes; of several, each process reads its own.
    tasks: Iterable[Task] = chain(first, parts) if len(first) > 1 else _read_here(first)
    if jobs > 1:
        begun = iter(tasks)
        first = tuple(islice(begun, 2))
        tasks = chain(first, begun)
    # With a single task, a second process costs more than it saves.
    if jobs == 1 or len(first) <= 1:
        yield from (tally_task(__version__, context, task) for task in tasks)
        return
    yield from _on_workers(tasks, context, local_workers(jobs))


def _read_here(tasks: Iterable[Task]) -> Iterator[Task]:
    """Yield *tasks*, with streams cut into blocks."""
    for task in tasks:
        if isinstance(task.content, Block) or task.content.total is not None:
            yield task
            continue
        start = 0
        for block in read_blocks(task.content):
            yield Task(task.file, start, block)
            start += block.size


def _on_workers(tasks: Iterable[Task], context: WorkerContext, starting: AbstractContextManager[Workers]) -> Generator[Done, None, None]:
    """Yield the results of *tasks* as they arrive, taking only as many tasks as keep every worker busy."""
    with starting as workers:
        waiting: set[Future[Done]] = set()
        try:
            for task in _read_here_if_needed(tasks):
                waiting.add(workers.executor.submit(tally_task, __version__, context, task))
                if len(waiting) > workers.ahead():
                    yield from _arrived(waiting, workers)
            while waiting:
                yield from _arrived(waiting, workers)
        finally:
            for future in waiting:
                future.cancel()


def _read_here_if_needed(tasks: Iterable[Task]) -> Iterator[Task]:
    """Yield *tasks*, with standard input and pipes, which no worker can read, cut into blocks."""
    for task in tasks:
        yield from _read_here((task,)) if isinstance(task.content, Source) and is_only_here(task.content) else (task,)


def _arrived(waiting: set[Future[Done]], workers: Workers) -> Iterator[Done]:
    """Wait for at least one result, and yield those that are there; they are removed from *waiting*."""
    while True:
        done, _ = wait(waiting, _SECONDS_BETWEEN_LOOKS, FIRST_COMPLETED)
        if done:
            break
        workers.require_alive()
    for future in done:
        waiting.remove(future)
        yield future.result()


def _context() -> multiprocessing.context.BaseContext:
    """Return how to start processes: by forking if that is safe, which avoids loading everything again."""
    is_safe = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if is_safe else "spawn")


def _ignore_ctrl_c() -> None:
    """Initialise a worker process; Ctrl-C is handled by the one that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class _Judges(threading.local):
    """Judge of this thread, and what it was made of: executors may run several tasks in one process."""

    context: WorkerContext | None = None
    judge: Judge

    def get(self, context: WorkerContext) -> Judge:
        """Return a judge for *context*, with what it has cached."""
        if self.context != context:
            self.context, self.judge = context, make_judge(context)
        return self.judge


_JUDGES = _Judges()


def make_judge(context: WorkerContext) -> Judge:
    """Return a judge with the keys and options of *context*."""
    keys = tuple(key_at_hand(key.text, key.name, key.mode) for key in context.keys)
    return Judge(replace(context.known, keys=keys), context.now, context.period)


def tally_task(version: str, context: WorkerContext, task: Task) -> Done:
    """Return the tally of *task*, which a siwakit of *version* has sent.

    Raises:
        WrongVersion: this worker has another version.
        NotReadable: the file is gone, or its compressed data is truncated.
    """
    if version != __version__:
        hint = "install the same version on every worker"
        raise WrongVersion(f"a worker has siwakit {__version__}, and this machine {version}", hint=hint)
    judge, tally, size = _JUDGES.get(context), Tally(), 0
    blocks = (task.content,) if isinstance(task.content, Block) else read_blocks(task.content)
    for block in blocks:
        counted = count_lines(block)
        found = judge.tally(Line(found.line, found.text, found.dated, found.stamp) for found in find_records(block))
        tally = tally.joined(replace(found, lines=counted.lines, cut=counted.cut).moved(tally.lines))
        size += block.size
    return Done(task.file, task.start, size, tally)
