"""Recognise the language of settings, by their file name or their syntax, and read them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from siwakit.errors import NotReadable
from siwakit.evidence.form_fields import FormReading
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.evidence.settings.stated_settings import read_configuration
from siwakit.jose import strictjson
from siwakit.patterns import pattern
from siwakit.readers.model import Reader, Sample, Scope, Text
from siwakit.readers.settings.bounds import limit_text, limit_toml, limit_value, unwrapped
from siwakit.readers.settings.code_text import read_code
from siwakit.readers.settings.dockerfile import read_dockerfile
from siwakit.readers.settings.dotenv import read_dotenv
from siwakit.readers.settings.json_comments import without_comments
from siwakit.readers.settings.properties import read_properties
from siwakit.readers.settings.yaml_text import read_yaml

_ENV_NAME = pattern(r"(?:^|[\\/])(?:\.env(?:[.-][\w.-]*)?|[\w.-]*\.env(?:rc)?|\.envrc)$", re.IGNORECASE)
_DOCKERFILE = pattern(r"(?:^|[\\/])(?:(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?|[\w.-]+\.dockerfile)$", re.IGNORECASE)
_CODE_NAMES = (".js", ".mjs", ".cjs", ".ts", ".mts", ".tsx", ".jsx", ".rb", ".php", ".cs", ".go", ".kt", ".dart", ".swift", ".ex", ".exs")
# Without the name of a file, `apple.team-id=…` may also be a statement of a program, whose values are quoted or followed by a sign.
_PROPERTY_LINES = pattern(
    r"(?:[^\S\n]*+(?:[#!][^\n]*+)?(?:\n|\Z)|[\w.-]{1,120}[^\S\n]*+[=:][^\S\n]*+(?![\"'(\[{`])(?:[^\s;({,]|[;({,](?![^\S\n]*+(?:\n|\Z))|[^\S\n])*+(?:\n|\Z))++"
)
_OF_A_REQUEST = frozenset({"grant_type", "code", "refresh_token", "token", "client_secret"})
_MARKS = (
    (pattern(r"^(?:SOCIALACCOUNT_PROVIDERS|SOCIAL_AUTH_APPLE_ID_[A-Z_]+)\s*(?::[^=\n]{0,60})?=", re.MULTILINE), "python"),
    (pattern(r"^[^\S\n]*\[(?:[\w.\"-]{1,80}\.)?apple(?:\.[\w.\"-]{1,80})?\][^\S\n]*$", re.MULTILINE), "toml"),
    (pattern(r"^spring\.security\.oauth2\.[\w.-]{1,120}\s*[=:]", re.MULTILINE), "properties"),
    (pattern(r"^(?=[\w.-]{0,120}?apple)(?:[\w-]{1,60}\.){1,8}[\w-]{1,60}[^\S\n]*[=:]", re.MULTILINE | re.IGNORECASE), "property lines"),
    (pattern(r"^\w{0,60}__Apple__\w{1,40}[^\S\n]*=", re.MULTILINE | re.IGNORECASE), "env"),
    (pattern(r"^apiVersion:[^\n]*$", re.MULTILINE), "yaml"),
    (pattern(r"^(?:[^\S\n]*(?:- )?[\w.-]{1,60}:[^\S\n]*(?:#[^\n]*)?\n)[^\S\n]+(?:- )?[\w.-]{1,60}[:=]", re.MULTILINE), "yaml"),
    (pattern(r"\A(?:\s++|//[^\n]*+|/\*(?>.*?\*/))*+\{", re.DOTALL), "json"),
    (pattern(r"\b(?:AppleStrategy|AppleProvider|AddApple|Apple)\s?\(|\b(?:provider|omniauth)[^\S\n]+:apple\b"), "code"),
    (pattern(r"[\"']?\bapple\w{0,20}[\"']?\s{0,20}(?::|=>|=)\s{0,20}[\[{]"), "code"),
)
# A program is searched for its settings, and may be anything else too; texts in all other languages are settings as a whole.
_NAME_APPLE = frozenset({"toml", "property lines", "env", "code"})
_MARKS_OF_CODE = tuple(mark for mark in _MARKS if mark[1] == "code")
_MARKS_OF_A_WHOLE = tuple(mark for mark in _MARKS if mark[1] != "code")
_EMPTY_LINE = pattern(r"\n[^\S\n]*\n")


def read_settings(text: str, name: str) -> dict[str, Any] | None:
    """Return the settings in a file of this *name*, or None if it is not a name of settings, or they say nothing about Apple.

    Raises:
        NotReadable: they are truncated, or `pyyaml` is not installed.
        TooLarge: settings over their limits.
    """
    language = _language_of(name)
    return _read(language, text) if language else None


def is_settings_name(name: str) -> bool:
    """Return whether files of this *name* are settings and nothing else: a program can contain settings too."""
    return _language_of(name) not in {None, "code", "python"}


def find_settings(text: str) -> dict[str, Any] | None:
    """Return the settings in *text*, recognised by their syntax, or None if there are none, or they say nothing about Apple.

    Raises:
        TooLarge: settings over their limits.
    """
    return _find_in(text, _MARKS)


def _find_in(text: str, marks: Iterable[tuple[re.Pattern[str], str]]) -> dict[str, Any] | None:
    names_apple = "apple" in text.lower()
    for mark, language in marks:
        # Settings that do not name Apple can be of Spring, Kubernetes or Python, where the name is in a file of its own.
        if (names_apple or language not in _NAME_APPLE) and mark.search(text):
            try:
                found = _read(language, text)
            except NotReadable:
                continue
            if found:
                return found
    return None


def _read(language: str, text: str) -> dict[str, Any] | None:
    found = _READERS[language](text.lstrip("\ufeff").replace("\r\n", "\n"))
    return dict(found) if found and read_configuration(found).stated else None


def _language_of(name: str) -> str | None:
    lower = name.lower()
    if _ENV_NAME.search(name):
        return "env"
    if _DOCKERFILE.search(name):
        return "dockerfile"
    if lower.endswith((".yaml", ".yml")):
        return "yaml"
    for ending, language in ((".toml", "toml"), (".properties", "properties"), (".py", "python"), (".jsonc", "json"), (".json", "json")):
        if lower.endswith(ending):
            return language
    return "code" if lower.endswith(_CODE_NAMES) else None


def _read_toml(text: str) -> dict[str, Any] | None:
    limit_text(text, "TOML")
    limit_toml(text)
    import tomllib  # noqa: PLC0415  every command would wait for it

    try:
        found = tomllib.loads(text)
    except (ValueError, RecursionError):
        # Among them a number of thousands of digits, which is valid TOML.
        raise NotReadable("the settings are not TOML", hint="give only the section about Apple") from None
    limit_value(found)
    return found


def _read_python(text: str) -> dict[str, Any] | None:
    from siwakit.readers.settings.python_text import read_python  # noqa: PLC0415  it loads `ast`, and every command would wait for that

    return read_python(text)


def _read_json(text: str) -> dict[str, Any] | None:
    """Return the object in *text*, accepting the comments and commas that settings of .NET and VS Code may have."""
    found = strictjson.read_object(without_comments(text).strip())
    plain = unwrapped(found) if found else None
    return plain if isinstance(plain, dict) else None


def _read_property_lines(text: str) -> dict[str, str] | None:
    bare = text.strip()
    return read_properties(bare) if _PROPERTY_LINES.fullmatch(bare) else None


_READERS: Mapping[str, Callable[[str], Mapping[str, Any] | None]] = {
    "env": read_dotenv,
    "dockerfile": read_dockerfile,
    "yaml": read_yaml,
    "toml": _read_toml,
    "properties": read_properties,
    "property lines": _read_property_lines,
    "python": _read_python,
    "json": _read_json,
    "code": read_code,
}


def _read_file(text: Text) -> tuple[Piece, ...]:
    found = read_settings(text.text, text.name)
    return (Piece(PieceKind.SETTINGS, found, text=text.text),) if found else ()


def _read_marked(text: Text) -> tuple[Piece, ...]:
    found = _find_in(text.text, _MARKS_OF_A_WHOLE)
    if found is None and not _has_a_paragraph_of_settings(text.text):
        found = _find_in(text.text, _MARKS_OF_CODE)
    return (Piece(PieceKind.SETTINGS, found, text=text.text),) if found else ()


def _has_a_paragraph_of_settings(text: str) -> bool:
    paragraphs = _EMPTY_LINE.split(text)
    return len(paragraphs) > 1 and any(_find_in(paragraph, _MARKS_OF_A_WHOLE) for paragraph in paragraphs)


def _may_be_part(piece: Piece, text: Text) -> bool:
    """Return whether *piece* may be a part of settings, read by a reader that does not know their language."""
    if isinstance(piece.value, FormReading):
        return not any(piece.value.get(name) for name in _OF_A_REQUEST)
    if piece.kind is PieceKind.SETTINGS:
        # If they are all of the text, nothing is left to be read in another way.
        return piece.text != text.text
    return piece.kind in {PieceKind.UNREAD, PieceKind.KEY}


SETTINGS_FILE = Reader(
    id="settings-file",
    title="a file of settings, by its name: .env, YAML, TOML, .properties, JSON, a Dockerfile, or source code",
    scope=Scope.FILE,
    read=_read_file,
    good=lambda: (
        Sample("an environment", "APPLE_TEAM_ID=A1B2C3D4E5\n", (PieceKind.SETTINGS,), ".env"),
        Sample("YAML", "apple:\n  team_id: A1B2C3D4E5\n", (PieceKind.SETTINGS,), "config.yaml"),
        Sample("TOML", '[apple]\nteam_id = "A1B2C3D4E5"\n', (PieceKind.SETTINGS,), "config.toml"),
        Sample("JSON with comments", '// Apple\n{"Apple": {"TeamId": "A1B2C3D4E5", /* x */ }}\n', (PieceKind.SETTINGS,), "appsettings.json"),
        Sample("properties of Java", "apple.team-id: A1B2C3D4E5\n", (PieceKind.SETTINGS,), "application.properties"),
        Sample("Python", 'SOCIAL_AUTH_APPLE_ID_TEAM = "A1B2C3D4E5"\n', (PieceKind.SETTINGS,), "settings.py"),
        Sample(
            "variables of an image", "FROM node\nENV APPLE_TEAM_ID=A1B2C3D4E5 \\\n    APPLE_KEY_ID=ABC123DEFG\n", (PieceKind.SETTINGS,), "Dockerfile"
        ),
    ),
    bad=lambda: (
        Sample("settings of another program", "PORT=8000\n", name=".env"),
        Sample("settings of another program, with comments", '// Ports\n{"port": 8000,}\n', name="appsettings.json"),
    ),
)
MARKED_SETTINGS = Reader(
    id="marked-settings",
    title="settings whose content shows their language",
    scope=Scope.OVER,
    read=_read_marked,
    replaces=_may_be_part,
    good=lambda: (
        Sample("Django", 'SOCIALACCOUNT_PROVIDERS = {\n    "apple": {"APP": {"client_id": "com.example.web"}},\n}\n', (PieceKind.SETTINGS,)),
        Sample("a table of TOML", '[apple]\nteam_id = "A1B2C3D4E5"\n', (PieceKind.SETTINGS,)),
        Sample("JSON with comments", '// Apple\n{"Apple": {"TeamId": "A1B2C3D4E5",}}\n', (PieceKind.SETTINGS,)),
        Sample("Spring", "spring.security.oauth2.client.registration.apple.client-id=com.example.web\n", (PieceKind.SETTINGS,)),
    ),
    bad=lambda: (
        Sample("settings of another program", "[server]\nport = 8000\n"),
        Sample("settings of another program, with comments", '/* Ports */ {"port": 8000,}\n'),
        Sample("a request", "client_id: x\ngrant_type: y\ncode: z"),
    ),
)
SETTINGS_PARAGRAPH = Reader(
    id="settings-paragraph",
    title="settings whose content shows their language, beside something else",
    scope=Scope.REST,
    read=_read_marked,
    good=lambda: (
        Sample("YAML", "apple:\n  client-id: com.example.web\n\nERROR apple answered invalid_client\n", (PieceKind.SETTINGS,)),
        Sample("properties of Java", "My settings:\n\napple.team-id=A1B2C3D4E5\napple.key-id=ABC123DEFG\n", (PieceKind.SETTINGS,)),
    ),
    bad=lambda: (
        Sample("a sentence", "This is what I have set:"),
        Sample("statements of a program", 'config.apple.team_id = "A1B2C3D4E5"\nconfig.apple.run()\n'),
    ),
)
