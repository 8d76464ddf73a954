# Stage spotting: onset, apex and offset of expressions in long videos.
# reads   the folder or table of long videos; a model trained on all clips, for the emotions
# writes  results/spotting/{videos}.videos.tsv       every video, with status and reason
#         results/spotting/{videos}.truth.tsv        every row of the annotation, and how it was read
#         results/spotting/{videos}.shards.json      shard -> its pieces
#         results/spotting/{videos}.h5               landmarks of every frame
#         results/spotting/tcn/                      the network that labels frames
#         results/spotting/{videos}.{spotter}.tsv    intervals, for every parameter choice
#         results/spotting/{videos}.intervals.tsv    intervals with parameters chosen on other subjects
#         results/spotting/{videos}.emotions.tsv     the same with emotions
#         results/spotting/{videos}.json, .txt       scores, with floors
#         results/spotting/{videos}.emotions.{model}.tsv   emotions recognised by one of the paper's networks
#         results/spotting/{videos}.table_iii.tsv, .txt    the paper's SAMM column, as spotting and recognition
#         results/spotting/{submission}.json, .txt   the same for intervals from other programs
from facemotion.spotting.spotters import make_spotter, spotter_module

FOLDER = "results/spotting"


def tracked_pieces(wildcards):
    """Return the shards named by the checkpoint."""
    path = checkpoints.shard_videos.get(**wildcards).output.shards
    names = stop_on_error(read_json, path, "shards")["shards"]
    return expand(rules.track_pieces.output.landmarks, shard=names, videos=wildcards.videos)


def spotter_weights(wildcards):
    """Return a spotter's weights, if it has any; exit if it was trained on these videos."""
    if not make_spotter(wildcards.spotter).NEEDS_WEIGHTS:
        return []
    if wildcards.videos in SPOTTING["tcn"]["trained_on"]:
        sys.exit(
            f"ERROR spotter {wildcards.spotter} is trained on {wildcards.videos}, and spotters are not tested "
            "on their training data; ask for other videos, or change spotting.tcn.trained_on."
        )
    return rules.train_spotter.output.weights


def watched_root(wildcards):
    """Return the folder of the images, if the spotter reads them; None if there are none."""
    return image_root(wildcards) if make_spotter(wildcards.spotter).NEEDS_IMAGES else None


def of_predicting(output):
    """Return a file of the model that recognises the emotion of an interval."""

    def path(wildcards):
        datasets = "+".join(trained_on(wildcards))
        return output.replace("{trained_on}", datasets).replace(
            "{model}", predicting_model(wildcards)
        )

    return path


def recognisers(wildcards):
    """Return the paper's networks that apply to the videos: one that reads pixels needs images."""
    models = config["models"]
    return [
        name
        for name in PAPER["datasets"]["ckplus"]["networks"]
        if name in models and (models[name]["input"] != "frames" or image_root(wildcards))
    ]


def recognised(wildcards):
    """Return the intervals with the emotions that each of these networks recognises."""
    pattern = rules.recognise_by_network.output.emotions
    return expand(pattern, videos=wildcards.videos, model=recognisers(wildcards))


def background_table(wildcards):
    """Return the table of non-expressions, which only the demo's videos have."""
    return f"{long_videos(wildcards)['path']}/background.tsv" if is_generated(wildcards) else []


def about_videos(wildcards):
    """Describe the videos that were scored."""
    entry = long_videos(wildcards)
    return {
        "name": wildcards.videos,
        "reader": entry["reader"],
        "path": entry["path"],
        "rendered": is_generated(wildcards),
        "notes": [],
    }


rule list_videos:
    input:
        path=lambda wildcards: long_videos(wildcards)["path"],
    output:
        videos=f"{FOLDER}/{{videos}}.videos.tsv",
        truth=f"{FOLDER}/{{videos}}.truth.tsv",
    log:
        "logs/spotting/{videos}.videos.log",
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1500),
        runtime=scaled(60),
    params:
        reader=lambda wildcards: long_videos(wildcards)["reader"],
        fps=lambda wildcards: long_videos(wildcards).get("fps"),
        rules=lookup(within=config, dpath="spotting/truth"),
        labels=lookup(within=config, dpath="sequences/samm"),
        raw=raw_videos,
        code=video_reader_code,
    message:
        "Listing the long videos of {wildcards.videos}"
    script:
        "../scripts/list_videos.py"


