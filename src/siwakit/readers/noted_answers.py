"""Read answers that a comment in source code quotes, such as `# => {"error"=>"invalid_client"}`."""

from __future__ import annotations

from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.patterns import pattern
from siwakit.readers.documents import read_answer_text
from siwakit.readers.model import Reader, Sample, Scope, Text

COMMENT = pattern(r"[^\S\n]*(?:#|//)[^\S\n]*([^\n]*)")
_MAX_LINES = 100
_NOTED_ANSWER = pattern(r"\{[^{}\n]{0,300}\"error\"\s{0,3}(?::|=>)\s{0,3}\"[a-z_]{1,40}\"[^{}\n]{0,300}\}")


def _read_noted_answers(text: Text) -> tuple[Piece, ...]:
    found = []
    for line in text.text.split("\n")[:_MAX_LINES]:
        comment = COMMENT.fullmatch(line)
        noted = _NOTED_ANSWER.search(comment.group(1)) if comment else None
        answer = read_answer_text(noted.group().replace("=>", ":")) if noted else None
        if answer:
            found.append(Piece(PieceKind.RESPONSE, answer, text=line))
    return tuple(found)


NOTED_ANSWER = Reader(
    id="noted-answer",
    title="an answer from Apple, quoted in a comment",
    scope=Scope.COMMENT,
    read=_read_noted_answers,
    good=lambda: (
        Sample("a hash of Ruby", 'post(form)\n#=> {"error"=>"invalid_client"}', (PieceKind.RESPONSE,)),
        Sample("JSON behind two slashes", '// {"error": "invalid_grant"}', (PieceKind.RESPONSE,)),
    ),
    bad=lambda: (Sample("a comment in prose", "# the error is shown to the user"),),
)
