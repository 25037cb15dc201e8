"""What libraries of PHP say."""

from __future__ import annotations

from siwakit.readers.messages.model import Message
from siwakit.readers.messages.php import azimo, hybridauth, laravel, lcobucci, openssl_functions, php_jwt, symfony

MESSAGES: tuple[Message, ...] = (
    *azimo.MESSAGES,
    *php_jwt.MESSAGES,
    *lcobucci.MESSAGES,
    *openssl_functions.MESSAGES,
    *laravel.MESSAGES,
    *symfony.MESSAGES,
    *hybridauth.MESSAGES,
)
