"""The settings readers, one after the other, and what a report says of the settings."""

from __future__ import annotations

from contextlib import suppress

from fuzz.checks import hold_bounded, hold_secret, hold_visible, text_of
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
    """Read settings in each language: plain values within the bounds, the same twice, and a report without secrets."""
    name, text = (NAMES[data[0] % len(NAMES)], text_of(data[1:])) if data else (NAMES[0], "")
    for one in NAMES:
        with suppress(InputError):
            found = read_settings(text, one)
            assert found == read_settings(text, one), "other settings the second time"
            if found is not None:
                _hold_plain(found)
    with suppress(InputError):
        found = find_settings(text)
        if found is not None:
            _hold_plain(found)
    shown = _report(text, name)
    hold_visible(shown)
    hold_secret(shown, data)
    hold_bounded(shown)


def _hold_plain(found: dict[str, object]) -> None:
    limit_value(found)
    assert all(isinstance(name, str) for name in found), "a name that is no text"
    assert read_configuration(found).stated, "settings that state nothing"


def _report(text: str, name: str) -> str:
    try:
        diagnosis = diagnose((name, text), now=NOW)
    except SiwakitError as error:
        return visible(veiled(f"{error.message} {error.hint}"))
    return render_text(diagnosis, colour=False) + render_json(diagnosis)
