"""Rails' protection against forged requests, and its routes."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

MESSAGES = (
    Message(
        id="rails-origin",
        speaker="Rails",
        literal="http origin header (",
        words=pattern(r"HTTP Origin header \((?:https://appleid\.apple\.com/?|null)\) didn't match request\.base_url"),
        proves=Proof.CSRF_REFUSED,
        samples=(
            "HTTP Origin header (https://appleid.apple.com) didn't match request.base_url (https://acmefit.example)",
            "HTTP Origin header (https://appleid.apple.com/) didn\u2019t match request.base_url (https://www.acmefit.example/)",
        ),
        versions="5.0 and later",
        where="https://github.com/rails/rails/blob/main/actionpack/lib/action_controller/metal/request_forgery_protection.rb",
    ),
    Message(
        id="rails-authenticity-token",
        speaker="Rails",
        literal="can't verify csrf token authenticity",
        words=pattern(r"Can't verify CSRF token authenticity"),
        proves=Proof.CSRF_REFUSED,
        samples=("Can't verify CSRF token authenticity.",),
        versions="all",
        where="https://github.com/rails/rails/blob/main/actionpack/lib/action_controller/metal/request_forgery_protection.rb",
        is_general=True,
    ),
    Message(
        id="rails-invalid-authenticity-token",
        speaker="Rails",
        literal="actioncontroller::invalidauthenticitytoken",
        words=pattern(r"ActionController::InvalidAuthenticityToken(?: in [\w:]{1,60}#\w{1,40}| \(ActionController::InvalidAuthenticityToken\))?"),
        proves=Proof.CSRF_REFUSED,
        samples=(
            "ActionController::InvalidAuthenticityToken in Users::OmniauthCallbacksController#apple",
            "ActionController::InvalidAuthenticityToken (ActionController::InvalidAuthenticityToken):",
        ),
        versions="all",
        where="https://github.com/rails/rails/blob/main/actionpack/lib/action_controller/metal/request_forgery_protection.rb",
        is_general=True,
    ),
    Message(
        id="rails-invalid-authenticity-token-bare",
        speaker="Rails",
        literal="invalidauthenticitytoken",
        words=pattern(r"InvalidAuthenticityToken(?<!::InvalidAuthenticityToken)"),
        proves=Proof.CSRF_REFUSED,
        samples=("the callback of Apple ends in InvalidAuthenticityToken",),
        versions="all",
        where="https://github.com/rails/rails/blob/main/actionpack/lib/action_controller/metal/request_forgery_protection.rb",
        is_general=True,
    ),
    Message(
        id="rails-param-code",
        speaker="Rails",
        literal="param is missing or the value is empty",
        words=pattern(r"param is missing or the value is empty(?: or invalid)?: code\b"),
        proves=Proof.CODE_NOT_RETURNED,
        samples=(
            "ActionController::ParameterMissing (param is missing or the value is empty: code)",
            "param is missing or the value is empty or invalid: code",
        ),
        versions='4.0 and later; "or invalid" 7.2 and later',
        where="https://github.com/rails/rails/blob/main/actionpack/lib/action_controller/metal/strong_parameters.rb",
        is_general=True,
    ),
    Message(
        id="rails-param-id-token",
        speaker="Rails",
        literal="param is missing or the value is empty",
        words=pattern(r"param is missing or the value is empty(?: or invalid)?: (?:id_token|identity_token|identityToken)\b"),
        proves=Proof.TOKEN_NOT_GIVEN,
        samples=("ActionController::ParameterMissing: param is missing or the value is empty or invalid: id_token",),
        versions="4.0 and later",
        where="https://github.com/rails/rails/blob/main/actionpack/lib/action_controller/metal/strong_parameters.rb",
        is_general=True,
    ),
    Message(
        id="ruby-key-file",
        speaker="Ruby",
        literal="rb_sysopen - ",
        words=pattern(r"No such file or directory @ rb_sysopen - [^\s()\n]{1,200}\.p8"),
        proves=Proof.KEY_FILE_NOT_FOUND,
        samples=("Errno::ENOENT (No such file or directory @ rb_sysopen - config/AuthKey_ABC123DEFG.p8)",),
        versions="all",
        where="https://docs.ruby-lang.org/en/master/Errno.html",
    ),
    Message(
        id="rails-no-post-route",
        speaker="Rails",
        literal="no route matches [post]",
        words=pattern(r"No route matches \[POST\] \"/[\w/.-]{1,100}"),
        proves=Proof.METHOD_REFUSED,
        samples=('ActionController::RoutingError (No route matches [POST] "/auth/apple/callback"):',),
        versions="3.1 and later",
        where="https://github.com/rails/rails/blob/main/actionpack/lib/action_dispatch/middleware/debug_exceptions.rb",
        is_general=True,
    ),
)
