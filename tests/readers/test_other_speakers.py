"""Who answered: the answer of a broker is the broker's, and only what Apple says is Apple's."""

from __future__ import annotations

from tests.each import each

import siwakit
from siwakit.evidence.evidence import UNKNOWN
from siwakit.evidence.said import Proof

NOW = 1_796_004_660
COGNITO = "pool.auth.eu-west-1.amazoncognito.com"
FORM = "Content-Type: application/x-www-form-urlencoded"
REQUEST = f"POST /oauth2/token HTTP/1.1\nHost: {COGNITO}\n{FORM}\n\ngrant_type=authorization_code&code=a&client_id=4k"
ANSWER = '{"error":"invalid_client"}'
BACK = "https://app.example.com/auth/callback"
OF_OTHERS = {
    "Supabase, by its code": ("Supabase Auth", '{"code":400,"error_code":"bad_oauth_callback","msg":"OAuth callback with invalid state"}'),
    "Supabase, beside an error": ("Supabase Auth", '{"error":"invalid_request","error_code":"bad_oauth_state","error_description":"no state"}'),
    "Supabase, by its words": ("Supabase Auth", '{"error":"invalid_grant","error_description":"Invalid Refresh Token: Already Used"}'),
    "Supabase, in an address": ("Supabase Auth", f"{BACK}?error=invalid_request&error_code=bad_oauth_state&error_description=OAuth+state"),
    "Supabase, behind a hash": ("Supabase Auth", f"{BACK}#error=invalid_request&error_code=400&error_description=OAuth+state"),
    "Supabase, in a log": ("Supabase Auth", '{"level":"error","error_code":"bad_oauth_callback","error":"invalid_grant","path":"/callback"}'),
    "Supabase, in a line": ("Supabase Auth", 'ERROR apple: {"error":"invalid_grant","error_description":"Invalid Refresh Token: Already Used"}'),
    "Keycloak, of a client": ("Keycloak", '{"error":"invalid_client","error_description":"Invalid client or Invalid client credentials"}'),
    "Keycloak, of a code": ("Keycloak", '{"error":"invalid_grant","error_description":"Code not valid"}'),
    "Keycloak, an event": ("Keycloak", 'type="IDENTITY_PROVIDER_LOGIN_ERROR", error="identity_provider_login_failure", identity_provider=apple'),
    "Auth0": ("Auth0", '{"error":"invalid_grant","error_description":"Invalid authorization code"}'),
    "Okta": ("Okta", '{"errorCode":"invalid_client","errorSummary":"Invalid value for \'client_id\' parameter.","errorId":"oae1"}'),
    "Okta, as OAuth": ("Okta", '{"error":"invalid_client","error_description":"The client secret supplied for a confidential client is invalid."}'),
    "Cognito, by its type": ("Amazon Cognito", '{"__type":"NotAuthorizedException","message":"Invalid code"}'),
    "Cognito, by a header": ("Amazon Cognito", f"HTTP/1.1 400 Bad Request\nx-amzn-RequestId: 1\n\n{ANSWER}"),
    "Cognito, by its host": ("Amazon Cognito", f"{REQUEST}\n\nHTTP/1.1 400 Bad Request\n\n{ANSWER}"),
    "CloudWatch": ("a service of AWS", '{"logGroup":"/aws/cognito","logStream":"a","error":"invalid_client"}'),
    "Firebase": ("Firebase", '{"error":{"code":400,"message":"INVALID_IDP_RESPONSE : The supplied auth credential is malformed or has expired."}}'),
    "Entra": ("Microsoft Entra", '{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided."}'),
    "words that Apple does not use": ("a service other than Apple", '{"error":"invalid_grant","error_description":"Malformed auth code."}'),
    "an address of its own errors": ("a service other than Apple", '{"error":"invalid_client","error_uri":"https://example.com/errors"}'),
    "a framework": ("a service other than Apple", '{"statusCode":400,"error":"invalid_request"}'),
}
OF_APPLE = {
    "an error": ANSWER,
    "an error with a status": '{"error":"invalid_client","status":400}',
    "a code that was used": '{"error":"invalid_grant","error_description":"The code has already been used."}',
    "a code that has expired": '{"error":"invalid_grant","error_description":"The code has expired or has been revoked."}',
    "a token that was revoked": '{"error":"invalid_grant","error_description":"The token has expired or has been revoked."}',
    "another client": '{"error":"invalid_grant","error_description":"client_id mismatch. The code was not issued to com.example.app."}',
    "no such user": '{"error":"invalid_request","error_description":"User not found."}',
    "the page": '{"error":"invalid_request","error_description":"Invalid web redirect url."}',
    "no words": '{"error":"invalid_client","error_description":""}',
    "a record of the application": '{"level":"error","msg":"callback","error":"invalid_client"}',
    "quoted by Keycloak": 'org.keycloak.broker: error=\'{"error":"invalid_grant","error_description":"The code has already been used."}\'',
    "quoted by an extension": 'Error response from apple: status=400, body={"error":"invalid_client"}',
    "with its headers": f"HTTP/1.1 400 Bad Request\nServer: Apple\n\n{ANSWER}",
}