checkpoint shard_videos:
    input:
        videos=rules.list_videos.output.videos,
    output:
        shards=f"{FOLDER}/{{videos}}.shards.json",
    log:
        "logs/spotting/{videos}.shards.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1000, by_input=10),
        runtime=scaled(10, by_input=0.1),
    params:
        shards=lookup(within=config, dpath="landmarks/shards"),
        piece_frames=lookup(within=config, dpath="spotting/piece_frames"),
        root=video_root,
        backend=lambda wildcards: video_backend(wildcards)[0],
        settings=lambda wildcards: video_backend(wildcards)[1],
        code=video_backend_code("shard_videos"),
    message:
        "Dividing the long videos of {wildcards.videos} into pieces"
    script:
        "../scripts/shard_videos.py"


use rule extract_landmarks as track_pieces with:
    input:
        shards=ancient(f"{FOLDER}/{{videos}}.shards.json"),
    output:
        landmarks=f"{FOLDER}/{{videos}}/{{shard}}.h5",
    log:
        "logs/spotting/{videos}/{shard}.log",
    params:
        root=video_root,
        backend=lambda wildcards: video_backend(wildcards)[0],
        settings=lambda wildcards: video_backend(wildcards)[1],
        code=video_backend_code("extract_landmarks"),
    message:
        "Extracting landmarks of the long videos of {wildcards.videos}, shard {wildcards.shard}"


rule stitch_videos:
    input:
        tracked_pieces,
    output:
        landmarks=f"{FOLDER}/{{videos}}.h5",
    log:
        "logs/spotting/{videos}.stitch.log",
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1000, by_input=8),
        runtime=scaled(10, by_input=0.05),
    params:
        code=code("stitch_videos"),
    message:
        "Joining the pieces of the long videos of {wildcards.videos}"
    script:
        "../scripts/stitch_videos.py"


rule train_spotter:
    input:
        landmarks=expand(rules.stitch_videos.output.landmarks, videos=SPOTTING["tcn"]["trained_on"]),
        videos=expand(rules.list_videos.output.videos, videos=SPOTTING["tcn"]["trained_on"]),
        truth=expand(rules.list_videos.output.truth, videos=SPOTTING["tcn"]["trained_on"]),
    output:
        weights=f"{FOLDER}/tcn/weights.safetensors",
        history=f"{FOLDER}/tcn/history.tsv",
    log:
        "logs/spotting/tcn.log",
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=scaled(2500, by_input=8),
        runtime=scaled(30, by_input=0.2),
    params:
        settings=lookup(within=config, dpath="spotting/tcn"),
        code=code("train_spotter"),
    message:
        "Training the spotter tcn"
    script:
        "../scripts/train_spotter.py"


rule spot_videos:
    input:
        landmarks=rules.stitch_videos.output.landmarks,
        videos=rules.list_videos.output.videos,
        weights=spotter_weights,
    output:
        candidates=f"{FOLDER}/{{videos}}.{{spotter}}.tsv",
    log:
        "logs/spotting/{videos}.{spotter}.log",
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=scaled(2000, by_input=6),
        runtime=scaled(15, by_input=0.5),
    params:
        root=watched_root,
        code=lambda wildcards: code("spot_videos", spotter_module(wildcards.spotter)),
    message:
        "Spotting expressions in {wildcards.videos} with {wildcards.spotter}"
    script:
        "../scripts/spot_videos.py"


rule choose_intervals:
    input:
        candidates=lambda wildcards: expand(
            rules.spot_videos.output.candidates,
            videos=wildcards.videos,
            spotter=SPOTTING["spotters"],
        ),
        videos=rules.list_videos.output.videos,
        truth=rules.list_videos.output.truth,
    output:
        intervals=f"{FOLDER}/{{videos}}.intervals.tsv",
        chosen=f"{FOLDER}/{{videos}}.chosen.json",
    log:
        "logs/spotting/{videos}.choose.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1000, by_input=40),
        runtime=scaled(15, by_input=1),
    params:
        spotters=lookup(within=config, dpath="spotting/spotters"),
        code=code("choose_intervals", *map(spotter_module, SPOTTING["spotters"])),
    message:
        "Choosing the intervals of {wildcards.videos}"
    script:
        "../scripts/choose_intervals.py"


