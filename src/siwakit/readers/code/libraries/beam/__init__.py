"""Elixir, with what it uses of Erlang: the language itself, and what signs and sends there."""

from __future__ import annotations

from siwakit.readers.code.libraries.beam.clients import CLIENTS
from siwakit.readers.code.libraries.beam.clock import CLOCK
from siwakit.readers.code.libraries.beam.language import LANGUAGE
from siwakit.readers.code.libraries.beam.tesla import TESLA
from siwakit.readers.code.libraries.beam.tokens import TOKENS
from siwakit.readers.code.library import Library

LIBRARY = Library(LANGUAGE, CLOCK, TOKENS, CLIENTS, TESLA)
