"""Every language in which plain words are read."""

from __future__ import annotations

from siwakit.readers.plain_words.languages.chinese import CHINESE
from siwakit.readers.plain_words.languages.english import ENGLISH
from siwakit.readers.plain_words.languages.french import FRENCH
from siwakit.readers.plain_words.languages.german import GERMAN
from siwakit.readers.plain_words.languages.japanese import JAPANESE
from siwakit.readers.plain_words.languages.korean import KOREAN
from siwakit.readers.plain_words.languages.portuguese import PORTUGUESE
from siwakit.readers.plain_words.languages.russian import RUSSIAN
from siwakit.readers.plain_words.languages.spanish import SPANISH
from siwakit.readers.plain_words.model import Language

LANGUAGES: tuple[Language, ...] = (ENGLISH, GERMAN, FRENCH, SPANISH, PORTUGUESE, RUSSIAN, CHINESE, JAPANESE, KOREAN)
