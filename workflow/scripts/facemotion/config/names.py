"""Names in a configuration: that they lead somewhere, and that no two results have one name."""

from collections.abc import Iterator
from itertools import product

from facemotion.errors import InputError
from facemotion.own_code import check_class, is_own

RESERVED_CLASSES = ("all", "overview")  # of tables and of pictures


def check_references(config: dict) -> str:
    """Say what is wrong with a setting that names an entry of another group; "" if nothing is."""
    datasets, models = config["sequences"]["datasets"], config["models"]
    evaluation, explanation = config["evaluation"], config["explanation"]
    names = [
        ("splits.dataset", config["splits"]["dataset"], "sequences.datasets", datasets),
        ("evaluation.predict.model", evaluation["predict"]["model"], "models", models),
        ("report.model", config["report"]["model"], "models", models),
    ]
    if evaluation["living_neutral"]:
        key, living = "evaluation.living_neutral", evaluation["living_neutral"]
        names.append((key, living, "sequences.datasets", datasets))
    names += [("evaluation.compare", name, "models", models) for name in evaluation["compare"]]
    published = evaluation["as_published"]
    names += [("evaluation.as_published", name, "models", models) for name in published.values()]
    named = {
        "clips.neutral.count": config["clips"]["neutral"]["count"],
        "landmarks.agreement": config["landmarks"]["agreement"],
        "explanation.scores.timing": explanation["scores"]["timing"],
        "explanation.consenting_subjects": explanation["consenting_subjects"],
    }
    spotting = config["spotting"]
    spotters = dict.fromkeys(spotting["spotters"])
    names.append(("spotting.shown", spotting["shown"], "spotting.spotters", spotters))
    key, videos = "spotting.tcn.trained_on", spotting["datasets"]
    names += [(key, n, "spotting.datasets", videos) for n in spotting["tcn"]["trained_on"]]
    for key, group in named.items():
        names += [(key, name, "sequences.datasets", datasets) for name in group]
    for model, settings in models.items():
        key = f"models.{model}.trained_on"
        trained_on = settings.get("trained_on", [])
        names += [(key, name, "sequences.datasets", datasets) for name in trained_on]
    for key, name, group, entries in names:
        if name not in entries:
            return (
                f"{key} is {name!r}, which is not in {group}; choose one of {', '.join(entries)}."
            )
    return ""


def check_own_networks(config: dict) -> str:
    """Say which class of the user's cannot be there; "" if none."""
    for model, settings in config["models"].items():
        if is_own(settings["network"]):
            try:
                check_class(settings["network"])
            except InputError as error:
                return f"models.{model}.network is {settings['network']!r}: {error}"
    return ""


def check_class_names(config: dict) -> str:
    """Say what is wrong with the classes; "" if nothing is."""
    holder: dict[str, str] = {}
    for name, labels in config["dataset"]["classes"].items():
        if name in RESERVED_CLASSES:
            return f"dataset.classes has a class {name!r}, a name reserved for results; rename it."
        for label in labels:
            if label in holder:
                return (
                    f"dataset.classes: label {label!r} is in the classes {holder[label]!r} and "
                    f"{name!r}; keep it in one."
                )
            holder[label] = name
    return ""


def check_result_names(config: dict) -> str:
    """Say which two results would have one name; "" if none do."""
    makers: dict[str, str] = {}
    for path, maker in _results(config):
        if path in makers:
            return f"{path} would be both {makers[path]} and {maker}; rename one of them."
        makers[path] = maker
    return ""


def check_external_names(config: dict) -> str:
    """Say which predictions from elsewhere have no name of their own; "" if all have."""
    models, evaluation = config["models"], config["evaluation"]
    for name, entry in evaluation["external"].items():
        key = f"evaluation.external.{name}"
        if name in models:
            return f"{key}: {name} is a model of this config already; choose another name."
        if entry.get("scheme", evaluation["schemes"][0]) not in evaluation["schemes"]:
            return (
                f"{key}.scheme is {entry['scheme']!r}, which is not compared; choose one of "
                f"evaluation.schemes: {', '.join(evaluation['schemes'])}."
            )
    return ""


def _results(config: dict) -> Iterator[tuple[str, str]]:
    """List the files whose names are made of names in the config, with what they are."""
    models, datasets = config["models"], config["sequences"]["datasets"]
    for model in models:
        yield f"results/{model}_cv.json", f"the cross-validation of model {model}"
    for model, dataset in product(models, datasets):
        yield f"results/{model}_{dataset}.json", f"model {model} on dataset {dataset}"
    for videos in config["spotting"]["datasets"]:
        yield f"results/spotting/{videos}.json", f"the spotting result of {videos}"
    for submission in config["spotting"]["submissions"]:
        yield f"results/spotting/{submission}.json", f"the score of submission {submission}"
    for dataset in datasets:
        yield f"results/dataset/{dataset}.h5", f"the landmarks of dataset {dataset}"
        yield f"results/dataset/{dataset}_frames.h5", f"the frames of dataset {dataset}"
