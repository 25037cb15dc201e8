"""Amazon Cognito, its user pools and identity pools, and Amplify, its clients."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message, Values

_AMPLIFY_OAUTH = "https://github.com/aws-amplify/amplify-js/blob/main/packages/auth/src/providers/cognito/utils/oauth"


def _attribute(values: Values) -> Proof:
    """Return what is proved by the name of the missing attribute: Apple gives the e-mail address again, the name once, and nothing else ever."""
    claim = values.get("claim", "").lower()
    if claim.startswith("email"):
        return Proof.EMAIL_MISSING
    return Proof.NAME_MISSING if "name" in claim else Proof.CLAIM_NOT_FOUND


MESSAGES = (
    *(
        Message(
            id=f"cognito-{answer.replace('_', '-')}",
            speaker="Amazon Cognito",
            literal="signinwithapple error - 400 ",
            words=pattern(rf"SignInWithApple Error - 400 {answer}"),
            proves=None,
            answer=answer,
            own_error="invalid_request",
            samples=(f"AWSCognitoAuthErrorDomain Code=-3000 UserInfo={{error=invalid_request: SignInWithApple Error - 400 {answer}}}",),
            versions="all",
            where="https://github.com/aws-amplify/amplify-swift/issues/613",
        )
        for answer in ("invalid_client", "invalid_grant")
    ),
    Message(
        id="cognito-attribute-required",
        speaker="Amazon Cognito",
        literal="invalid user attributes",
        words=pattern(r"Invalid user attributes: (?P<claim>[\w.:]{1,40}): The attribute (?:\w{1,40} )?is required"),
        proves=None,
        narrow=_attribute,
        samples=(
            "[ERROR] OAuth - Error handling auth response. [Error: Invalid+user+attributes%3A+name%3A+The+attribute+is+required%0A+]",
            "AWSCognitoAuthErrorDomain Code=-3000 UserInfo={error=invalid_request: Invalid user attributes: name: The attribute is required }",
        ),
        versions="all",
        where="https://github.com/aws-amplify/amplify-js/issues/10044",
        own_error="invalid_request",
    ),
    Message(
        id="cognito-state",
        speaker="Amazon Cognito",
        literal="invalid state/relaystate provided",
        words=pattern(r"Invalid State/RelayState provided"),
        proves=Proof.STATE_NOT_FOUND,
        samples=("An error was encountered with the requested page. Invalid State/RelayState provided.",),
        versions="all",
        where="https://github.com/aws-amplify/amplify-js/issues/4562",
        is_general=True,
    ),
    Message(
        id="cognito-key-refused",
        speaker="Amazon Cognito",
        literal="provided private key cannot be used",
        words=pattern(r"Provided private key cannot be used for Sign in with Apple"),
        proves=Proof.KEY_REFUSED,
        samples=('{"message":"Provided private key cannot be used for Sign in with Apple.","code":"InvalidParameterException"}',),
        versions="all",
        where="https://github.com/aws-amplify/amplify-cli/issues/11526",
    ),
    Message(
        id="cognito-pool-audience",
        speaker="Amazon Cognito",
        literal="incorrect token audience",
        words=pattern(r"Invalid login token\. Incorrect token audience"),
        proves=Proof.AUDIENCE_REFUSED,
        samples=("NotAuthorizedException: Invalid login token. Incorrect token audience.",),
        versions="all",
        where="https://github.com/aws-amplify/amplify-js/issues/6287",
        is_general=True,
    ),
    Message(
        id="cognito-pool-issuer",
        speaker="Amazon Cognito",
        literal="issuer doesn't match providername",
        words=pattern(r"Invalid login token\. Issuer doesn't match providerName"),
        proves=Proof.ISSUER_REFUSED,
        samples=("NotAuthorizedException: Invalid login token. Issuer doesn't match providerName",),
        versions="all",
        where="https://github.com/aws-amplify/amplify-js/issues/4689",
        is_general=True,
    ),
    Message(
        id="cognito-pool-provider",
        speaker="Amazon Cognito",
        literal="token is not from a supported provider",
        words=pattern(r"Token is not from a supported provider of this identity pool"),
        proves=Proof.PROVIDER_NOT_ENABLED,
        samples=('{"type":"NotAuthorizedException","message":"Token is not from a supported provider of this identity pool."}',),
        versions="all",
        where="https://github.com/aws-amplify/aws-sdk-ios/issues/2788",
        is_general=True,
    ),
    Message(
        id="amplify-state",
        speaker="Amplify",
        literal="an error occurred while validating the state",
        words=pattern(r"An error occurred while validating the state"),
        proves=Proof.STATE_DIFFERS,
        samples=("OAuthSignInException: An error occurred while validating the state.",),
        versions="aws-amplify 6 and later",
        where=f"{_AMPLIFY_OAUTH}/validateState.ts",
        is_general=True,
    ),
    Message(
        id="amplify-cancelled",
        speaker="Amplify",
        literal="user cancelled oauth flow",
        words=pattern(r"User cancelled OAuth flow"),
        proves=Proof.SIGN_IN_CANCELLED,
        samples=("OAuthSignInException: User cancelled OAuth flow.",),
        versions="aws-amplify 6 and later",
        where=f"{_AMPLIFY_OAUTH}/completeOAuthFlow.ts",
        is_general=True,
    ),
)
