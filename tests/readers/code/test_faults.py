from __future__ import annotations

import pytest
from tests.each import check_each
from tests.readers.code.faults import FAULTS, NOT_CORRECTED, Fault, faults, right_programs
from tests.readers.code.libraries.roots import NOW, root_of

from siwakit.flow.diagnose import diagnose
from siwakit.flow.source_patch.patch import patch_source

LANGUAGES = sorted(path.stem for path in FAULTS.glob("*.txt"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_programs_without_a_mistake_are_not_accused(language):
    check_each(right_programs(language), lambda path: check_right(path.name, path.read_text(encoding="utf-8")))


def check_right(name: str, program: str) -> None:
    assert root_of(name, program) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_mistake_is_named_with_its_place_and_a_correction_that_is_right(language):
    check_each(list(faults(language)), check)


def check(fault: Fault) -> None:
    program = fault.program
    diagnosis = diagnose((fault.name, program), now=NOW)
    finding = next(iter((*([diagnosis.root] if diagnosis.root else []), *diagnosis.assumed)), None)
    assert finding is not None, fault.title
    assert finding.rule.id == fault.rule, fault.title
    patch = patch_source(diagnosis, finding)
    if fault.title.endswith(NOT_CORRECTED):
        return
    assert patch is not None, f"{fault.title}: no correction"
    assert root_of(fault.name, patch.after) is None, fault.title


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pasted_mistake_is_named_behind_the_error(language):
    for fault in list(faults(language)):
        pasted = f'I get {{"error":"invalid_client"}} from Apple with this:\n\n{fault.program}'
        assert root_of("", pasted) == fault.rule, f"{fault.name}: {fault.title}"
