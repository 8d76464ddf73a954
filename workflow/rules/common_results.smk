# What several stages from the models on need: functions, no rules.
from facemotion.dataset.messages import no_images
from facemotion.files.json_file import read_json


def of_main_dataset(output):
    """Give the file of the dataset that is cross-validated."""
    return output.replace("{dataset}", MAIN_DATASET)


def frames_seen(wildcards):
    """Give the frames of the dataset, if the model sees pixels."""
    if model_settings(wildcards)["input"] != "frames":
        return []
    dataset = dataset_of(wildcards)
    if not dataset.has_images:
        sys.exit(f"ERROR {no_images(dataset.name)}")
    return rules.stack_frames.output.frames.format(dataset=dataset.name)


def trained_weights(wildcards):
    """Give the weights of a model that was trained on all clips of the main dataset."""
    model = wildcards.get("model", config["evaluation"]["predict_with"])
    return of_main_dataset(rules.train_all.output.weights).replace("{model}", model)


def count_folds(scheme):
    """Count a scheme's folds; of loso only its split tells, which is made first."""
    if scheme != "loso":
        return config["splits"]["folds"]
    split = checkpoints.split_subjects.get(dataset=MAIN_DATASET, scheme=scheme).output.split
    return len(stop_on_error(read_json, split, "split")["folds"])


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


def timing_source(wildcards):
    """Give what the table of true timing is in: the rendered demo, or a table of the user's."""
    dataset = dataset_of(wildcards)
    return dataset.path if dataset.rendered else timing_table(wildcards) or []


def timing_table(wildcards):
    """Give the table that says when action units moved, of datasets that have one."""
    dataset = dataset_of(wildcards)
    if dataset.rendered:
        return f"{dataset.path}/truth.tsv"
    return config["explanation"]["scores"]["timing"].get(dataset.name)


def shown_faces(wildcards):
    """Say where images are, and whose may be shown: in a rendered dataset everybody's (None)."""
    dataset = dataset_of(wildcards)
    consenting = config["explanation"]["consenting_subjects"].get(dataset.name, [])
    return {
        "root": dataset.root,
        "timing": timing_table(wildcards),
        "consenting": None if dataset.rendered else consenting,
        "crop": config["dataset"]["frames"]["crop"],
    }