rule recognise_intervals:
    input:
        intervals=rules.choose_intervals.output.intervals,
        videos=rules.list_videos.output.videos,
        landmarks=rules.stitch_videos.output.landmarks,
        weights=of_predicting(rules.train_all.output.weights),
        summary=of_predicting(rules.train_all.output.summary),
    output:
        emotions=f"{FOLDER}/{{videos}}.emotions.tsv",
    log:
        "logs/spotting/{videos}.emotions.log",
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=scaled(2500, by_input=6),
        runtime=scaled(15, by_input=0.1),
    params:
        model=model_settings,
        root=image_root,
        certain_from=lookup(within=config, dpath="evaluation/predict/certain_from"),
        max_failed_share=lookup(within=config, dpath="dataset/max_failed_share"),
        code=network_code("recognise_intervals"),
    message:
        "Recognising emotions in {wildcards.videos}"
    script:
        "../scripts/recognise_intervals.py"


use rule recognise_intervals as recognise_by_network with:
    output:
        emotions=f"{FOLDER}/{{videos}}.emotions.{{model}}.tsv",
    log:
        "logs/spotting/{videos}.emotions.{model}.log",
    message:
        "Recognising emotions in {wildcards.videos} with {wildcards.model}"


rule score_spotting:
    input:
        emotions=rules.recognise_intervals.output.emotions,
        chosen=rules.choose_intervals.output.chosen,
        videos=rules.list_videos.output.videos,
        truth=rules.list_videos.output.truth,
        path=lambda wildcards: long_videos(wildcards)["path"],
    output:
        result=f"{FOLDER}/{{videos}}.json",
        summary=f"{FOLDER}/{{videos}}.txt",
    log:
        "logs/spotting/{videos}.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1000, by_input=40),
        runtime=scaled(15, by_input=1),
    params:
        about=about_videos,
        background=background_table,
        spotters=lookup(within=config, dpath="spotting/spotters"),
        rules=lookup(within=config, dpath="spotting/truth"),
        classes=lookup(within=config, dpath="dataset/classes"),
        bootstrap=INTERVALS,
        code=code("score_spotting"),
    message:
        "Scoring the intervals of {wildcards.videos}"
    script:
        "../scripts/score_spotting.py"


rule tabulate_recognised:
    input:
        intervals=rules.choose_intervals.output.intervals,
        emotions=recognised,
        videos=rules.list_videos.output.videos,
        truth=rules.list_videos.output.truth,
    output:
        table=f"{FOLDER}/{{videos}}.table_iii.tsv",
        summary=f"{FOLDER}/{{videos}}.table_iii.txt",
    log:
        "logs/spotting/{videos}.table_iii.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1000, by_input=40),
        runtime=scaled(15, by_input=1),
    params:
        recognisers=recognisers,
        spotters=lookup(within=config, dpath="spotting/spotters"),
        rules=lookup(within=config, dpath="spotting/truth"),
        classes=lookup(within=config, dpath="dataset/classes"),
        bootstrap=INTERVALS,
        paper=PAPER["datasets"]["samm"],
        code=code("tabulate_recognised"),
    message:
        "Comparing the intervals of {wildcards.videos} with the paper's Table III"
    script:
        "../scripts/tabulate_recognised.py"


rule score_submission:
    input:
        file=lambda wildcards: SPOTTING["submissions"][wildcards.submission]["file"],
        truth=lambda wildcards: SPOTTING["submissions"][wildcards.submission]["truth"]["path"],
    output:
        result=f"{FOLDER}/{{submission}}.json",
        summary=f"{FOLDER}/{{submission}}.txt",
    log:
        "logs/spotting/{submission}.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1000),
        runtime=scaled(15),
    params:
        reader=lambda wildcards: SPOTTING["submissions"][wildcards.submission]["truth"]["reader"],
        rules=lookup(within=config, dpath="spotting/truth"),
        labels=lookup(within=config, dpath="sequences/samm"),
        classes=lookup(within=config, dpath="dataset/classes"),
        bootstrap=INTERVALS,
        code=lambda wildcards: code(
            "score_submission",
            video_reader_module(SPOTTING["submissions"][wildcards.submission]["truth"]["reader"]),
            files=load_video_reader("samm").RESOURCES,
        ),
    message:
        "Scoring the intervals of {wildcards.submission}"
    script:
        "../scripts/score_submission.py"
