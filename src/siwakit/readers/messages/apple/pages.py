"""Apple's pages, its sheet on devices and its script for web pages."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.compared import NOT_COMPARED
from siwakit.readers.messages.model import Message

_JS = "https://developer.apple.com/documentation/signinwithapplejs/signinerrori"

MESSAGES = (
    Message(
        id="apple-invalid-client-in-words",
        speaker="Apple",
        literal="invalid client",
        words=pattern(r"(?i)\b(?:get|got|getting|receiv\w{1,4}|returns?|returned|says?|with|an?|the) [\"']?invalid client[\"']?(?: error)?\b"),
        proves=None,
        answer="invalid_client",
        samples=("I am sure the key is right, but got invalid client error from Apple",),
        versions="as people write invalid_client",
        where="https://developer.apple.com/documentation/technotes/tn3107-resolving-sign-in-with-apple-response-errors",
        is_general=True,
    ),
    Message(
        id="apple-sign-up-not-completed",
        speaker="Apple",
        literal="sign",
        words=pattern(r"Sign[ -]?[Uu]p [Nn]ot [Cc]omplete(?:d)?\b"),
        proves=Proof.SHEET_GAVE_UP,
        samples=("Sign Up Not Completed", "Sign-Up not completed"),
        versions="all",
        where="https://github.com/nicokaiser/passport-apple/issues/37",
        is_general=True,
    ),
    Message(
        id="apple-page-error",
        speaker="Apple",
        literal="your request could not be completed",
        words=pattern(r"Your request could not be completed (?:because of|due to) an error\. Please try again later"),
        # Several unrelated mistakes, faults and limits lead to these words.
        proves=Proof.SHEET_GAVE_UP,
        samples=(
            "Your request could not be completed because of an error. Please try again later.",
            "Your request could not be completed due to an error. Please try again later.",
        ),
        versions="all",
        where="https://github.com/aboutyou/dart_packages/issues/344",
        is_general=True,
    ),
    Message(
        id="apple-page-redirect",
        speaker="Apple",
        literal="invalid web redirect url",
        words=pattern(r"[Ii]nvalid web redirect url"),
        proves=Proof.REDIRECT_REFUSED,
        samples=("invalid_request: Invalid web redirect url.",),
        versions="all",
        where="https://github.com/ananay/passport-apple/issues/22",
    ),
    Message(
        id="apple-page-client-or-redirect",
        speaker="Apple",
        literal="invalid client id or web redirect url",
        words=pattern(r"[Ii]nvalid client id or web redirect url"),
        proves=Proof.CLIENT_OR_REDIRECT_REFUSED,
        samples=("invalid_request: Invalid client id or web redirect url.",),
        versions="all",
        where="https://github.com/directus/directus/issues/21339",
    ),
    Message(
        id="apple-popup-blocked",
        speaker="Apple JS",
        literal="popup_blocked_by_browser",
        words=pattern(NOT_COMPARED + r"popup_blocked_by_browser\b"),
        proves=Proof.POPUP_NOT_OPENED,
        samples=('{"error":"popup_blocked_by_browser"}',),
        versions="all",
        where="https://github.com/capacitor-community/apple-sign-in/issues/75",
        is_general=True,
    ),
    Message(
        id="apple-popup-closed",
        speaker="Apple JS",
        literal="popup_closed_by_user",
        words=pattern(NOT_COMPARED + r"popup_closed_by_user\b"),
        proves=Proof.SIGN_IN_CANCELLED,
        samples=('{"error":"popup_closed_by_user"}',),
        versions="all",
        where="https://github.com/Cap-go/capacitor-social-login/issues/157",
        is_general=True,
    ),
    Message(
        id="apple-cancelled",
        speaker="Apple",
        literal="user_cancelled_authorize",
        words=pattern(NOT_COMPARED + r"user_cancelled_authorize\b"),
        proves=Proof.SIGN_IN_CANCELLED,
        samples=('{"error":"user_cancelled_authorize"}', "[next-auth][error][OAUTH_CALLBACK_HANDLER_ERROR] error: Error: user_cancelled_authorize"),
        versions="all",
        where="https://developer.apple.com/documentation/signinwithapple/incorporating-sign-in-with-apple-into-other-platforms",
    ),
    Message(
        id="apple-new-sign-in",
        speaker="Apple JS",
        literal="user_trigger_new_signin_flow",
        words=pattern(NOT_COMPARED + r"user_trigger_new_signin_flow\b"),
        proves=Proof.SIGN_IN_CANCELLED,
        samples=('{"error":"user_trigger_new_signin_flow"}',),
        versions="all",
        where="https://github.com/patelmayankce/react-apple-login/issues/39",
        is_general=True,
    ),
)
