# What the rules share: the checked configuration and functions; no rules.
import hashlib
import json
import os
import sys
import time
from importlib import import_module

REPOSITORY = Path(workflow.current_basedir).parents[1]
LIBRARY = REPOSITORY / "workflow/scripts"
sys.path.insert(0, str(LIBRARY))

from facemotion.config import check_paths, validate_config, with_defaults
from facemotion.config_syntax import check_syntax
from facemotion.emotions import CLASSES
from facemotion.errors import InputError
from facemotion.landmarks import backend_module
from facemotion.models import network_module
from facemotion.provenance import code_digest
from facemotion.readers import reader_module
from job import read_notices

DEMO = "results/demo"
STARTED = time.time()

# Each HDF5 file has one writer and appears whole, so nothing needs locks, which many network file
# systems don't have.
os.environ.update(HDF5_USE_FILE_LOCKING="FALSE")

# One thread a job, jobs side by side: measured faster than threads inside, and the same bytes on
# any number of cores.
for variable in (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "OPENCV_FOR_THREADS_NUM",
):
    os.environ[variable] = "1"


def stop_on_error(check, *arguments):
    """Call a check; end with its one sentence where something is wrong."""
    try:
        return check(*arguments)
    except InputError as error:
        sys.exit(f"ERROR {error}")
    except OSError as error:
        sys.exit(f"ERROR {error.filename}: {error.strerror}; it is needed, so make it readable.")


stop_on_error(check_syntax, REPOSITORY / "config.yaml")


configfile: str(REPOSITORY / "config.yaml")


# Snakemake leaves that file out where another workflow takes this one as a module with a config of its
# own: then that one changes the defaults, as --configfile does.
for key, setting in with_defaults(config, REPOSITORY / "config.yaml").items():
    config[key] = setting

stop_on_error(validate_config, config)
stop_on_error(check_paths, config, {f"{DEMO}/ckplus": "ckplus", f"{DEMO}/samm": "samm"})

DATASETS = config["sequences"]["datasets"]
MAIN_DATASET = config["splits"]["dataset"]
# A model is not tested on what it was trained on.
OTHER_DATASETS = "|".join(name for name in DATASETS if name != MAIN_DATASET) or "(?!)"
COMPARED = config["evaluation"]["compare"]
PAPER = json.loads((LIBRARY.parent / "resources" / "paper.json").read_text())


wildcard_constraints:
    dataset="|".join(DATASETS),
    model="|".join(config["models"]),
    scheme="shuffle|kfold|grouped|loso",
    seed=r"\d+",
    fold=r"\d+",
    shard=r"\d{3}-[0-9a-f]{12}",
    method=r"gradcam_\w+|hirescam_\w+|integrated_gradients",


# The code behind a rule


def code(script, *modules):
    """Digest the code of a rule: its script, what it imports, and modules chosen by name."""
    files = [LIBRARY / f"{script}.py"]
    files += [LIBRARY / f"{module.replace('.', '/')}.py" for module in modules]
    return code_digest(*files)


def network_code(script):
    """Digest a rule's code with the network that the model's settings name."""
    return lambda wildcards: code(script, network_module(model_settings(wildcards)["network"]))


def model_settings(wildcards):
    """Give the settings of the model that a file's name names, else of the config's choice."""
    return config["models"][wildcards.get("model", config["evaluation"]["predict_with"])]


# Datasets


def reader(name):
    """Give the module that reads a dataset."""
    return import_module(reader_module(DATASETS[name]["reader"]))


def dataset_path(wildcards):
    return DATASETS[wildcards.dataset]["path"]


def frames_root(wildcards):
    """Give the folder that the paths of frames start from."""
    name = wildcards.get("dataset", MAIN_DATASET)
    path = Path(DATASETS[name]["path"])
    return str(path.parent if reader(name).IS_SHEET else path)


def is_rendered(name):
    return Path(DATASETS[name]["path"]).is_relative_to(DEMO)


def describe_dataset(name):
    """Say what a result was made of, and whether it is only the rendered demo."""
    return {"name": name, **DATASETS[name], "rendered": is_rendered(name)}


def raw_data(wildcards):
    """Fingerprint a dataset's files, so that a changed image is noticed.

    The demo is made by a rule, which Snakemake watches itself.
    """
    if is_rendered(wildcards.dataset):
        return DEMO
    return stop_on_error(reader(wildcards.dataset).fingerprint, dataset_path(wildcards))


def reader_settings(wildcards):
    return config["sequences"].get(DATASETS[wildcards.dataset]["reader"], {})


def reader_code(wildcards):
    """Digest a reader's code and the files of workflow/ that it reads."""
    name = DATASETS[wildcards.dataset]["reader"]
    tables = [
        (LIBRARY.parent / table).read_bytes() for table in reader(wildcards.dataset).RESOURCES
    ]
    digests = [hashlib.sha256(table).hexdigest()[:16] for table in tables]
    return [code("index_sequences", reader_module(name)), *digests]


def tables_read(wildcards):
    """Give the tables of the user that a reader's settings name."""
    return [v for k, v in reader_settings(wildcards).items() if k.endswith("_table") and v]


def filter_settings(wildcards):
    """Give the settings of the filter; own clips are wanted without a label too."""
    settings = config["sequences"]
    return {
        "min_frames": settings["min_frames"],
        "emotions": settings["emotions"],
        "keep_unlabelled": reader(wildcards.dataset).IS_SHEET,
    }


def neutral_settings(wildcards):
    neutral = config["clips"]["neutral"]
    return neutral | {"count": neutral["count"].get(wildcards.dataset, 0)}


def split_settings(wildcards):
    """Give the settings that a scheme heeds."""
    keys = {"shuffle": ("folds", "seed", "test_share"), "loso": ()}
    return {key: config["splits"][key] for key in keys.get(wildcards.scheme, ("folds", "seed"))}


def extracted_shards(wildcards):
    """Give the shards that the checkpoint has named."""
    shards = checkpoints.shard_frames.get(**wildcards).output.shards
    names = json.loads(Path(shards).read_text())
    return expand(rules.extract_landmarks.output.landmarks, shard=names, dataset=wildcards.dataset)


# Results


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
    return expand(rules.train_all.output.weights, dataset=MAIN_DATASET, model=model)


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


def print_summaries():
    """Print the summaries that this run has made."""
    for summary in sorted([*Path("results").glob("*.txt"), *Path("results").glob("cam/*/*.txt")]):
        if summary.stat().st_mtime > STARTED:
            print(f"\n{summary.with_suffix('.json')}\n", summary.read_text(), sep="\n")


def print_notices(failed):
    """Print what jobs of this run have said in their logs.

    Why jobs failed comes once more, below Snakemake's own lines; warnings only if they were said on
    other computers.
    """
    notices = read_notices(Path("logs"), STARTED)
    reasons = [notice for notice in notices if notice.startswith("ERROR")]
    if not workflow.local_exec:
        for notice in notices:
            if notice not in reasons:
                print(notice, file=sys.stderr)
    if failed and reasons:
        print("\nWhat failed, and why:", *reasons, sep="\n", file=sys.stderr, flush=True)
