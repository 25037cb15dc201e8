"""Which arguments of a command are files that can be read again."""

from __future__ import annotations

import os
from pathlib import Path

from siwakit.edge.files.given_files import texts_of
from siwakit.edge.files.reading import MAX_TEXT_BYTES


def test_files_are_read_and_pasted_text_is_not_a_file(tmp_path: Path) -> None:
    file = tmp_path / "request.sh"
    file.write_text("\ufeffcurl\n", "utf-8")
    assert texts_of([str(file), "curl -d a=b", "-", "x" * 9999, "a\0b", str(tmp_path)]) == {file.as_posix(): "curl\n"}


def test_a_pipe_is_not_read_twice(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert texts_of([str(tmp_path / "pipe")]) == {}


def test_only_the_name_of_a_file_over_the_limit_is_known(tmp_path: Path) -> None:
    (tmp_path / "big.har").write_bytes(b"a" * (MAX_TEXT_BYTES + 1))
    assert texts_of([str(tmp_path / "big.har")]) == {(tmp_path / "big.har").as_posix(): ""}
