"""What every rule must say besides its files."""

import re
from pathlib import Path

import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__

RULES = Path(__file__).parents[3] / "workflow/rules"


def read_rules() -> dict[str, str]:
    """Map each rule to its text, but for those derived by `use rule`, which inherit."""
    found = {}
    for file in sorted(RULES.glob("*.smk")):
        parts = re.split(r"^(?:rule|checkpoint|use rule) ", file.read_text(), flags=re.MULTILINE)
        found |= {re.match(r"\w+", part)[0]: part for part in parts[1:] if " with:" not in part}
    return found


def test_the_rules_are_found():
    assert {"extract_landmarks", "shard_frames", "train_fold"} <= read_rules().keys()


@pytest.mark.parametrize(("rule", "text"), read_rules().items(), ids=read_rules())
def test_a_rule_declares_threads_memory_and_time(rule, text):
    assert re.search(r"^    threads: \S", text, flags=re.MULTILINE)
    resources = re.search(r"^    resources:\n((?:        .*\n)+)", text, flags=re.MULTILINE)
    assert resources, f"{rule} declares no resources; see workflow/rules/resources.smk"
    assert {"mem_mb", "runtime"} <= set(re.findall(r"(\w+)=", resources[1]))


@pytest.mark.parametrize(("rule", "text"), read_rules().items(), ids=read_rules())
def test_a_rule_has_a_log_and_a_message(rule, text):
    for directive in ("log", "message"):
        assert re.search(rf"^    {directive}:$", text, flags=re.MULTILINE), directive


def test_numpy_is_kept_from_all_instructions_beyond_avx2():
    """A version of numpy that names them otherwise would make other bytes on newer processors."""
    text = (RULES / "common.smk").read_text()
    (disabled,) = re.findall(r'NPY_DISABLE_CPU_FEATURES="([^"]*)"', text)
    assert disabled.split() == [name for name in __cpu_dispatch__ if name != "X86_V3"]