@each("case", OF_OTHERS)
def test_the_answer_of_another_is_quoted_as_its_own(case):
    speaker, text = OF_OTHERS[case]
    diagnosis = siwakit.diagnose(text, now=NOW)
    assert diagnosis.evidence.answer is UNKNOWN
    assert [one.speaker for one in diagnosis.evidence.statements] == [speaker]
    assert diagnosis.root is None
    assert [one.proof for one in diagnosis.evidence.statements if diagnosis.suspects] != [Proof.BROKER_REFUSED], "a bare refusal has no suspects"
    assert f"{speaker}: " in siwakit.render_text(diagnosis)


@each("case", OF_APPLE)
def test_what_apple_says_is_apples(case):
    diagnosis = siwakit.diagnose(OF_APPLE[case], now=NOW)
    assert diagnosis.evidence.answer is not UNKNOWN
    assert [one for one in diagnosis.evidence.statements if one.message == "broker-answer"] == []


@each(
    "text",
    (
        '{"code":500,"error_code":"unexpected_failure","msg":"Unable to exchange external code: c1f2a"}',
        '{"error":"server_error","error_description":"Unable to exchange external code: c1f2a"}',
        f"{BACK}?error=server_error&error_code=unexpected_failure&error_description=Unable+to+exchange+external+code%3A+c1f2a",
    ),
)
def test_a_broker_that_got_no_tokens_does_not_say_with_which_error_apple_refused(text):
    diagnosis = siwakit.diagnose(text, now=NOW)
    assert [(one.speaker, one.proof) for one in diagnosis.evidence.statements] == [("Supabase Auth", Proof.SIGN_IN_NOT_FINISHED)]
    assert (diagnosis.evidence.answer, diagnosis.root) == (UNKNOWN, None)


def test_the_answer_of_a_broker_hides_no_answer_of_apple():
    log = '{"error":"server_error","error_code":"unexpected_failure","error_description":"Unable to exchange external code"}'
    diagnosis = siwakit.diagnose(f"{log}\n\n{OF_APPLE['a code that was used']}", now=NOW)
    assert diagnosis.root.rule.id == "code-used-twice"
    assert [one.speaker for one in diagnosis.evidence.statements] == ["Supabase Auth"]


def test_the_words_of_a_broker_are_not_repeated_in_a_report():
    text = '{"error":"invalid_grant","error_code":"bad","error_description":"code c0ffee0123456789.0.mrwxz.secretvalue"}'
    diagnosis = siwakit.diagnose(text, now=NOW)
    assert "secretvalue" not in siwakit.render_text(diagnosis) + siwakit.render_json(diagnosis) + repr(diagnosis)
