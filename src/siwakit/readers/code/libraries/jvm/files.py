"""Files, keys and the environment on the JVM."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import identity, receiver, without_encodings
from siwakit.readers.code.libraries.jvm.members import Members
from siwakit.readers.code.library import Given
from siwakit.readers.code.values import Instance, KeyText, Unknown, Value, known

FILES = Members()
_function, _method, _static = FILES.function, FILES.method, FILES.static


# The environment.


@_function("System.getenv", "System.getProperty", "sys.env", "Properties.envOrElse", "dotenv.get", "sys.props", "System.getenv.get")
def _variable(given: Given) -> Value | None:
    """Return a variable of the environment, or all of them."""
    if not given.arguments:
        return Instance(kind="environment", span=given.span)
    return _variable_of(given)


@_method("environment", "get", "getOrDefault", "getOrElse", "getProperty", "getValue", "apply", "getString")
@_function("sys.env.getOrElse", "sys.env.get", "System.getenv.getOrDefault")
def _variable_of(given: Given) -> Value | None:
    """Return a variable by its name, or its default, which the environment may replace."""
    value, default = given.run.variable(given.text(0) or "", given.span), given.get(1)
    return Unknown(name=value.name, why=value.why, default=default, span=given.span) if isinstance(value, Unknown) else value


@_method("Unknown", "getProperty", "getRequiredProperty", "getString")
def _property(given: Given) -> Value | None:
    """Return a setting by its name."""
    name = given.text(0)
    return given.run.variable(name, given.span) if name else None


@_static("Dotenv.load", "Dotenv.configure", "dotenv", "sys.env:", "System.getenv:")
def _environment(given: Given) -> Value | None:
    """Return the environment."""
    return Instance(kind="environment", span=given.span)


_method("environment", "load", "ignoreIfMissing", "directory")(receiver)


# Files and keys.


@_function(
    "Files.readString",
    "Files.readAllBytes",
    "Files.readAllLines",
    "Files.lines",
    "FileReader",
    "FileInputStream",
    "Source.fromFile",
    "Files.newBufferedReader",
)
@_function(
    "FileUtils.readFileToString", "ClassPathResource", "FileSystemResource", "IOUtils.toString", "ResourceUtils.getFile", "StreamUtils.copyToString"
)
@_function("File", "Source.fromResource", "Resources.toString", "os.read", "Resources.getResource", "BufferedReader", "FileCopyUtils.copyToByteArray")
def _file(given: Given) -> Value | None:
    """Return a file or its text, which is a key if the program signs with it."""
    return _file_of(given.arguments[-1] if given.words == "File" and given.arguments else given.get(0), given)


@_method("", "getResourceAsStream", "getResource")
def _resource(given: Given) -> Value | None:
    """Return a file that is part of the program."""
    return _file_of(given.get(0), given)


def _file_of(value: Value | None, given: Given) -> Value:
    if isinstance(value, KeyText):
        return value
    text = known(value)
    name = text.replace("\\", "/").rpartition("/")[2].removeprefix("classpath:") if isinstance(text, str) else ""
    return KeyText(file=name, span=given.span)


@_function("Path.of", "Paths.get", "Path", "Path.get")
def _path(given: Given) -> Value | None:
    """Return a path, of which the last part matters."""
    return given.arguments[-1] if given.arguments else None


_method("Known", "toPath", "toFile")(receiver)


@_static("KeyFactory.getInstance", "JcaPEMKeyConverter", "JcaPKCS8EncryptedPrivateKeyInfo", "PemUtils")
def _converter(given: Given) -> Value | None:
    """Return what makes keys of bytes."""
    return Instance(kind="key converter", span=given.span)


_method("key converter", "setProvider")(receiver)


@_method("key converter", "generatePrivate", "getPrivateKey", "getKeyPair")
@_function("Keys.hmacShaKeyFor:", "BouncyCastleProviderSingleton:")
def _key(given: Given) -> Value | None:
    """Return a key; it has no text of its own, whatever it was made of."""
    value = without_encodings(given.run, given.get(0), "bytes", "base64")
    return value if isinstance(value, KeyText | Unknown) else KeyText(name="key", span=given.span)


_function(
    "PKCS8EncodedKeySpec",
    "PEMParser",
    "PemReader",
    "PrivateKeyInfo.getInstance",
    "ECKey.parseFromPEMEncodedObjects",
    "JWK.parseFromPEMEncodedObjects",
)(identity())
_method("", "toECKey", "toECPrivateKey", "toPrivateKey", "getPrivate", "getPrivateKeyInfo")(receiver)
