# Stage timeline: one page per dataset of long videos, with intervals, emotions and action units over time.
# reads   results/spotting/{videos}.emotions.tsv, .h5, .videos.tsv; the model that recognised the emotions;
#         results/causes/basis.h5, for action units
# writes  results/timeline/{videos}.explained.h5     action units and evidence of the intervals that are shown
#         results/timeline/{videos}.html, .tsv       page and table


def shown_pictures(wildcards):
    """Return the image folder and the subjects who may be shown: None is everyone."""
    free = is_generated(wildcards) or long_videos(wildcards)["reader"] in OWN_READERS
    consenting = config["explanation"]["consenting_subjects"].get(wildcards.videos, [])
    return {
        "root": image_root(wildcards),
        "consenting": None if free else consenting,
        **config["report"]["pictures"],
    }


def name_datasets(entries):
    """List the names of datasets, marking those that the demo generated."""
    made = {True: " (generated people)", False: ""}
    return " and ".join(f"{name}{made[path in RENDERED]}" for name, path in entries)


def about_timeline(wildcards):
    """Name the spotter of the displayed intervals, the model of their emotions, and their training data."""
    model, shown = predicting_model(wildcards), SPOTTING["shown"]
    videos = [(name, SPOTTING["datasets"][name]["path"]) for name in SPOTTING["tcn"]["trained_on"]]
    clips = [(name, DATASETS[name].path) for name in trained_on(wildcards)]
    return {
        "spotter": shown,
        "spotter_trained_on": name_datasets(videos) if make_spotter(shown).NEEDS_WEIGHTS else "",
        "model": model,
        "model_trained_on": name_datasets(clips),
        "certain_from": config["evaluation"]["predict"]["certain_from"],
    }


rule explain_intervals:
    input:
        emotions=rules.recognise_intervals.output.emotions,
        videos=rules.list_videos.output.videos,
        landmarks=rules.stitch_videos.output.landmarks,
        weights=of_predicting(rules.train_all.output.weights),
        summary=of_predicting(rules.train_all.output.summary),
        basis=rules.fit_basis.output.basis,
    output:
        explained="results/timeline/{videos}.explained.h5",
    log:
        "logs/timeline/{videos}.explained.log",
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=scaled(2500, by_input=6),
        runtime=scaled(15, by_input=0.1),
    params:
        spotter=lookup(within=config, dpath="spotting/shown"),
        name=predicting_model,
        model=model_settings,
        root=image_root,
        steps=lookup(within=config, dpath="explanation/maps/steps"),
        max_failed_share=lookup(within=config, dpath="dataset/max_failed_share"),
        code=network_code("explain_intervals"),
    message:
        "Explaining the intervals of {wildcards.videos}"
    script:
        "../scripts/explain_intervals.py"


rule draw_timeline:
    input:
        emotions=rules.recognise_intervals.output.emotions,
        explained=rules.explain_intervals.output.explained,
        videos=rules.list_videos.output.videos,
        landmarks=rules.stitch_videos.output.landmarks,
        weights=rules.train_spotter.output.weights,
    output:
        page="results/timeline/{videos}.html",
        table="results/timeline/{videos}.tsv",
    log:
        "logs/timeline/{videos}.log",
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=scaled(2500, by_input=6),
        runtime=scaled(15, by_input=0.5),
    params:
        about=about_timeline,
        pictures=shown_pictures,
        code=code(
            "draw_timeline",
            files=["report/timeline/timeline.html", "report/timeline/timeline.css"],
        ),
    message:
        "Drawing the timeline of {wildcards.videos}"
    script:
        "../scripts/draw_timeline.py"
