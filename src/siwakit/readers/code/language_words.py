"""Words by which the language of a program is recognised if nothing names it: for each language, forms that others do not have or rarely.

The language with the most forms is chosen; of two with as many, the one with more hits, and then the first one here.
"""

from __future__ import annotations

import re

from siwakit.patterns import pattern

_ENOUGH = 16 * 1024  # characters that show the language of a program
_FORMS: dict[str, tuple[str, ...]] = {
    "php": (r"<\?php", r"^[ \t]*\$\w+\s*=[^=]", r"->\w+\([^\n]{0,200}\);[ \t]*$", r"\bfunction \w+\([^\n)]{0,200}\$\w+", r"^use [A-Z]\w*\\"),
    "powershell": (
        *(r"^[ \t]*\$\w+ = [^\n]{0,200}(?:\b(?:New-Object|Get-Date|Invoke-)|\[\w[\w.]*\]::)", r"^[ \t]*Invoke-\w+", r"^[ \t]*param\("),
        *(r"\[[A-Za-z][\w.]*\]::\w", r"\b(?:Get|New|ConvertTo|ConvertFrom|Invoke|Write|Read|Out|Import|Join)-[A-Z]\w+", r"@\{\s*['\"]?\w+['\"]? *= "),
    ),
    "csharp": (r"^using [\w.]+;", r"\bnew JwtSecurityToken", r"\bECDsa\b[^\n]{0,80};", r"\bvar \w+ = new \w+[({]", r"\bnamespace [\w.]+\s*[{;]"),
    "java": (
        *(r"^import (?:static )?[\w.*]+;", r"\b(?:public|private|protected) (?:static )?[\w<>\[\]]+ \w+\(", r"\bnew Date\(System\."),
        *(r"^[ \t]*(?:final )?(?:String|PrivateKey|JWSHeader|Map<\w+, ?\w+>) \w+ = [^\n]{0,200};", r"\bJwts\.builder\(\)"),
    ),
    "kotlin": (r"\bfun \w+\(", r"^[ \t]*val \w+(?:: \w+)? = ", r"^import [\w.]+[ \t]*$"),
    "scala": (r"\bdef \w+(?:\([^\n)]{0,200}\))?(?:: \w+)? = ", r"^import [\w.]+\.\{", r"^[ \t]*(?:case class|object) \w+"),
    "go": (r"^package \w+", r":= ", r"\bfunc \w*\(", r"\bjwt\.MapClaims\{"),
    "swift": (
        *(r"\bfunc \w+\(", r"^[ \t]*let \w+(?:: \w+)? = ", r"\btry [a-z]\w*\.", r"\bguard let\b"),
        r"^import (?:Foundation|JWTKit|SwiftJWT|Vapor|AuthenticationServices)",
    ),
    "rust": (r"\blet (?:mut )?\w+(?:: [\w<>&]+)? = [^\n]{0,200};", r"\bfn \w+\(", r"^use [\w:]+(?:::|;)", r"\.unwrap\(\)"),
    "dart": (r"^import '(?:package|dart):", r"\bFuture<\w+>", r"\bfinal \w+ = (?:await )?[\w.]+\(", r"\bUri\.parse\("),
    "elixir": (r"\bdefmodule \w+", r"\|> ", r"%\{\"?\w+\"? ?(?:=>|:)", r"^[ \t]*defp? \w+"),
    "ruby": (
        *(r"^require ['\"]", r"\bdef \w+[ \t]*$", r"^[ \t]*end[ \t]*$", r"\bputs ", r"\bJWT\.encode\b", r"OpenSSL::PKey", r"\bFile\.read\b"),
        *(r"['\"]\w+['\"] => ", r"\bTime\.now\.to_i"),
    ),
    "typescript": (r"\b(?:const|let|var) \w+: \w+", r"\binterface \w+ \{", r"\bimport type\b", r"\): Promise<", r"\bas (?:string|any)\b"),
    "javascript": (
        *(r"\b(?:const|let|var) [\w{\[]", r"=> ?[{(\w]", r"\brequire\(['\"]", r"\bfunction\b ?\w*\(", r"\bnew Date\(", r"\bawait \w+"),
        *(r"^import [^\n]{0,200} from ['\"]", r"\bmodule\.exports\b"),
    ),
    "python": (
        *(r"^[ \t]*from [\w.]+ import", r"^[ \t]*import [\w., ]+$", r"\bdef \w+\([^\n]{0,200}:[ \t]*$", r"^[ \t]*\w+ = \w[\w.]*\(", r"\bprint\("),
        r"\bjwt\.encode\(",
    ),
    "shell": (r"^#![^\n]{0,40}\b(?:ba|z|k)?sh\b", r"\$\([a-z]", r"^[ \t]*\w+=\"?\$", r"\bopenssl (?:dgst|pkeyutl|ec)\b"),
}
_OF_LANGUAGE = {language: tuple(pattern(form, re.MULTILINE) for form in forms) for language, forms in _FORMS.items()}


def count_forms(language: str, text: str) -> tuple[int, int]:
    """Return how many forms of *language* occur in *text*, and how often."""
    beginning = text[:_ENOUGH]
    hits = [len(form.findall(beginning)) for form in _OF_LANGUAGE[language]]
    return sum(map(bool, hits)), sum(hits)


LANGUAGES = tuple(_FORMS)
