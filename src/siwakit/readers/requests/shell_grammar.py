"""Words of a command line in bash, PowerShell and cmd: one regular expression per dialect, each of them linear."""

from __future__ import annotations

import re

from siwakit.patterns import pattern

POSIX = pattern(
    r"""
      (?P<redirect>(?!<[A-Za-z][\w.\ -]{0,40}>)[&\d]?(?:>>|>&|>\||>|<<<|<<-?|<&|<))
    | (?P<plain>(?:[^\s'"\\$;|&<>()`]++|<[A-Za-z][\w.\ -]{0,40}>)++)
    | (?P<gap>[^\S\n]+)
    | (?P<fold>\\[^\S\n]*(?:\n|\Z))
    | (?P<line>\n)
    | (?P<ansi>\$'(?>[^'\\]+|\\.)*+')
    | (?P<single>'[^']*')
    | (?P<double>\$?"(?>[^"\\]+|\\.)*+")
    | (?P<escape>\\.)
    | (?P<substitution>\$\()
    | (?P<backticks>`[^`\n]*`)
    | (?P<stop>[;|&)]|\Z)
    | (?P<open>\$?['"])
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
POWERSHELL = pattern(
    r"""
      (?P<gap>[^\S\n]+)
    | (?P<fold>`[^\S\n]*(?:\n|\Z))
    | (?P<line>\n)
    | (?P<single_twice>'(?>[^']+|'')*+')
    | (?P<double_tick>"(?>[^"`]+|`.|"")*+")
    | (?P<tick>`.)
    | (?P<stop>[;|]|\Z)
    | (?P<open>['"])
    | (?P<plain>[^\s'"`;|]+)
    """,
    re.VERBOSE | re.DOTALL,
)
WINDOWS = pattern(
    r"""
      (?P<gap>\s+)
    | (?P<double_backslash>"(?>[^"\\]+|\\.)*+")
    | (?P<escape>\\")
    | (?P<stop>\Z)
    | (?P<open>")
    | (?P<plain>(?:[^\s"\\]++|\\(?!"))++)
    """,
    re.VERBOSE | re.DOTALL,
)
# Outside quotes the carets of cmd vanish and shield what follows, a line break too; inside quotes they are text. A quote
# after a backslash does not end anything here: in cmd itself it would, but that is never what is meant.
BARE_CMD = pattern(
    r"""
      (?P<fold>\^[^\S\n]*\n\n?)
    | \^(?P<shielded>[^\n])
    | (?P<quote>")
    | (?P<stop>[\n|&<>])
    | (?P<inner>\\["\\])
    | (?P<plain>(?:[^"^\\\n|&<>]++|\\(?!["\\]))++)
    | (?P<dangling>\^)
    """,
    re.VERBOSE,
)
QUOTED_CMD = pattern(r"(?P<quote>\")|(?P<inner>\\[\"\\])|(?P<plain>(?:[^\"\\]++|\\(?![\"\\]))++)")
