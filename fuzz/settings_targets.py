"""The settings readers, one after the other, and the report on the settings."""

from __future__ import annotations

from contextlib import suppress

from fuzz.checks import require_bounded, require_no_secret, require_visible, text_of
from siwakit.errors import InputError, SiwakitError
from siwakit.escape import visible
from siwakit.evidence.settings.stated_settings import read_configuration
from siwakit.evidence.showing.redact import veiled
from siwakit.flow.diagnose import diagnose
from siwakit.readers.settings.any_settings import find_settings, read_settings
from siwakit.readers.settings.bounds import limit_value
from siwakit.render.formats.json import render_json
from siwakit.render.formats.text import render_text

NOW = 1_764_000_000
NAMES = (".env", "config.yaml", "app.toml", "application.properties", "settings.py", "appsettings.json", "auth.js", "config.rb")


def fuzz_settings(data: bytes) -> None:
    """Check that settings in each language are read as plain values within the limits, twice the same, and reported without secrets."""
    name, text = (NAMES[data[0] % len(NAMES)], text_of(data[1:])) if data else (NAMES[0], "")
    for file_name in NAMES:
        with suppress(InputError):
            settings = read_settings(text, file_name)
            assert settings == read_settings(text, file_name), "other settings the second time"
            if settings is not None:
                _check_plain(settings)
    with suppress(InputError):
        settings = find_settings(text)
        if settings is not None:
            _check_plain(settings)
    shown = _report(text, name)
    require_visible(shown)
    require_no_secret(shown, data)
    require_bounded(shown)


def _check_plain(settings: dict[str, object]) -> None:
    limit_value(settings)
    assert all(isinstance(name, str) for name in settings), "a name that is not a string"
    assert read_configuration(settings).stated, "settings that state nothing"


def _report(text: str, name: str) -> str:
    try:
        diagnosis = diagnose((name, text), now=NOW)
    except SiwakitError as error:
        return visible(veiled(f"{error.message} {error.hint}"))
    return render_text(diagnosis, colour=False) + render_json(diagnosis)
