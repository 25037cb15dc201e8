"""What libraries of PHP say."""

from __future__ import annotations

from siwakit.readers.messages.model import Message
from siwakit.readers.messages.php import hybridauth, laravel, lcobucci, openssl_functions, php_jwt, symfony

MESSAGES: tuple[Message, ...] = (
    *php_jwt.MESSAGES,
    *lcobucci.MESSAGES,
    *openssl_functions.MESSAGES,
    *laravel.MESSAGES,
    *symfony.MESSAGES,
    *hybridauth.MESSAGES,
)
