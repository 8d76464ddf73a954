# Shared by the results of several stages: functions, no rules.
from facemotion.dataset.messages import no_images
from facemotion.files.json_file import read_json

# Settings of the bootstrap over subjects.
INTERVALS = config["evaluation"]["bootstrap"] | {"confidence": config["evaluation"]["confidence"]}


def of_main_dataset(output):
    """Return the file of the dataset that is cross-validated."""
    return output.replace("{dataset}", MAIN_DATASET)


def frames_seen(wildcards):
    """Return the frames of the dataset, if the model reads pixels."""
    if model_settings(wildcards)["input"] != "frames":
        return []
    return stacked_frames(dataset_of(wildcards))


def frames_trained_on(wildcards):
    """Return the frames of the dataset that a model is trained on, if it reads pixels."""
    if model_settings(wildcards)["input"] != "frames":
        return []
    first, *others = wildcards.trained_on.split("+")
    if others:
        sys.exit(
            f"ERROR models.{wildcards.model}.trained_on names {1 + len(others)} datasets, expected one: "
            "networks that read pixels are trained on a single dataset."
        )
    return stacked_frames(DATASETS[first])


def stacked_frames(dataset):
    """Return a dataset's file of frames; exit if it has no images."""
    if not dataset.has_images:
        sys.exit(f"ERROR {no_images(dataset.name)}")
    return rules.stack_frames.output.frames.format(dataset=dataset.name)


def trained_on(wildcards):
    """Return the datasets that a model is trained on: its own, or the main one."""
    return model_settings(wildcards).get("trained_on", [MAIN_DATASET])


def datasets_trained_on(wildcards):
    """Return the files of the datasets that a model is trained on."""
    return expand(rules.normalize_landmarks.output.dataset, dataset=trained_on(wildcards))


def of_trained(output):
    """Return a file of the model trained on all clips, for testing on another dataset."""

    def path(wildcards):
        model, datasets = predicting_model(wildcards), trained_on(wildcards)
        if wildcards.dataset in datasets:
            sys.exit(
                f"ERROR model {model} is trained on {wildcards.dataset}, and models are not tested on their "
                f"training data; ask for results/{model}_cv.json, or for another dataset or model."
            )
        return output.replace("{trained_on}", "+".join(datasets)).replace("{model}", model)

    return path


def count_folds(scheme):
    """Count a scheme's folds; for loso, the count is only in the split file, which is made first."""
    if scheme != "loso":
        return config["splits"]["folds"]
    split = checkpoints.split_subjects.get(dataset=MAIN_DATASET, scheme=scheme).output.split
    return len(stop_on_error(read_json, split, "split")["folds"])


def fold_files(output, model, schemes, seeds):
    """Return one output of train_fold for every fold, by scheme, then seed."""
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


def timing_source(wildcards):
    """Return the source of true timing: the rendered demo, or the user's table."""
    dataset = dataset_of(wildcards)
    return dataset.path if dataset.rendered else timing_table(wildcards) or []


def timing_table(wildcards):
    """Return the table of action-unit timing, for datasets that have one."""
    dataset = dataset_of(wildcards)
    if dataset.rendered:
        return f"{dataset.path}/truth.tsv"
    return config["explanation"]["scores"]["timing"].get(dataset.name)


def shown_faces(wildcards):
    """Return the image folder and the subjects who may be shown: None is everyone, for rendered data."""
    dataset = dataset_of(wildcards)
    consenting = config["explanation"]["consenting_subjects"].get(dataset.name, [])
    return {
        "root": dataset.root,
        "timing": timing_table(wildcards),
        "consenting": None if dataset.rendered else consenting,
        "crop": config["dataset"]["frames"]["crop"],
    }
