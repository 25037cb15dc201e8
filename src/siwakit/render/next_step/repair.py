"""The command that repairs a damaged key file."""

from __future__ import annotations

from siwakit.evidence.aspects import KEY_DAMAGES
from siwakit.evidence.evidence import Absence, Evidence, KeyAtHand
from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.findings import Finding
from siwakit.render.next_step.right_values import key_path
from siwakit.render.next_step.shell import path_word
from siwakit.render.next_step.step import NextStep, StepKind
from siwakit.render.sealing import Veil


def repair_step(diagnosis: Diagnosis, finding: Finding, veil: Veil, words: str) -> NextStep | None:
    """Return the step that repairs the key that *finding* is about; None if it is not a file or cannot be repaired."""
    key = _key_of(diagnosis.evidence, finding.fail.at)
    if key is None or KEY_DAMAGES not in finding.rule.speaks_of or key.reading.repaired is None:
        return None
    path = key_path(key, diagnosis, veil)
    if path is None:
        return None
    # A name that still says which key it is, and never that of the damaged file, which the shell would empty first.
    repaired = f"AuthKey_{key.file_name.key_id}-1.p8" if key.file_name.key_id else "repaired.p8"
    target = repaired if not path.endswith(repaired) else f"{repaired.removesuffix('.p8').removesuffix('-1')}-2.p8"
    text = f"siwakit key --repair {path_word(path)} > {target}"
    return NextStep(kind=StepKind.COMMAND, sentence=f"{words} Or write a repaired copy:", text=text)


def _key_of(evidence: Evidence, at: str) -> KeyAtHand | None:
    keys = () if isinstance(evidence.keys, Absence) else evidence.keys
    name = at[at.find("[") + 1 : at.rfind("]")]
    return next((key for key in keys if key.name == name), keys[0] if len(keys) == 1 else None)
