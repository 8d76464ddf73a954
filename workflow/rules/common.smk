# Shared by all rules: the validated configuration, its datasets, digests of code, and what is printed at
# the end; no rules.
import json
import os
import platform
import sys
import time
from dataclasses import asdict

from snakemake.utils import update_config

REPOSITORY = Path(workflow.current_basedir).parents[1]
LIBRARY = REPOSITORY / "workflow/scripts"
sys.path.insert(0, str(LIBRARY))

from facemotion.config.command_line import typed
from facemotion.config.datasets import make_datasets
from facemotion.config.syntax import check_syntax
from facemotion.config.targets import SCHEMES, explain_target
from facemotion.config.validation import (
    check_paths,
    restore_whole,
    validate_config,
    with_defaults,
)
from facemotion.errors import InputError
from facemotion.files.atomic import require_writable
from facemotion.manifest import PACKAGES, write_manifest
from facemotion.models.declarations import check_frames, network_source
from facemotion.own_code import is_own
from facemotion.provenance import (
    SNAPSHOT_VARIABLE,
    code_digest,
    installed_versions,
    module_path,
    take_snapshot,
)
from facemotion.sequences.readers import load_reader
from facemotion.spotting.spotters import spotter_names
from job import RUN_VARIABLE, read_notices

DEMO = "results/demo"
# Outputs of the demo stage, each with its reader.
RENDERED = {
    f"{DEMO}/ckplus": "ckplus",
    f"{DEMO}/samm": "samm",
    f"{DEMO}/samm_videos": "samm",
    f"{DEMO}/samm_tracks": "tracks",
    f"{DEMO}/practice": "tracks",
    f"{DEMO}/people": "tracks",
}
STARTED = time.time()

# Jobs end with the process that started them, however it is killed.
os.environ[RUN_VARIABLE] = str(os.getpid())

# Each HDF5 file has one writer and appears only when complete, so locks, which many network file systems
# lack, are not needed. Files are UTF-8 in any locale, and figures need no display, whatever Jupyter sets.
os.environ.update(HDF5_USE_FILE_LOCKING="FALSE", PYTHONUTF8="1", MPLBACKEND="agg")
# Restrict libraries to instructions that every x86-64 processor of the last ten years has: with newer ones,
# sums and powers are rounded differently, and training would differ between kinds of computer.
os.environ.update(
    ATEN_CPU_CAPABILITY="avx2",
    ONEDNN_MAX_CPU_ISA="AVX2",
    MKL_CBWR="COMPATIBLE",
    NPY_DISABLE_CPU_FEATURES="X86_V4 AVX512_ICL AVX512_SPR",
    OPENBLAS_CORETYPE="Haswell",
)
# A character that the terminal cannot show is replaced.
for stream in (sys.stdout, sys.stderr):
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")

# One thread per job, and jobs in parallel: this measured faster than threads within jobs, and gives the
# same bytes on any number of cores.
for variable in (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "OPENCV_FOR_THREADS_NUM",
):
    os.environ[variable] = "1"


def stop_on_error(check, *arguments):
    """Run a check; exit with its one-sentence error if it fails."""
    try:
        return check(*arguments)
    except InputError as error:
        sys.exit(f"ERROR {error}")
    except OSError as error:
        sys.exit(f"ERROR {error.filename}: {error.strerror}; make it readable.")


for file in (REPOSITORY / "config.yaml", *map(Path, workflow.config_settings.configfiles)):
    stop_on_error(check_syntax, file)


configfile: str(REPOSITORY / "config.yaml")


# If another workflow uses this one as a module with its own config, Snakemake ignores config.yaml: the
# module's config then changes the defaults, as --configfile does.
for key, setting in with_defaults(config, REPOSITORY / "config.yaml").items():
    config[key] = setting
given = typed(workflow.config_settings.config)
update_config(config, given)
restore_whole(config, workflow.config_settings.overwrite_config)
restore_whole(config, given)

stop_on_error(validate_config, config)
os.environ.update(OPENCV_IO_MAX_IMAGE_PIXELS=str(config["sequences"]["max_image_px"]))
stop_on_error(check_paths, config, RENDERED)

