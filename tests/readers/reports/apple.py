"""What people see on Apple's pages and in the console of a browser: the names are made up, the words are Apple's and the browsers'."""

from __future__ import annotations

BROWSER = ("request-from-browser",)

REPORTS = (
    (
        "Apple's page does not know the Return URL",
        ("invalid_request\nInvalid web redirect url."),
        ("redirect-uri-not-registered", "redirect-uri-slash-differs"),
    ),
    (
        "Apple's page knows neither the client nor the Return URL",
        ("invalid_request\nInvalid client id or web redirect url."),
        ("redirect-uri-not-registered", "authorize-client-lacks-return-urls", "authorize-client-id-is-bundle-id"),
    ),
    (
        "Apple's sheet gives up",
        "Sign Up Not Completed",
        ("capability-disabled", "redirect-uri-not-registered", "popup-origin-differs"),
    ),
    (
        "Apple's page gives up",
        "Your request could not be completed because of an error. Please try again later.",
        ("capability-disabled", "redirect-uri-not-registered", "popup-origin-differs"),
    ),
    (
        "Chrome blocks the popup",
        'Apple login failed {error: "popup_blocked_by_browser"}',
        ("popup-origin-differs", "popup-never-calls-redirect"),
    ),
    (
        "the popup is closed",
        'Uncaught (in promise) {error: "popup_closed_by_user"} AppleID.auth.signIn',
        ("callback-cancel-not-handled", "popup-origin-differs"),
    ),
    (
        "a second sign-in begins",
        '{"error":"user_trigger_new_signin_flow"}',
        ("callback-cancel-not-handled",),
    ),
    (
        "the popup's answer is for another origin",
        (
            "appleid.auth.js:1 Failed to execute 'postMessage' on 'DOMWindow': The target origin provided "
            "('https://api.acmefit.com') does not match the recipient window's origin ('https://www.acmefit.com')."
        ),
        ("popup-origin-differs",),
    ),
    (
        "the popup's answer is for another origin, in Safari",
        (
            "[Error] Unable to post message to https://api.acmefit.com. Recipient has origin https://www.acmefit.com.\n"
            "  (anonymous function) (appleid.apple.com)"
        ),
        ("popup-origin-differs",),
    ),
    (
        "Chrome blocks the call of a page",
        (
            "Access to XMLHttpRequest at 'https://appleid.apple.com/auth/token' from origin 'http://localhost:3000' has "
            "been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource.\n"
            "POST https://appleid.apple.com/auth/token net::ERR_FAILED 400"
        ),
        BROWSER,
    ),
    (
        "Firefox blocks the call of a page",
        (
            "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at "
            "https://appleid.apple.com/auth/token. (Reason: CORS header \u2018Access-Control-Allow-Origin\u2019 missing). Status "
            "code: 400."
        ),
        BROWSER,
    ),
    (
        "a German Firefox blocks the call of a page",
        (
            "Quell\u00fcbergreifende (Cross-Origin) Anfrage blockiert: Die Gleiche-Quelle-Regel verbietet das Lesen der "
            "externen Ressource auf https://appleid.apple.com/auth/token. (Grund: CORS-Kopfzeile "
            "\u2018Access-Control-Allow-Origin\u2019 fehlt). Statuscode: 400."
        ),
        BROWSER,
    ),
    (
        "Safari blocks the call of a page",
        (
            "[Error] Origin http://localhost:3000 is not allowed by Access-Control-Allow-Origin. Status code: 400\n"
            "[Error] Fetch API cannot load https://appleid.apple.com/auth/token due to access control checks."
        ),
        BROWSER,
    ),
    (
        "the log of an app that shows Apple's page",
        "2026-11-29T14:12:03.511Z INFO webview: invalid_request Invalid client id or web redirect url.",
        ("redirect-uri-not-registered", "authorize-client-lacks-return-urls", "authorize-client-id-is-bundle-id"),
    ),
)
