"""What people say in plain words is understood in nine languages, is only a hint, and is never taken from code, logs or settings."""

from __future__ import annotations

import pytest
from tests.each import each

from siwakit import diagnose
from siwakit.errors import NotReadable
from siwakit.evidence.evidence import UNKNOWN
from siwakit.evidence.pieces import PieceKind
from siwakit.evidence.said import HINTS, Proof, Statement
from siwakit.flow.gather import GatherRequest, Pasted, gather
from siwakit.judge.diagnosis import VerdictKind
from siwakit.judge.fitting import rules_told_by
from siwakit.readers.plain_words.entries import LANGUAGES
from siwakit.readers.plain_words.find import SPEAKER, statements_in
from siwakit.readers.plain_words.model import Language, Topic
from siwakit.readers.plain_words.prose import paragraphs_of
from siwakit.readers.plain_words.reader import PLAIN_WORDS
from siwakit.readers.recognise import recognise
from siwakit.render.formats.markdown import render_markdown
from siwakit.render.formats.text import render_text
from siwakit.rules.catalogue import BY_ID

NOW = 1_796_004_660
REFUSED = '{"error":"invalid_client"}'
SAID = [(language.name, proof, text) for language in LANGUAGES for proof, texts in language.says.items() for text in texts]
NOT_SAID = [(language.name, proof, text) for language in LANGUAGES for proof, texts in language.does_not_say.items() for text in texts]
STATED = "Sign in with Apple worked for months and stopped yesterday."


def proofs_in(text: str, name: str = "") -> set[Proof]:
    try:
        pieces = recognise(text, name)
    except NotReadable:
        return set()
    return {piece.value.proof for piece in pieces if isinstance(piece.value, Statement) and piece.value.is_hint}


def first_suspects(*texts: str, count: int = 5) -> list[str]:
    return [suspect.rule.id for suspect in diagnose(*texts, now=NOW).suspects[:count]]


@each("language, proof, text", SAID)
def test_a_sentence_says_what_its_language_says_that_it_says(language: str, proof: Proof, text: str):
    assert proof in statements_in(paragraphs_of(text))


@each("language, proof, text", NOT_SAID)
def test_a_near_miss_does_not_say_it(language: str, proof: Proof, text: str):
    assert proof not in statements_in(paragraphs_of(text))


@each("language", LANGUAGES)
def test_a_language_has_words_for_all_that_people_say(language: Language):
    assert set(language.says) == set(language.does_not_say) == HINTS
    assert set(language.topics) == set(Topic)
    assert min(map(len, language.says.values())) >= 4
    assert min(map(len, language.does_not_say.values())) >= 1


def test_the_proofs_of_people_and_of_software_are_told_apart():
    assert len(HINTS) == 19
    assert {proof.name.partition("_")[0] for proof in HINTS} == {"ONLY", "SINCE", "WORKED"}


@each("proof", HINTS)
def test_a_hint_moves_several_rules(proof: Proof):
    assert len(rules_told_by(proof)) >= 5


@each(
    ("text", "rule"),
    [
        ("Sign in with Apple stopped working after 6 months, invalid_client", "secret-expired"),
        (f"only on the web, iOS works\n\n{REFUSED}", "bundle-id-for-web-code"),
        (f"Since I rotated the key:\n\n{REFUSED}", "signature-by-other-key"),
        (f"Nachdem die App in ein anderes Team übertragen wurde:\n\n{REFUSED}", "secret-iss-differs-from-team"),
        (f"ça marche en local, pas sur le serveur\n\n{REFUSED}", "secret-iat-in-future"),
        (f"nuevo Services ID creado hace una hora\n\n{REFUSED}", "configuration-too-fresh"),
        (f"funcionou por meses e ontem parou\n\n{REFUSED}", "secret-expired"),
        (f"после ротации ключа не работает\n\n{REFUSED}", "signature-by-other-key"),
        (f"更换密钥之后就不行了\n\n{REFUSED}", "signature-by-other-key"),
        (f"バンドルIDを変更しました\n\n{REFUSED}", "sub-differs-from-client-id"),
        (f"잘 되다가 갑자기 안 됩니다\n\n{REFUSED}", "secret-expired"),
    ],
)
def test_words_beside_an_answer_put_what_they_hint_at_first(text: str, rule: str):
    assert rule in first_suspects(text, count=3)


def test_words_alone_still_order_the_suspects():
    diagnosis = diagnose("Sign in with Apple fails since the app was transferred to another team.", now=NOW)
    assert diagnosis.kind is VerdictKind.UNDECIDED
    assert diagnosis.root is None
    assert {"app-transferred", "secret-iss-differs-from-team"} <= {suspect.rule.id for suspect in diagnosis.suspects[:3]}
    assert diagnosis.evidence.request is UNKNOWN


def test_words_in_a_text_of_their_own_are_read_with_what_they_were_given_with():
    assert first_suspects(REFUSED, "only on the web, iOS works", count=1) == ["bundle-id-for-web-code"]
    gathered = gather(GatherRequest((Pasted("only on the web, iOS works"), Pasted(REFUSED)), clock=NOW))
    assert gathered.unread == ()
    assert {piece.reader for piece in gathered.pieces if piece.kind is PieceKind.MESSAGE} == {PLAIN_WORDS.id}


