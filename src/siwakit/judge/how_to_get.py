"""How to get what a diagnosis asks for, by what it asks."""

from __future__ import annotations

from siwakit.evidence.parts import ASK_ANSWER, ASK_REQUEST, ASK_SECRET

_REQUEST = "Print the request just before your program sends it, with headers and body, or let it pass through a proxy such as mitmproxy."
_ANSWER = "Print status, headers and body of the answer; curl shows them with -i."
_KEY = "Give the file AuthKey_….p8 that was downloaded from the developer portal. It is read on this machine and sent nowhere."
_CALLBACK = (
    'Open the browser\'s developer tools, tab Network, turn on "Preserve log", sign in, and copy the POST to your redirect_uri with its headers.'
)
_PAGE = "Copy the address from the browser while Apple's sign-in page is open."
_TOKEN = "Print the field id_token (in an app: identityToken) that came with the code. It is read on this machine and sent nowhere."
_VERIFIER = 'Write a JSON file {"verifier": {…}} with what your library is configured with: audience, issuer, nonce, required claims.'
_LIBRARY = "Give the file with the settings as it is. No secret in it is shown."
_MESSAGE = "Copy the whole message from the log, with its stack trace."
_IDENTIFIERS = "Open Certificates, Identifiers & Profiles > Identifiers. The menu at the upper right changes between App IDs and Services IDs."
_CLOCK = "Take it from the log line of the request, with its time zone."

HOW_TO_GET: dict[str, str] = {
    ASK_REQUEST: _REQUEST,
    ASK_SECRET: "Print client_secret just before it is sent. It is decoded on this machine, and no part of its signature is shown.",
    ASK_ANSWER: _ANSWER,
    "Apple's answer, with its Date header": _ANSWER,
    "a second attempt with a new code: the request as it is sent, and Apple's answer": (
        f"Sign in again for a new code, which is good for five minutes and once. {_REQUEST}"
    ),
    "how your callback reads its fields": "Give the line of code that reads code and state: a form parser, a JSON parser, or the query.",
    "the .p8 key file (read locally, never sent)": _KEY,
    "the .p8 key file, under the name it was downloaded with": _KEY,
    "the Date header of Apple's answer": _ANSWER,
    "the POST that reached your callback, with the answer it got and the cookies that were set before": _CALLBACK,
    "the Return URLs that are registered for the Services ID, as JSON with a member registered_return_urls": (
        f"{_IDENTIFIERS} Open the Services ID > Sign in with Apple > Configure, and copy the Return URLs."
    ),
    "the Set-Cookie headers of the answer that sent the browser to Apple, and the Cookie header of the POST that came back": _CALLBACK,
    "the URL of the authorize page that began this sign-in": _PAGE,
    "the app's bundle ID": "Open the target in Xcode > Signing & Capabilities > Bundle Identifier.",
    "the body of the notification": "Print the body of the POST that Apple sent to your notification endpoint.",
    "the client ids that the verifier accepts": _VERIFIER,
    "the client_secret and the .p8 key": _KEY,
    "the client_secret that was meant to be in use": "Give the client_secret that you deployed last, in a file of its own.",
    "the exact message from the library or service that was given the key": _MESSAGE,
    "the exchanges before this one": "Look in the log for earlier requests with the same code, and give them with their answers.",
    "the failing request": _REQUEST,
    "the identity token": _TOKEN,
    "the identity token that came with the code": _TOKEN,
    "the key set that the verifier uses (https://appleid.apple.com/auth/keys)": (
        "Save the key set that your verifier has cached, or fetch it: curl -o keys.json https://appleid.apple.com/auth/keys"
    ),
    "the message of the library or service that refused, whole": _MESSAGE,
    "the nonce that the application made for this sign-in": 'Write a JSON file {"verifier": {"nonce": "…"}} with the value before any hashing.',
    "the origin of the page that opens the popup, as JSON with a member page_origin": "Print window.location.origin in the browser's console.",
    "the paths that your CSRF protection exempts": "Give the list of exempted paths from the settings of your framework.",
    "the redirect_uri sent to authorize": f"{_PAGE} redirect_uri stands in its query.",
    "the request with all its headers": _REQUEST,
    "the routes of your application, as JSON with a member routes": "Let your framework list its routes and their methods; copy the callback's.",
    "the source code that mints the client_secret": "Give the file with the function that makes the client_secret. It is read, never run.",
    "the settings in the developer portal": (
        "They cannot be pasted: open Certificates, Identifiers & Profiles and check what the suspects tell you to look at, the first one first."
    ),
    "the settings of the verifier, as JSON with a member verifier": _VERIFIER,
    "the settings of your library": _LIBRARY,
    "the settings of your library, including the key's": _LIBRARY,
    "the settings of your session's cookie": _LIBRARY,
    "the text of Apple's error page": "Copy the sentence that the page shows in place of the sign-in.",
    "the time of the request": _CLOCK,
    "the time of the request by your own clock": _CLOCK,
    "where the code came from: the app or the web": (
        "It came from the app if ASAuthorization or a native plugin returned it, and from the web if it reached your redirect_uri."
    ),
    "whether Apple's script is told usePopup": "Look for usePopup in the call of AppleID.auth.init, or data-use-popup in the page.",
    "your Key ID": "It is in the name of the key file, AuthKey_<Key ID>.p8, and in the portal under Keys.",
    "your Services ID": _IDENTIFIERS,
    "your Team ID": "It is in the developer portal under Membership details, and at the upper right of Certificates, Identifiers & Profiles.",
    "your bundle ID and Services ID": _IDENTIFIERS,
}
