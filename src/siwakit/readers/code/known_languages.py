"""The languages that are read, and how the language of a text is recognised: by the name of its file, of its fence, or by its words."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from siwakit.patterns import pattern
from siwakit.record import record

if TYPE_CHECKING:
    from siwakit.readers.code.languages.lowering import Lowering
    from siwakit.readers.code.library import Library

_LANGUAGES = "siwakit.readers.code.languages"
_LIBRARIES = "siwakit.readers.code.libraries"


@record
class KnownLanguage:
    """A language by its id; *ecosystem* is the folder of its libraries, *words* match what only its programs contain."""

    id: str
    type_name: str
    module: str
    ecosystem: str
    endings: tuple[str, ...]
    fences: tuple[str, ...]
    words: re.Pattern[str]


def _language(name: str, type_name: str, module: str, ecosystem: str, endings: str, fences: str, words: str) -> KnownLanguage:
    return KnownLanguage(
        name, type_name, module, ecosystem, tuple(endings.split()), (name, *fences.split(), *endings.split()), pattern(words, re.MULTILINE)
    )


# In the order in which the words are tried: what is rarer in other languages comes first.
LANGUAGES = (
    _language("php", "Php", "php", "php", "php", "", r"<\?php|^\s*\$\w+\s*=[^=]|\bfunction \w+\(.*\$\w+|->\w+\(.*\);\s*$|^use [A-Z]\w*\\"),
    _language(
        "powershell",
        "PowerShell",
        "powershell",
        "powershell",
        "ps1 psm1",
        "pwsh ps",
        r"^\s*\$\w+ = .*(?:\b(?:New-Object|Get-Date|Invoke-)|\[\w[\w.]*\]::)|^\s*(?:Invoke-\w+|param\()",
    ),
    _language(
        "csharp",
        "CSharp",
        "csharp",
        "dotnet",
        "cs",
        "c# cs",
        r"^using [\w.]+;|\bnew JwtSecurityToken|\bECDsa\b.*;|\bvar \w+ = new \w+[({]|\bnamespace [\w.]+\s*[{;]",
    ),
    _language(
        "java",
        "Java",
        "java",
        "jvm",
        "java",
        "",
        r"^import (?:static )?[\w.*]+;|\b(?:public|private|protected) (?:static )?[\w<>\[\]]+ \w+\(|\bnew Date\(System\.|^\s*(?:final )?(?:String|PrivateKey|JWSHeader|Map<\w+, ?\w+>) \w+ = .*;|\bJwts\.builder\(\)[\s\S]{0,600}?;",
    ),
    _language("kotlin", "Kotlin", "kotlin", "jvm", "kt kts", "kts", r"\bfun \w+\(|^\s*val \w+(?:: \w+)? = |^import [\w.]+\s*$"),
    _language(
        "scala", "Scala", "scala", "jvm", "scala sc", "", r"\bdef \w+(?:\([^)]*\))?(?:: \w+)? = |^import [\w.]+\.\{|^\s*(?:case class|object) \w+"
    ),
    _language("go", "Go", "go", "go", "go", "golang", r"^package \w+|:= |\bfunc \w*\(|\bjwt\.MapClaims\{"),
    _language(
        "swift",
        "Swift",
        "swift",
        "swift",
        "swift",
        "",
        r"\bfunc \w+\(|^\s*let \w+(?:: \w+)? = |\btry [a-z]\w*\.|^import (?:Foundation|JWTKit|SwiftJWT|Vapor|AuthenticationServices)|\bguard let\b",
    ),
    _language("rust", "Rust", "rust", "rust", "rs", "rs", r"\blet (?:mut )?\w+(?:: [\w<>&]+)? = .*;|\bfn \w+\(|^use [\w:]+(?:::|;)|\.unwrap\(\)"),
    _language(
        "dart", "Dart", "dart", "dart", "dart", "", r"^import '(?:package|dart):|\bFuture<\w+>|\bfinal \w+ = (?:await )?[\w.]+\(|\bUri\.parse\("
    ),
    _language("elixir", "Elixir", "elixir", "beam", "ex exs", "", r"\bdefmodule \w+|\|> |%\{\"?\w+\"? ?(?:=>|:)|^\s*defp? \w+"),
    _language(
        "ruby",
        "Ruby",
        "ruby",
        "ruby",
        "rb rake",
        "rb",
        r"^require ['\"]|\bdef \w+|^\s*end\s*$|\bputs |\bJWT\.encode\b|OpenSSL::PKey|\bFile\.read|\"\w+\" => |\bTime\.now\.to_i",
    ),
    _language(
        "typescript",
        "TypeScript",
        "typescript",
        "javascript",
        "ts mts cts",
        "",
        r"\b(?:const|let|var) \w+: \w+|\binterface \w+ \{|\bimport type\b|\): Promise<|\bas (?:string|any)\b",
    ),
    _language("tsx", "Tsx", "typescript", "javascript", "tsx", "", r"(?!)"),
    _language(
        "javascript",
        "JavaScript",
        "javascript",
        "javascript",
        "js mjs cjs jsx",
        "node js",
        r"\b(?:const|let|var) [\w{\[]|=> ?[{(\w]|\brequire\(['\"]|\bfunction\b ?\w*\(|\bnew Date\(|\bawait \w+|^import .* from ['\"]|\bmodule\.exports\b",
    ),
    _language(
        "python",
        "Python",
        "python",
        "python",
        "py pyw",
        "py python3",
        r"^\s*(?:from [\w.]+ import|import [\w., ]+$)|\bdef \w+\(.*\).*:\s*$|^\s*\w+ = \w[\w.]*\(|\bprint\(|\bjwt\.encode\(",
    ),
    _language(
        "shell",
        "Shell",
        "shell",
        "shell",
        "sh bash zsh",
        "sh bash zsh console",
        r"^#!.*\b(?:ba|z|k)?sh\b|\$\([a-z]|^\s*\w+=\"?\$|\bopenssl (?:dgst|pkeyutl|ec)\b",
    ),
)
_BY_ENDING = {ending: language for language in LANGUAGES for ending in language.endings}
_BY_FENCE = {fence: language for language in LANGUAGES for fence in language.fences}
BY_ID = {language.id: language for language in LANGUAGES}


def language_of_file(name: str) -> KnownLanguage | None:
    """Return the language of a file by the ending of its *name*."""
    return _BY_ENDING.get(name.lower().rpartition(".")[2]) if "." in name else None


def language_of_fence(word: str) -> KnownLanguage | None:
    """Return the language of a fenced block by the *word* behind the fence."""
    return _BY_FENCE.get(word.lower())


def language_of_text(text: str) -> KnownLanguage | None:
    """Return the language in which *text* has the most words that only its programs contain, or None if there are none."""
    scores = [(len(language.words.findall(text)), -place) for place, language in enumerate(LANGUAGES)]
    best, place = max(scores)
    return LANGUAGES[-place] if best else None


@cache
def lowering_of(language: KnownLanguage) -> type[Lowering] | None:
    """Return how *language* is turned into the common tree, or None if that is not known yet."""
    try:
        found: type[Lowering] = getattr(import_module(f"{_LANGUAGES}.{language.module}"), language.type_name)
    except ModuleNotFoundError as missing:
        if missing.name is None or not missing.name.startswith(_LANGUAGES):
            raise
        return None
    return found


@cache
def library_of(language: KnownLanguage) -> Library | None:
    """Return what is known of the libraries of *language*, or None if nothing is."""
    try:
        found: Library = import_module(f"{_LIBRARIES}.{language.ecosystem}").LIBRARY
    except ModuleNotFoundError as missing:
        if missing.name is None or not missing.name.startswith(_LIBRARIES):
            raise
        return None
    return found
