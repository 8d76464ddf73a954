# What rules from the models on read and heed: functions, no rules.


def cv_schemes(wildcards):
    """Give the schemes of a result: the one in its name, else those of the config."""
    return [wildcards.scheme] if "scheme" in wildcards.keys() else config["evaluation"]["schemes"]


def cv_files(output):
    """Give a file of the main dataset for every scheme of a result."""
    return lambda wildcards: expand(output, dataset=MAIN_DATASET, scheme=cv_schemes(wildcards))


def count_folds(scheme):
    """Count a scheme's folds; of loso only its split tells, which is made first."""
    if scheme != "loso":
        return config["splits"]["folds"]
    split = checkpoints.split_subjects.get(dataset=MAIN_DATASET, scheme=scheme).output.split
    return len(json.loads(Path(split).read_text())["folds"])


def fold_files(output, model, schemes, seeds):
    """Give one output of train_fold for every fold, by scheme, then seed."""
    return [
        file
        for scheme in schemes
        for file in expand(
            output,
            dataset=MAIN_DATASET,
            model=model,
            scheme=scheme,
            seed=seeds,
            fold=range(count_folds(scheme)),
        )
    ]


def cv_folds(output):
    """Give one output of train_fold for every fold of a result."""
    return lambda wildcards: fold_files(
        output,
        wildcards.model,
        cv_schemes(wildcards),
        config["models"][wildcards.model]["seeds"],
    )


def compared_results(wildcards):
    return expand(rules.cross_validate.output.result, model=COMPARED)


def compared_predictions(wildcards):
    """Give the test predictions of the compared models, of their first seeds."""
    return [
        file
        for model in COMPARED
        for file in fold_files(
            rules.train_fold.output.predictions,
            model,
            config["evaluation"]["schemes"],
            config["models"][model]["seeds"][:1],
        )
    ]


def frames_seen(wildcards):
    """Give the frames of the dataset, if the model sees pixels."""
    if model_settings(wildcards)["input"] != "frames":
        return []
    dataset = wildcards.get("dataset", MAIN_DATASET)
    return rules.stack_frames.output.frames.format(dataset=dataset)


def trained_weights(wildcards):
    """Give the weights of a model that was trained on all clips of the main dataset."""
    model = wildcards.get("model", config["evaluation"]["predict_with"])
    return of_main_dataset(rules.train_all.output.weights).replace("{model}", model)


# Explanation


def of_main_dataset(output):
    """Give the file of the dataset that is cross-validated."""
    return output.replace("{dataset}", MAIN_DATASET)


def explained_weights(wildcards):
    """Give the weights that never saw the fold's test clips, of the model's first seed."""
    return rules.train_fold.output.weights.format(
        dataset=MAIN_DATASET,
        model=wildcards.model,
        scheme=config["explanation"]["scheme"],
        seed=model_settings(wildcards)["seeds"][0],
        fold=wildcards.fold,
    )


def explained_folds(wildcards):
    """Give the maps of every fold."""
    folds = range(count_folds(config["explanation"]["scheme"]))
    return expand(rules.compute_cam.output.maps, model=wildcards.model, fold=folds)


def all_explained_weights(wildcards):
    return fold_files(
        rules.train_fold.output.weights,
        wildcards.model,
        [config["explanation"]["scheme"]],
        model_settings(wildcards)["seeds"][:1],
    )


def explained_by(wildcards):
    """Say which networks' maps these are."""
    if "dataset" in wildcards.keys():
        return f"trained on all clips of {MAIN_DATASET}"
    return config["explanation"]["scheme"]


def timing_source(wildcards):
    """Give what the table of true timing is in: the rendered demo, or a table of the user's."""
    table = timing_table(wildcards)
    name = wildcards.get("dataset", MAIN_DATASET)
    return DATASETS[name]["path"] if table and is_rendered(name) else table or []


def timing_table(wildcards):
    """Give the table that says when action units moved, of datasets that have one."""
    name = wildcards.get("dataset", MAIN_DATASET)
    if is_rendered(name):
        return f"{DATASETS[name]['path']}/truth.tsv"
    return config["explanation"]["scores"]["timing"].get(name)


def shown_faces(wildcards):
    """Say where images are, and whose may be shown: in a rendered dataset everybody's (None)."""
    name = wildcards.get("dataset", MAIN_DATASET)
    consenting = config["explanation"]["consenting_subjects"].get(name, [])
    return {
        "root": frames_root(wildcards),
        "timing": timing_table(wildcards),
        "consenting": None if is_rendered(name) else consenting,
        "crop": config["dataset"]["frames"]["crop"],
    }


# Report


def paper_counts(wildcards):
    """Give the paper's Table I, for data in CK+'s layout."""
    return PAPER["table_i"] if DATASETS[wildcards.dataset]["reader"] == "ckplus" else {}


def main_histories(wildcards):
    """Give the training histories of a result's first seed, which is the scored one."""
    return fold_files(
        rules.train_fold.output.history,
        wildcards.model,
        config["evaluation"]["schemes"],
        config["models"][wildcards.model]["seeds"][:1],
    )


def compared_transfers(wildcards):
    """Give the results, on the other labelled datasets, of the paper's networks."""
    labelled = [d for d in DATASETS if d != MAIN_DATASET and not reader(d).IS_SHEET]
    models = [m for m in COMPARED if m in PAPER["networks"]]
    return expand(rules.evaluate_transfer.output.result, model=models, dataset=labelled)


def of_report(output):
    """Give the file of the main dataset, and of the model that a page's name or the config names."""
    path = of_main_dataset(str(output))
    return lambda wildcards: path.replace(
        "{model}", wildcards.get("model", config["report"]["model"])
    )


def template_digest():
    """Digest the page's template, which no import leads to."""
    files = sorted((LIBRARY.parent / "report" / "page").iterdir())
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
