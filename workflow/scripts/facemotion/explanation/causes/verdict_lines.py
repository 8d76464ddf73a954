"""The referee's score of a method in one line, for the caption of its maps."""

from facemotion.explanation.causes.method_names import EXACT_AMOUNTS, MOTION
from facemotion.numerals import MINUS

NAMES = {"gradcam": "Grad-CAM", "hirescam": "HiResCAM"}
BESIDE = {EXACT_AMOUNTS: "ceiling", MOTION: "plain motion"}
NOT_JUDGED = "not evaluated: no clip of generated people was predicted as this class"


def method_words(method: str) -> str:
    """Return a method's name in words, such as ``HiResCAM conv2``."""
    kind, _, layer = method.partition("_")
    return f"{NAMES[kind]} {layer}" if kind in NAMES else method.replace("_", " ")


def verdict_line(found: dict, method: str, class_name: str | None = None) -> str:
    """State how well a method ranks action units by their true effects.

    Parameters
    ----------
    found
        Content of `results/causes/{model}/referee.json`.
    method
        Name of the method; methods other than maps are not evaluated.
    class_name
        Restrict to clips of the verdict people predicted as this class; None uses all.
    """
    ranks = _ranks(found) if class_name is None else _ranks_of(found, class_name)
    if ranks is None:
        return NOT_JUDGED
    if ranks.get(method, {}).get("value") is None:
        return "not evaluated"
    own = ranks[method]
    line = (
        f"rank correlation with true effects {_number(own['value'])} "
        f"({_number(own['low'])}–{_number(own['high'])})"
    )
    beside = [
        f"{words} {_number(ranks[name]['value'])}"
        for name, words in BESIDE.items()
        if name != method and ranks.get(name, {}).get("value") is not None
    ]
    return f"{line}; {', '.join(beside)}" if beside else line


def _ranks(found: dict) -> dict:
    rows = found["methods"] | found["references"]
    return {name: row["rank"] for name, row in rows.items()}


def _ranks_of(found: dict, class_name: str) -> dict | None:
    return found["by_class"].get(class_name, {}).get("rank")


def _number(value: float) -> str:
    return f"{value:.2f}".replace("-", MINUS)
