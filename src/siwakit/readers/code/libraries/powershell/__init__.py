"""PowerShell: its own commands and operators, what .NET and openssl do there, and what sends requests."""

from __future__ import annotations

from siwakit.readers.code.libraries.dotnet import LIBRARY as DOTNET
from siwakit.readers.code.libraries.powershell.any_case import AnyCase
from siwakit.readers.code.libraries.powershell.clock import CLOCK
from siwakit.readers.code.libraries.powershell.http import HTTP
from siwakit.readers.code.libraries.powershell.language import LANGUAGE
from siwakit.readers.code.libraries.powershell.tokens import TOKENS
from siwakit.readers.code.libraries.shell.signatures import SIGNATURES

# A variable that an excerpt does not set is only a name.
for _name in ("SignData", "SignHash"):
    LANGUAGE.methods["Reference", _name] = DOTNET.methods["Unknown", _name]
LIBRARY = AnyCase(DOTNET, SIGNATURES, LANGUAGE, CLOCK, TOKENS, HTTP)
