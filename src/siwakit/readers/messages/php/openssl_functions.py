"""PHP's own functions for keys and files."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

MESSAGES = (
    Message(
        id="php-openssl-sign",
        speaker="PHP",
        literal="supplied key param cannot be coerced into a private key",
        words=pattern(r"openssl_\w{4,20}\(\): [Ss]upplied key param cannot be coerced into a private key"),
        proves=Proof.KEY_REFUSED,
        samples=(
            "Warning: openssl_sign(): supplied key param cannot be coerced into a private key in /app/JWT.php on line 227",
            "ErrorException: openssl_sign(): Supplied key param cannot be coerced into a private key",
        ),
        versions='all; "Supplied" from PHP 8.0',
        where="https://github.com/googleapis/php-jwt/issues/509",
        is_general=True,
    ),
    Message(
        id="php-openssl-no-key",
        speaker="PHP",
        literal="argument #1 ($key) must be of type opensslasymmetrickey",
        words=pattern(
            r"openssl_pkey_(?:get_details|export)\(\): Argument #1 \(\$key\) must be of type "
            r"OpenSSLAsymmetricKey(?:\|[\w|]{1,60})?, (?:bool|false) given"
        ),
        proves=Proof.KEY_REFUSED,
        samples=("TypeError: openssl_pkey_get_details(): Argument #1 ($key) must be of type OpenSSLAsymmetricKey, bool given",),
        versions="PHP 8.0 and later",
        where="https://github.com/alextselegidis/easyappointments/issues/1368",
        is_general=True,
    ),
    Message(
        id="php-key-file",
        speaker="PHP",
        literal="failed to open stream",
        words=pattern(r"(?:file_get_contents|fopen)\([^()\n]{0,200}\.p8\): [Ff]ailed to open stream"),
        proves=Proof.KEY_FILE_NOT_FOUND,
        samples=(
            "file_get_contents(/var/www/storage/AuthKey_ABC123DEFG.p8): Failed to open stream: No such file or directory",
            "file_get_contents(AuthKey_ABC123DEFG.p8): failed to open stream: Permission denied",
        ),
        versions="all",
        where="https://www.php.net/manual/en/function.file-get-contents.php",
    ),
)
