# What rules up to the dataset read and heed: functions, no rules.


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