def test_words_in_a_text_of_their_own_say_nothing_by_themselves():
    with pytest.raises(NotReadable):
        diagnose("only on the web, iOS works", now=NOW)


def test_a_hint_leaves_out_what_apples_answer_rules_out():
    text = 'only on the web, iOS works\n\n{"error":"invalid_grant"}'
    fitting = {suspect.rule.id for suspect in diagnose('{"error":"invalid_grant"}', now=NOW).suspects}
    assert {suspect.rule.id for suspect in diagnose(text, now=NOW).suspects} == fitting


@each("text", [f"{STATED}\n\n{REFUSED}", f"since I rotated the key\n\n{REFUSED}"])
def test_a_hint_changes_neither_the_verdict_nor_what_is_suspected(text: str):
    told, bare = diagnose(text, now=NOW), diagnose(REFUSED, now=NOW)
    assert told.kind is bare.kind
    assert told.root is bare.root is None
    assert {suspect.rule.id for suspect in told.suspects} == {suspect.rule.id for suspect in bare.suspects}
    assert told.ruled_out == bare.ruled_out


def test_what_apple_or_a_library_names_comes_before_a_hint():
    text = 'since I rotated the key\n\n{"error":"invalid_grant","error_description":"The code has expired or has been revoked."}'
    assert set(first_suspects(text, count=2)) == set(first_suspects(text.partition("\n\n")[2], count=2))


def test_no_rule_reads_a_hint():
    assert [rule.id for rule in BY_ID.values() for part in rule.check.parts if part.name in {f"said.{proof.name.lower()}" for proof in HINTS}] == []


@each(
    "text",
    [
        f'raise LoginError("{STATED}")',
        f"# {STATED}\nAPPLE_TEAM_ID=A1B2C3D4E5",
        f"// {STATED}\nconst team = 'A1B2C3D4E5';",
        f"/* {STATED}\n{STATED} */\nconst team = 'A1B2C3D4E5';",
        f'"""Talk to Apple.\n\n{STATED}\n"""\nAPPLE = 1',
        f'{{"msg": "{STATED}"}}',
        f'{{\n  "comment": "{STATED}",\n  "error": "invalid_client"\n}}',
        f"<p>\n{STATED}</p>",
        f"2026-11-29T14:12:03.511Z ERROR {STATED}",
        f"Nov 29 14:12:03 host app[41]: {STATED}",
        f"[error] {STATED}",
        f"LoginError: {STATED}",
        f"apple:\n  note: {STATED}\n  team_id: A1B2C3D4E5",
        f"APPLE_NOTE={STATED}",
        f"Sign in with Apple fails.\n\n```\n{STATED}\n```",
        f'They asked: "{STATED}" and sign in with Apple fails.',
        "Sign in with Apple fails. Did it work for months and stop yesterday?",
        "Sign in with Apple fails if you rotated the key.",
        "Wenn der Schlüssel getauscht wurde, geht die Anmeldung mit Apple nicht.",
        STATED.replace("Apple", "Google"),
        f"{STATED}\n" * 150,
        "Apple released a phone. It worked for months and stopped yesterday.",
    ],
)
def test_what_no_person_says_about_a_sign_in_with_apple_is_no_hint(text: str):
    assert proofs_in(text) == set()


@each("name", ["notes.py", "a.json", ".env", "values.yaml", "index.html", "server.log"])
def test_a_file_of_code_settings_or_logs_has_no_plain_words(name: str):
    assert proofs_in(STATED, name) == set()


@each(
    "text",
    [
        STATED,
        f"# Apple login\n\n{STATED}\n\n```js\nconst a = 1;\n```",
        f"- {STATED}\n- any ideas?",
        f"[12.01.26, 10:32:11] Anna: {STATED}",
        f"10:32 <anna> {STATED}",
        f"> {STATED}\n> {REFUSED}\n",
        f"{STATED}\n\ncurl https://appleid.apple.com/auth/token -d client_id=com.example.web -d grant_type=authorization_code",
        f"{STATED}\n\nTraceback (most recent call last):\n  File \"a.py\", line 1, in b\nKeyError: 'id_token'",
        "Sign in with Apple worked for months and stopped\nyesterday. Does anyone know why?",
    ],
)
def test_words_are_found_in_posts_chats_and_mails(text: str):
    assert Proof.WORKED_FOR_MONTHS in proofs_in(text)


def test_a_question_that_is_appended_leaves_the_statement():
    assert proofs_in("Apple login works on iOS but not on the web, any ideas?") == {Proof.ONLY_WEB_FAILS}
    assert proofs_in("Apple login: works it on iOS but not on the web, or everywhere?") == set()


def test_a_report_says_whose_words_they_are():
    diagnosis = diagnose(f"{STATED}\n\n{REFUSED}", now=NOW)
    assert [statement.speaker for statement in diagnosis.evidence.statements] == [SPEAKER]
    assert "you said: sign-in worked for months and then stopped" in render_text(diagnosis)
    text = render_text(diagnosis, verbose=True)
    assert "what you said\n  - sign-in worked for months and then stopped" in text
    assert "other software" not in text
    assert "**What you said:**" in render_markdown(diagnosis)
