"""`siwakit completion --install`, with the shells of this machine: what they complete afterwards, and what is kept of their files."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = {"bash": ".bashrc", "zsh": ".zshrc"}
SCRIPTS = {
    "bash": ".local/share/siwakit/completion.bash",
    "zsh": ".local/share/siwakit/completion.zsh",
    "fish": ".config/fish/completions/siwakit.fish",
}
# Each prints what the shell completes after `siwakit com`. zsh completes only at a terminal, so it gets one.
IN_BASH = 'COMP_WORDS=(siwakit com) COMP_CWORD=1; _siwakit_completion siwakit; echo "${COMPREPLY[@]}"'
IN_FISH = 'complete --do-complete "siwakit com"'
IN_ZSH = """
zmodload zsh/zpty
zpty z zsh -i
sleep 1
zpty -w -n z $'siwakit com\\t'
for round in {1..100}; do
  sleep 0.1
  zpty -r -t z part && print -rn -- $part && all+=$part
  [[ $all == *siwakit\\ completion* ]] && break
done
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home of a user"
    (home / "bin").mkdir(parents=True)
    (home / "bin/siwakit").write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m siwakit "$@"\n')
    (home / "bin/siwakit").chmod(0o755)
    return home


def run(home: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    path = f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}"
    given = {"PATH": path, "HOME": str(home), "TERM": "dumb", "PYTHONPATH": str(ROOT / "src"), **variables}
    return subprocess.run(command, env=given, cwd=home, capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL)


def install(home: Path, *arguments: str, **variables: str) -> str:
    done = run(home, "siwakit", "completion", "--install", *arguments, **variables)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def contents(home: Path) -> dict[str, bytes]:
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def test_bash_completes_after_it_was_installed(home):
    install(home, "bash")
    assert run(home, "bash", "--noprofile", "-i", "-c", IN_BASH).stdout.split() == ["completion"]


@pytest.mark.skipif(shutil.which("fish") is None, reason="needs fish: apt-get install fish")
def test_fish_completes_after_it_was_installed(home):
    install(home, "fish")
    assert [line.split()[0] for line in run(home, "fish", "-c", IN_FISH).stdout.splitlines()] == ["completion"]


@pytest.mark.skipif(shutil.which("zsh") is None, reason="needs zsh: apt-get install zsh")
@pytest.mark.parametrize("before", ["", "autoload -Uz compinit && compinit -i\n"], ids=["without compinit", "with compinit"])
def test_zsh_completes_after_it_was_installed(home, before):
    (home / ".zshrc").write_text(f"{before}PROMPT='> '\n")
    install(home, "zsh")
    assert "siwakit completion" in run(home, "zsh", "-f", "-c", IN_ZSH).stdout


@pytest.mark.parametrize("shell", SCRIPTS)
def test_a_second_time_changes_nothing_and_says_so(home, shell):
    install(home, shell)
    before = contents(home)
    said = install(home, shell)
    assert contents(home) == before
    assert [line for line in said.splitlines()[:-1] if "already" not in line] == []


@pytest.mark.parametrize("shell", FILES)
@pytest.mark.parametrize("before", [b"", b"export A=1\n", b"export A=1", b"caf\xe9=1\r\n# >>> conda >>>\n# <<< conda <<<\n"])
def test_everything_in_the_file_of_the_shell_is_kept(home, shell, before):
    (home / FILES[shell]).write_bytes(before)
    (home / FILES[shell]).chmod(0o640)
    install(home, shell)
    after = (home / FILES[shell]).read_bytes()
    assert after.startswith(before)
    assert after.endswith(b"\n# <<< siwakit completion <<<\n")
    assert (home / FILES[shell]).stat().st_mode & 0o777 == 0o640


def test_the_file_may_be_a_link_into_a_repository(home):
    (home / "dotfiles").mkdir()
    (home / "dotfiles/bashrc").write_text("export A=1\n")
    (home / ".bashrc").symlink_to("dotfiles/bashrc")
    install(home, "bash")
    assert (home / ".bashrc").is_symlink()
    assert "siwakit" in (home / "dotfiles/bashrc").read_text()
    assert str(home) not in (home / "dotfiles/bashrc").read_text()


def test_lines_of_an_older_release_are_replaced_where_they_are(home):
    install(home, "bash")
    now = (home / ".bashrc").read_text()
    (home / ".bashrc").write_text(f"first\n{now.replace('if [', 'if old [')}last\n")
    assert "replaced" in install(home, "bash")
    assert (home / ".bashrc").read_text() == f"first\n{now}last\n"


def test_a_line_that_the_user_wrote_is_enough(home):
    (home / ".bashrc").write_text('eval "$(siwakit completion bash)"\n')
    assert "a line of yours" in install(home, "bash")
    assert (home / ".bashrc").read_text() == 'eval "$(siwakit completion bash)"\n'


def test_a_comment_of_the_user_is_not_such_a_line(home):
    (home / ".bashrc").write_text("# try siwakit completion bash\n")
    assert "added" in install(home, "bash")


def test_half_of_the_marks_is_refused_and_left_alone(home):
    (home / ".bashrc").write_text("# >>> siwakit completion >>>\nexport A=1\n")
    done = run(home, "siwakit", "completion", "--install", "bash")
    assert done.returncode == 2
    assert "remove what is left" in done.stderr
    assert (home / ".bashrc").read_text() == "# >>> siwakit completion >>>\nexport A=1\n"


def test_a_script_that_somebody_else_wrote_is_left_alone(home):
    (home / SCRIPTS["fish"]).parent.mkdir(parents=True)
    (home / SCRIPTS["fish"]).write_text("complete -c siwakit -a mine\n")
    done = run(home, "siwakit", "completion", "--install", "fish")
    assert (done.returncode, done.stdout) == (2, "")
    assert (home / SCRIPTS["fish"]).read_text() == "complete -c siwakit -a mine\n"


def test_a_folder_that_cannot_be_made_is_named(home):
    (home / ".local").write_text("")
    done = run(home, "siwakit", "completion", "--install", "bash")
    assert done.returncode == 2
    assert "hint:" in done.stderr
    assert not (home / ".bashrc").exists()


def test_the_folders_of_the_environment_are_used(home, tmp_path):
    folders = {name: str(tmp_path / name) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "ZDOTDIR")}
    for shell in SCRIPTS:
        install(home, shell, **folders)
    assert (tmp_path / "XDG_DATA_HOME/siwakit/completion.zsh").exists()
    assert (tmp_path / "XDG_CONFIG_HOME/fish/completions/siwakit.fish").exists()
    assert (tmp_path / "ZDOTDIR/.zshrc").exists()


def test_without_a_name_it_is_the_shell_of_the_user(home):
    assert str(home / ".zshrc") in install(home, SHELL="/usr/bin/zsh")
    done = run(home, "siwakit", "completion", "--install", SHELL="/bin/tcsh")
    assert done.returncode == 2
    assert "siwakit completion --install bash" in done.stderr


def test_what_is_printed_needs_the_name_of_a_shell(home):
    done = run(home, "siwakit", "completion")
    assert done.returncode == 2
    assert "bash, zsh or fish" in done.stderr
