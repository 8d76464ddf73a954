"""Check the names in a requested file below ``results/``; explain an unknown one."""

import difflib
import re

SCHEMES = ("shuffle", "kfold", "grouped", "loso")
# Forms of results, and what the names in them are of. The first one that fits decides.
FORMS = (
    r"results/(?P<model>\w+)_cv(\.(?P<scheme>\w+))?\.(json|txt)",
    r"results/report\.(?P<model>\w+)\.html",
    r"results/predictions/(?P<dataset>\w+)(\.(?P<model>\w+))?\.tsv",
    r"results/cam/(?P<model>\w+)/.+",
    r"results/causes/amounts\.(?P<dataset>\w+)\.tsv",
    r"results/causes/(?P<model>\w+)/sentences\.(?P<dataset>\w+)\.tsv",
    r"results/causes/(?P<model>\w+)/.+",
    r"results/splits/(?P<dataset>\w+)/(?P<scheme>\w+)(\.audit)?\.json",
    r"results/models/(?P<dataset>\w+)/(?P<model>\w+)/.+",
    r"results/landmarks/(?P<dataset>\w+?)(_agreement\.json|_quality\.tsv)",
    r"results/(sequences|clips|frames|landmarks)/(?P<dataset>\w+)(\.\w+)*",
    r"results/sequences/(?P<dataset>\w+)/.+\.jpg",
    r"results/dataset/(?P<dataset>\w+?)(_frames)?\.(tsv|h5)",
    r"results/spotting/(?P<videos>\w+)\.(json|txt)",
    r"results/timeline/(?P<videos>\w+)\.(html|tsv)",
)
_TRANSFER = re.compile(r"results/(\w+)\.(json|txt)")


def explain_target(target: str, config: dict) -> str:
    """Say why a target cannot be made, if a name in it is unknown; "" if it may be.

    Parameters
    ----------
    target
        As it stands on the command line.
    config
        A valid configuration.
    """
    known = {
        "model": [*config["models"]],
        "dataset": [*config["sequences"]["datasets"]],
        "scheme": [*SCHEMES],
        "videos": [*config["spotting"]["datasets"], *config["spotting"]["submissions"]],
    }
    for form in FORMS:
        match = re.fullmatch(form, target)
        if match:
            named = {kind: name for kind, name in match.groupdict().items() if name}
            if named.get("model") in config["evaluation"]["external"]:
                return _external(target, named["model"])
            return next(
                (
                    _unknown(target, kind, name, known[kind])
                    for kind, name in named.items()
                    if name not in known[kind]
                ),
                "",
            )
    match = _TRANSFER.fullmatch(target)
    if match and match[1] != "comparison":
        made = [f"{m}_{d}" for m in known["model"] for d in known["dataset"]]
        made += [f"{m}_cv" for m in known["model"]]
        if match[1] not in made:
            near = difflib.get_close_matches(match[1], made, 1)
            meant = f"; did you mean results/{near[0]}.{match[2]}?" if near else "."
            return (
                f"{target}: such files are named after a model in config.yaml, followed by _cv or "
                f"a test dataset{meant}"
            )
    return ""


def _external(target: str, name: str) -> str:
    return (
        f"{target}: {name} is a table of predictions (evaluation.external), but maps and causes "
        f"need new outputs for changed clips; give the network itself as models.{name}.network "
        "(docs/networks.md). docs/causes.md says what landmarks show without it."
    )


def _unknown(target: str, kind: str, name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    meant = f"; did you mean {near[0]}?" if near else ""
    return f"{target}: there is no {kind} {name!r}, only {', '.join(known)}{meant or '.'}"
