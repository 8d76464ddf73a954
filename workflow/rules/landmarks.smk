# Stage landmarks: 68 points in every frame needed.
# reads   results/frames/{dataset}.tsv, results/sequences/{dataset}.tsv, the images or landmark tables
# writes  results/landmarks/{dataset}.shards.json    shard -> its frames
#         results/landmarks/{dataset}/{shard}.h5     one shard
#         results/landmarks/{dataset}.h5             all, sorted
#         results/landmarks/{dataset}_quality.tsv    one row per sequence: failures, jumps, jitter
#         results/landmarks/{dataset}.second.h5      the same frames by another backend, with its shards
#         results/landmarks/{dataset}_agreement.json how far the two differ
#
# A shard's name contains a digest of its content, so a changed sequence invalidates one shard. The shard
# list is read as `ancient`, because rewriting it alone must not trigger extraction.
from facemotion.config.datasets import backend_choice
from facemotion.files.json_file import read_json
from facemotion.landmarks.backends import backend_module, make_backend
from facemotion.sequences.fingerprint import file_fingerprint


def backend_name(wildcards):
    return dataset_of(wildcards).backend


def backend_settings(wildcards):
    return dataset_of(wildcards).backend_settings


def backend_code(script):
    """Digest a rule's code and its dataset's landmark backend, with the files that it reads."""

    def digest(wildcards):
        backend = backend_name(wildcards)
        return code(script, backend_module(backend), files=make_backend(backend, {}).RESOURCES)

    return digest


def landmark_files(wildcards):
    """Fingerprint the files that a backend reads besides images, so that changes are noticed."""
    dataset = dataset_of(wildcards)
    backend = make_backend(dataset.backend, dataset.backend_settings)
    files = backend.raw_files(Path(dataset.root))
    return stop_on_error(file_fingerprint, files, dataset.root) if files else "none"


def extracted_shards(wildcards):
    """Return the shards named by the checkpoint."""
    path = checkpoints.shard_frames.get(**wildcards).output.shards
    names = stop_on_error(read_json, path, "shards")["shards"]
    return expand(rules.extract_landmarks.output.landmarks, shard=names, dataset=wildcards.dataset)


checkpoint shard_frames:
    input:
        frames=rules.want_frames.output.frames,
        sequences=rules.filter_sequences.output.table,
    output:
        shards="results/landmarks/{dataset}.shards.json",
    log:
        "logs/landmarks/{dataset}.shards.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1000, by_input=10),
        runtime=scaled(10, by_input=0.1),
    params:
        shards=lookup(within=config, dpath="landmarks/shards"),
        root=dataset_root,
        backend=backend_name,
        settings=backend_settings,
        raw=landmark_files,
        code=backend_code("shard_frames"),
    message:
        "Dividing the frames of {wildcards.dataset} into shards"
    script:
        "../scripts/shard_frames.py"


rule extract_landmarks:
    input:
        shards=ancient("results/landmarks/{dataset}.shards.json"),
    output:
        landmarks="results/landmarks/{dataset}/{shard}.h5",
    log:
        "logs/landmarks/{dataset}/{shard}.log",
    conda:
        "../../envs/landmarks.yaml"
    threads: 1
    resources:
        mem_mb=shard_memory,
        runtime=shard_minutes,
    params:
        root=dataset_root,
        backend=backend_name,
        settings=backend_settings,
        code=backend_code("extract_landmarks"),
    message:
        "Extracting landmarks of {wildcards.dataset}, shard {wildcards.shard}"
    script:
        "../scripts/extract_landmarks.py"


rule merge_landmarks:
    input:
        extracted_shards,
    output:
        landmarks="results/landmarks/{dataset}.h5",
    log:
        "logs/landmarks/{dataset}.merge.log",
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1000, by_input=6),
        runtime=scaled(10, by_input=0.02),
    params:
        code=code("merge_landmarks"),
    message:
        "Merging the landmarks of {wildcards.dataset}"
    script:
        "../scripts/merge_landmarks.py"


rule measure_quality:
    input:
        landmarks=rules.merge_landmarks.output.landmarks,
        sequences=rules.filter_sequences.output.table,
    output:
        "results/landmarks/{dataset}_quality.tsv",
    log:
        "logs/landmarks/{dataset}.quality.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1000, by_input=6),
        runtime=scaled(10, by_input=0.1),
    params:
        code=code("measure_quality"),
    message:
        "Measuring landmark quality of {wildcards.dataset}"
    script:
        "../scripts/measure_quality.py"


# Another backend on the same frames


def second_backend(wildcards):
    """Return the backend named in landmarks.agreement; exit with an error if there is none."""
    entry = config["landmarks"]["agreement"].get(wildcards.dataset)
    if entry is None:
        sys.exit(
            f"ERROR landmarks.agreement has no second backend for {wildcards.dataset}; add one in "
            f"config.yaml, as in landmarks: {{agreement: {{{wildcards.dataset}: {{backend: dlib}}}}}}."
        )
    return make_backend(*backend_choice({"landmarks": entry}, config["landmarks"]))


def second_code(wildcards):
    backend = second_backend(wildcards)
    return code("extract_landmarks", backend_module(backend.name), files=backend.RESOURCES)


def second_files(wildcards):
    """Fingerprint the files that the second backend reads besides images."""
    root = dataset_root(wildcards)
    files = second_backend(wildcards).raw_files(Path(root))
    return stop_on_error(file_fingerprint, files, root) if files else "none"


def second_shards(wildcards):
    """Return the second backend's shards, divided like those of the first."""
    shards = map(Path, extracted_shards(wildcards))
    folder = Path(rules.extract_second.output.landmarks.format(shard="", **wildcards)).parent
    return [str(folder / shard.name) for shard in shards]


use rule extract_landmarks as extract_second with:
    output:
        landmarks="results/landmarks/{dataset}.second/{shard}.h5",
    log:
        "logs/landmarks/{dataset}.second/{shard}.log",
    params:
        root=dataset_root,
        backend=lambda wildcards: second_backend(wildcards).name,
        settings=lambda wildcards: second_backend(wildcards).settings,
        raw=second_files,
        code=second_code,
    message:
        "Extracting landmarks of {wildcards.dataset} with the second backend, shard {wildcards.shard}"


use rule merge_landmarks as merge_second with:
    input:
        second_shards,
    output:
        landmarks="results/landmarks/{dataset}.second.h5",
    log:
        "logs/landmarks/{dataset}.second.log",
    message:
        "Merging the landmarks of {wildcards.dataset} by the second backend"


def second_landmarks(wildcards):
    """Return the second backend's landmarks; exit if the dataset has no such backend."""
    return second_backend(wildcards) and rules.merge_second.output.landmarks.format(**wildcards)


rule compare_backends:
    input:
        first=rules.merge_landmarks.output.landmarks,
        second=second_landmarks,
        sequences=rules.filter_sequences.output.table,
    output:
        "results/landmarks/{dataset}_agreement.json",
    log:
        "logs/landmarks/{dataset}.agreement.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1000, by_input=6),
        runtime=scaled(10, by_input=0.1),
    params:
        intervals=INTERVALS,
        code=code("compare_backends"),
    message:
        "Comparing two landmark backends on {wildcards.dataset}"
    script:
        "../scripts/compare_backends.py"
