"""What is wrong in one file: what its programs would mint and send, its settings, and the keys and secrets in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field

from siwakit.errors import NotReadable, TooLarge, UsageError
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.join import join
from siwakit.evidence.known import Known
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.evidence.repository import CommittedKind, Repository
from siwakit.evidence.unread import INSTALL_CODE
from siwakit.flow.read_sources import each_source
from siwakit.flow.scan.committed import Committed, find_committed
from siwakit.flow.scan.places import place_at, place_of
from siwakit.flow.scan.problem import Problem
from siwakit.flow.scan.which_files import FileKind, is_template, is_test, kind_of_file
from siwakit.judge.diagnosis import Diagnosis, diagnose
from siwakit.judge.findings import Finding
from siwakit.judge.level import Level, level_of
from siwakit.readers.code.reader import SOURCE_CODE
from siwakit.readers.model import Text
from siwakit.readers.relevance import names_apple
from siwakit.readers.settings.any_settings import SETTINGS_FILE
from siwakit.readers.shapes import is_key_name
from siwakit.record import record

_MOST_SKETCHES = 100


@record(kw_only=True)
class ScannedFile:
    """A text file: *path* as it is shown, *inner* from the root of the repository, which decides whether it is a test.

    *is_tracked* means that it is in the repository, *is_new* that git would add it; a file that git ignores is neither.
    """

    path: str
    inner: str
    text: str = field(repr=False)
    is_tracked: bool = True
    is_new: bool = False


@record
class FileProblems:
    """What was found in one file; *loose_keys* are keys that nothing says are Apple's."""

    problems: tuple[Problem, ...] = ()
    loose_keys: tuple[Problem, ...] = ()
    signs_in: bool = False


def judge_file(file: ScannedFile, now: int) -> FileProblems:
    """Return what is wrong in *file* at *now*, in seconds since 1970 UTC.

    Raises:
        UsageError: it is source code, and what reads that is not installed.
    """
    pieces = tuple(_pieces(file))
    bodies = list(_evidences(pieces, now))
    found = {(problem.rule_id, problem.line, problem.column): problem for problem in reversed([*_of_bodies(bodies, file)])}
    keys, loose = _committed(file, now)
    problems = sorted((*found.values(), *keys), key=lambda problem: (problem.line, problem.column))
    signs_in = any(piece.kind is PieceKind.SETTINGS for piece in pieces) or any(not isinstance(body.source, Absence) for body in bodies)
    return FileProblems(tuple(problems), loose, signs_in)


def _pieces(file: ScannedFile) -> Iterator[Piece]:
    kind = kind_of_file(file.inner)
    if kind is FileKind.OTHER or not names_apple(file.text):
        return
    text = Text(file.text, file.inner.rpartition("/")[2])
    if kind is FileKind.SOURCE:
        yield from SOURCE_CODE.read(text)
    if not is_template(file.inner):
        try:
            yield from SETTINGS_FILE.read(text)
        except (NotReadable, TooLarge):
            # A template of a deployment, or something else with this ending: it says nothing.
            return


def _evidences(pieces: tuple[Piece, ...], now: int) -> Iterator[Evidence]:
    """Yield the evidence of the settings among *pieces*, and that of each token and request of the programs."""
    if not pieces:
        return
    evidence = join(pieces, Known()).at(now)
    if any(piece.kind is PieceKind.SETTINGS for piece in pieces):
        yield evidence
    try:
        yield from each_source(evidence, pieces, Known(), _MOST_SKETCHES)
    except ModuleNotFoundError:
        raise UsageError("source code cannot be read: tree-sitter or a grammar is not installed", hint=INSTALL_CODE) from None


def _of_bodies(bodies: Iterable[Evidence], file: ScannedFile) -> Iterator[Problem]:
    for evidence in bodies:
        yield from (_problem(finding, evidence, file) for finding in _findings(diagnose(evidence)))


def _findings(diagnosis: Diagnosis) -> tuple[Finding, ...]:
    return (*((diagnosis.root,) if diagnosis.root else ()), *diagnosis.others, *diagnosis.assumed, *diagnosis.advice)


def _problem(finding: Finding, evidence: Evidence, file: ScannedFile) -> Problem:
    place, is_source = place_of(finding.fail.at, evidence, file.text)
    level = level_of(finding.rule.grade)
    return Problem(
        finding=finding,
        evidence=evidence,
        path=file.path,
        line=place.line,
        column=place.column,
        length=place.length,
        text=place.text,
        level=Level.NOTE if is_test(file.inner) else level,
        is_source=is_source,
    )


def _committed(file: ScannedFile, now: int) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Return the keys and secrets in *file*, and apart from them keys that nothing says are Apple's."""
    if not (file.is_tracked or file.is_new):
        return (), ()
    found = find_committed(file.text, now)
    is_apples = is_key_name(file.inner) or names_apple(file.inner) or names_apple(file.text)
    loose = tuple(item for item in found if item.kind is CommittedKind.KEY and not is_apples)
    return tuple(committed_problem(item, file) for item in found if item not in loose), tuple(committed_problem(item, file) for item in loose)


def committed_problem(item: Committed, file: ScannedFile) -> Problem:
    """Return the problem that *item* is in *file*."""
    evidence = Evidence(repository=Repository(item.kind))
    finding = _findings(diagnose(evidence))[0]
    place = place_at(file.text, item.start, item.end)
    return Problem(
        finding=finding,
        evidence=evidence,
        path=file.path,
        line=place.line,
        column=place.column,
        length=place.length,
        text=place.text,
        level=_level(item, file),
        is_secret=True,
    )


def _level(item: Committed, file: ScannedFile) -> Level:
    if is_test(file.inner) or item.is_expired:
        return Level.NOTE
    return Level.ERROR if file.is_tracked else Level.WARNING
