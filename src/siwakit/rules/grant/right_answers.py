"""Rules about correct answers that the application expects more of."""

from __future__ import annotations

from siwakit import samples
from siwakit.evidence.parts import ANSWER, GRANT_TYPE
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.answer import AppleAnswer
from siwakit.rules.model import Example, Fail, Harm, Outcome, Question, Rule, on
from siwakit.sources import APPLE_TOKEN_RESPONSE, OAUTH2_APPLE_9, POMERIUM_3973


@on(GRANT_TYPE, ANSWER)
def lacks_id_token(grant_type: str, answer: AppleAnswer) -> Outcome:
    """Find a refresh answer without an identity token, which Apple sends at some times and not at others."""
    if grant_type != "refresh_token" or not answer.has_tokens or "id_token" in answer.members:
        return None
    because = f"the answer contains {', '.join(answer.members)}: to a refresh Apple sends no refresh_token, and not always an id_token"
    return Fail("answer.id_token", None, "code that works without id_token and refresh_token in the answer to a refresh", because)


def _bearer(**members: str) -> dict[str, object]:
    return {"access_token": samples.ACCESS_TOKEN, "token_type": "Bearer", "expires_in": 3600, **members}


REFRESH_ANSWER_LACKS_TOKENS = Rule(
    id="refresh-answer-lacks-tokens",
    title="a refresh answer contains no id_token, and code that requires one fails",
    question=Question.GRANT,
    since="0.1",
    why="Apple accepted the refresh. It never sends a new refresh_token, and the id_token was absent in 2019, 2020 and 2023, and present in 2021.",
    fix="Require id_token and refresh_token only in the answer to a code; after a refresh keep the ones that you have.",
    references=(APPLE_TOKEN_RESPONSE, OAUTH2_APPLE_9, POMERIUM_3973),
    check=lacks_id_token,
    told_by={Proof.ONLY_REFRESH_FAILS: 40},
    harm=Harm.FRAGILE,
    good=lambda: (
        Example("with an id_token", lambda s: s.refresh().answered(200, _bearer(id_token="x"))),
        Example("refused", lambda s: s.refresh().answered(400, {"error": "invalid_grant"})),
        Example("the token of a migration", lambda s: s.migration_token().answered(200, _bearer())),
    ),
    bad=lambda: (Example("without an id_token", lambda s: s.refresh().answered(200, _bearer())),),
)

RULES = (REFRESH_ANSWER_LACKS_TOKENS,)