# Only the first process plans; jobs on a cluster parse the rules again and find its snapshot.
NETWORKS = [settings["network"] for settings in config["models"].values()]
snapshot = stop_on_error(take_snapshot, [network_source(n) for n in NETWORKS if is_own(n)])
os.environ.setdefault(SNAPSHOT_VARIABLE, snapshot)

for argument in sys.argv[1:]:
    if problem := explain_target(argument, config):
        sys.exit(f"ERROR {problem}")

DATASETS = make_datasets(config, RENDERED)
CLASSES = config["dataset"]["classes"]
MAIN_DATASET = config["splits"]["dataset"]
# A model is not tested on its training data.
OTHER_DATASETS = "|".join(name for name in DATASETS if name != MAIN_DATASET) or "(?!)"
# Dataset of the living neutral clips; none if there is no neutral class.
LIVING = config["evaluation"]["living_neutral"]
if LIVING == MAIN_DATASET or not any("neutral" in labels for labels in CLASSES.values()):
    LIVING = None
COMPARED = config["evaluation"]["compare"]
PAPER = json.loads((LIBRARY.parent / "resources" / "paper.json").read_text("utf-8"))


wildcard_constraints:
    dataset="|".join(DATASETS),
    trained_on=rf"({'|'.join(DATASETS)})(\+({'|'.join(DATASETS)}))*",
    model="|".join(config["models"]),
    scheme="|".join(SCHEMES),
    seed=r"\d+",
    fold=r"\d+",
    shard=r"\d{3}-[0-9a-f]{12}",
    videos="|".join(config["spotting"]["datasets"]) or "(?!)",
    submission="|".join(config["spotting"]["submissions"]) or "(?!)",
    spotter="|".join(spotter_names()),
    method=r"gradcam_\w+|hirescam_\w+|integrated_gradients",


# The code behind a rule


def code(script, *modules, files=()):
    """Digest the code of a rule: its script with its imports, and modules chosen by name.

    `modules` are chosen by a setting, `files` are other files of workflow/ that the code reads.
    """
    starts = [f"scripts/{script}.py", *map(module_path, modules), *files]
    return {"starts": starts, "digest": code_digest(starts)}


def network_code(script):
    """Digest a rule's code and the network named in the model's settings."""

    def digest(wildcards):
        network = model_settings(wildcards)["network"]
        stop_on_error(check_frames, network, config["clips"]["frames"])
        return code(script, files=[network_source(network)])

    return digest


def dataset_of(wildcards):
    """Return the dataset in a file's name, or the cross-validated one."""
    return DATASETS[wildcards.get("dataset", MAIN_DATASET)]


def dataset_root(wildcards):
    """Return the folder that the paths of frames start from."""
    return dataset_of(wildcards).root


def predicting_model(wildcards):
    """Return the model in a file's name, or the configured one."""
    return wildcards.get("model", config["evaluation"]["predict"]["model"])


def model_settings(wildcards):
    """Return the settings of the model in a file's name.

    Those of a model that reads frames include `frames`, so that results record their size.
    """
    settings = config["models"][predicting_model(wildcards)]
    if settings["input"] == "frames":
        return settings | {"frames": config["dataset"]["frames"]}
    return settings


def training_settings(wildcards):
    """Return the settings of the model in a file's name, without the layers of its maps."""
    settings = config["models"][wildcards.model]
    return {key: value for key, value in settings.items() if key != "layers"}


def print_summaries():
    """Print the summaries made in this run."""
    places = ("*", "cam/*/*", "causes/*/*", "spotting/*")
    found = (Path("results").glob(f"{place}.txt") for place in places)
    for summary in sorted(path for paths in found for path in paths):
        if summary.stat().st_mtime > STARTED:
            print(f"\n{summary.with_suffix('.json')}\n", summary.read_text("utf-8"), sep="\n")


def write_results_manifest():
    """Write the manifest of all results and their inputs."""
    inputs = {
        name: {
            "path": dataset.path,
            "fingerprint": load_reader(dataset.reader).fingerprint(dataset.path),
        }
        for name, dataset in DATASETS.items()
        if not dataset.rendered
    }
    versions = {"python": platform.python_version(), **installed_versions(PACKAGES)}
    write_manifest(Path("results"), config, inputs, versions)


def print_notices(failed):
    """Print the warnings and errors in the logs of this run's jobs.

    Reasons of failure are repeated below Snakemake's own lines; warnings only if they were issued on
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
