"""System.Security.Cryptography, and Windows beneath it, when they are given the key. Windows speaks the language of its user."""

from __future__ import annotations

from functools import partial

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_RESOURCES = "https://github.com/dotnet/runtime/blob/main/src/libraries/System.Security.Cryptography/src/Resources/Strings.resx"
_said = partial(Message, speaker=".NET", where=_RESOURCES, is_general=True)
# "The system cannot find the file specified." The profile of the user is what was not loaded; nothing is wrong with the files of the application.
_FILE_NOT_FOUND = (
    r"The system cannot find the file specified|Das System kann die angegebene Datei nicht finden|Le fichier sp\S{1,2}cifi\S{1,2} est introuvable"
    r"|El sistema no puede encontrar el archivo especificado|O sistema n\S{1,2}o pode encontrar o arquivo especificado"
    r"|Impossibile trovare il file specificato|удается найти указанный файл|指定されたファイルが見つかりません|系统找不到指定的文件"
    r"|지정된 파일을 찾을 수 없습니다"
)

MESSAGES = (
    _said(
        id="windows-cannot-import-key",
        literal="cryptographicexception",
        words=pattern(
            rf"CryptographicException(?: \(0x80070002\))?: (?:\S{{1,8}} ){{0,2}}(?:{_FILE_NOT_FOUND})"
            r"|CryptographicException(?: \(0x80090016\))?: Keyset does not exist"
            r"|CryptographicException(?: \(0x\w{8}\))?: (?!ASN1)[^<>]{1,120}? "
            r"System\.Security\.Cryptography\.(?:CngKeyLite\.ImportKeyBlob|CngKey\.Import)\("
        ),
        proves=Proof.HOST_CANNOT_IMPORT_KEY,
        samples=(
            "Internal.Cryptography.CryptoThrowHelper+WindowsCryptographicException: The system cannot find the file specified.",
            "System.Security.Cryptography.CryptographicException (0x80070002): Das System kann die angegebene Datei nicht finden.",
            "CryptographicException: 指定されたファイルが見つかりません。",
            (
                "WindowsCryptographicException: Systemet kan inte hitta filen.\n"
                "   vid System.Security.Cryptography.CngKeyLite.ImportKeyBlob(String blobType)"
            ),
        ),
        versions="all on Windows",
        where="https://github.com/aspnet-contrib/AspNet.Security.OAuth.Providers/issues/375",
    ),
    _said(
        id="dotnet-cng-not-supported",
        literal="cryptography next generation",
        words=pattern(r"Windows Cryptography Next Generation \(CNG\) is not supported on this platform"),
        proves=Proof.HOST_CANNOT_IMPORT_KEY,
        samples=("PlatformNotSupportedException: Windows Cryptography Next Generation (CNG) is not supported on this platform.",),
        versions="all on Linux and macOS",
        where="https://github.com/scottbrady91/AspNetCore-SignInWithApple-Example/issues/2",
    ),
    _said(
        id="dotnet-no-key-format",
        literal="no supported key formats were found",
        words=pattern(r"No supported key formats were found"),
        proves=Proof.KEY_WITHOUT_PEM_LINES,
        samples=(
            (
                "System.ArgumentException: No supported key formats were found. Check that the input represents the contents of a PEM-encoded "
                "key file, not the path to such a file. (Parameter 'input')"
            ),
        ),
        versions=".NET 5 and later",
        where="https://github.com/aspnet-contrib/AspNet.Security.OAuth.Providers/issues/683",
    ),
    _said(
        id="dotnet-asn1",
        literal="asn1 corrupted data",
        words=pattern(r"CryptographicException: ASN1 corrupted data"),
        proves=Proof.KEY_REFUSED,
        samples=("System.Security.Cryptography.CryptographicException: ASN1 corrupted data.",),
        versions=".NET Core 3.0 and later",
    ),
    _said(
        id="dotnet-base64",
        literal="base-64",
        words=pattern(r"The input is not a valid Base-64 string as it contains a non-base 64 character"),
        proves=Proof.KEY_NOT_BASE64,
        samples=(
            (
                "System.FormatException: The input is not a valid Base-64 string as it contains a non-base 64 character, more than two padding "
                "characters, or an illegal character among the padding characters."
            ),
        ),
        versions="all",
        where="https://github.com/dotnet/runtime/blob/main/src/libraries/System.Private.CoreLib/src/Resources/Strings.resx",
    ),
    _said(
        id="dotnet-base64-length",
        literal="base-64",
        words=pattern(r"FormatException: Invalid length for a Base-64 char array or string"),
        proves=Proof.KEY_REFUSED,
        samples=("System.FormatException: Invalid length for a Base-64 char array or string.",),
        versions=".NET Framework and .NET Core 1 to 2",
        where="https://github.com/dotnet/runtime/blob/main/src/libraries/System.Private.CoreLib/src/Resources/Strings.resx",
    ),
    _said(
        id="dotnet-key-file-not-found",
        literal="could not find ",
        words=pattern(
            r"(?:FileNotFoundException: Could not find file|DirectoryNotFoundException: Could not find a part of the path) "
            r"'[^'\n]{1,300}\.(?:p8|pem)'"
        ),
        proves=Proof.KEY_FILE_NOT_FOUND,
        samples=("System.IO.FileNotFoundException: Could not find file '/app/AuthKey_2X9R4HXF34.p8'.",),
        versions="all",
        where="https://github.com/dotnet/runtime/blob/main/src/libraries/System.Private.CoreLib/src/Resources/Strings.resx",
    ),
)
