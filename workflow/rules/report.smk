# Stage report: figures, tables and the page.
# reads   results/sequences/{dataset}.*, results/dataset/{dataset}.*, results/{model}_cv.json, histories
# writes  results/figures/{dataset}/   sequence lengths, class counts (also as table), landmarks and
#                                      their quality; on request the agreement of two backends
#         results/figures/{model}/     confusion, per-class scores (also as table), training, reliability
#         results/table_iii.tsv, .tex, results/figures/table_iii.*  the paper's Table III: its systems and all other
#         models, trained by one rule and as published, with the numbers quoted by the paper and cost; trains all models
#
# Figures are .svg, .pdf and .png, tables .tsv and .tex.

from facemotion.explanation.causes.possible import why_not

# The page's template, which is not reached by imports.
TEMPLATE = sorted(f"report/page/{file.name}" for file in (LIBRARY.parent / "report/page").iterdir())


def main_histories(wildcards):
    """Return the training histories of a result's first seed, the scored one."""
    return fold_files(
        rules.train_fold.output.history,
        wildcards.model,
        config["evaluation"]["schemes"],
        config["models"][wildcards.model]["seeds"][:1],
    )


def compared_transfers(wildcards):
    """Return the results of the paper's networks on its other datasets."""
    paper = [d.name for d in DATASETS.values() if d.paper and d.name != MAIN_DATASET]
    models = [m for m in COMPARED if m in PAPER["datasets"]["ckplus"]["networks"]]
    return expand(rules.evaluate_transfer.output.result, model=models, dataset=paper)


PUBLISHED = {m: other for m, other in config["evaluation"]["as_published"].items() if m in COMPARED}


def of_report(output):
    """Return the file of the main dataset, for the model in a page's name or the configured one."""
    path = of_main_dataset(str(output))
    return lambda wildcards: path.replace(
        "{model}", wildcards.get("model", config["report"]["model"])
    )


def why_no_causes(wildcards):
    """Return why the page has no causes; "" if it has them."""
    if not config["report"]["causes"]:
        return "report.causes is false in the config."
    model = wildcards.get("model", config["report"]["model"])
    return why_not(model, config["models"][model], CLASSES)


def if_causes(path):
    """Return a file of causes, for models whose decisions can be explained by action units."""
    return lambda wildcards: [] if why_no_causes(wildcards) else path(wildcards)


rule draw_data:
    input:
        sequences=rules.filter_sequences.output.table,
        flow=rules.filter_sequences.output.flow,
        clips=rules.normalize_landmarks.output.table,
        dataset=rules.normalize_landmarks.output.dataset,
    output:
        frames=figure("{dataset}/frames_per_sequence", "Data", "sequence lengths"),
        classes=figure("{dataset}/class_counts", "Data", "class counts"),
        skeleton=figure("{dataset}/skeleton", "Data", "landmarks"),
        table=multiext("results/figures/{dataset}/class_counts", ".tsv", ".tex"),
    log:
        "logs/report/{dataset}.figures.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1500, by_input=20),
        runtime=scaled(15, by_input=0.5),
    params:
        paper=PAPER,
        beside=lambda wildcards: dataset_of(wildcards).paper,
        code=code("draw_data"),
    message:
        "Drawing figures of the data of {wildcards.dataset}"
    script:
        "../scripts/draw_data.py"


rule draw_quality:
    input:
        quality=rules.measure_quality.output[0],
    output:
        figure("{dataset}/quality", "Data", "landmark quality"),
    log:
        "logs/report/{dataset}.quality.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1500),
        runtime=scaled(15),
    params:
        code=code("draw_quality"),
    message:
        "Drawing landmark quality of {wildcards.dataset}"
    script:
        "../scripts/draw_quality.py"


rule draw_agreement:
    input:
        agreement=rules.compare_backends.output[0],
    output:
        figure("{dataset}/agreement", "Data", "agreement of two landmark backends"),
    log:
        "logs/report/{dataset}.agreement.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1500),
        runtime=scaled(15),
    params:
        code=code("draw_agreement"),
    message:
        "Drawing the agreement of two landmark backends on {wildcards.dataset}"
    script:
        "../scripts/draw_agreement.py"


rule draw_figures:
    input:
        result=rules.cross_validate.output.result,
        histories=main_histories,
    output:
        architecture=figure("{model}/architecture", "Models", "architecture"),
        confusion=figure("{model}/confusion", "Models", "confusion matrices"),
        per_class=figure("{model}/per_class", "Models", "per-class scores"),
        training=figure("{model}/training", "Models", "training"),
        reliability=figure("{model}/reliability", "Models", "reliability diagram"),
        table=multiext("results/figures/{model}/per_class", ".tsv", ".tex"),
    log:
        "logs/report/{model}.figures.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1500, by_input=20),
        runtime=scaled(15, by_input=0.5),
    params:
        code=code("draw_figures"),
    message:
        "Drawing figures of the results of {wildcards.model}"
    script:
        "../scripts/draw_figures.py"


rule draw_table_iii:
    input:
        comparison=rules.compare_models.output.result,
        transfers=compared_transfers,
        published=expand(rules.cross_validate.output.result, model=PUBLISHED.values()),
    output:
        figure=figure("table_iii", "Models", "comparison with the paper"),
        table=multiext("results/table_iii", ".tsv", ".tex"),
    log:
        "logs/report/table_iii.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1500, by_input=20),
        runtime=scaled(15, by_input=0.5),
    params:
        published=[*PUBLISHED],
        crop=lookup(within=config, dpath="dataset/frames/crop"),
        code=code("draw_table_iii"),
    message:
        "Drawing all models with the paper's Table III"
    script:
        "../scripts/draw_table_iii.py"


rule build_report:
    input:
        result=of_report(rules.cross_validate.output.result),
        sequences=of_report(rules.filter_sequences.output.table),
        clips=of_report(rules.normalize_landmarks.output.table),
        dataset=of_report(rules.normalize_landmarks.output.dataset),
        landmarks=of_report(rules.measure_quality.output[0]),
        maps=of_report(rules.merge_cam.output.maps),
        checks=of_report(rules.check_cam.output.checks),
        scores=of_report(rules.score_cam.output.scores),
        referee=if_causes(of_report(rules.judge_causes.output.referee)),
        sentences=if_causes(of_report(rules.tell_causes.output.table)),
        units=if_causes(of_report(rules.measure_units.output.table)),
        timing=timing_source,
        tables=AU_TABLES,
        frames=of_report(rules.draw_data.output.frames[0]),
        classes=of_report(rules.draw_data.output.classes[0]),
        skeleton=of_report(rules.draw_data.output.skeleton[0]),
        quality=of_report(rules.draw_quality.output[0]),
        confusion=of_report(rules.draw_figures.output.confusion[0]),
        per_class=of_report(rules.draw_figures.output.per_class[0]),
        training=of_report(rules.draw_figures.output.training[0]),
        reliability=of_report(rules.draw_figures.output.reliability[0]),
    output:
        page("results/report.{model}.html"),
    log:
        "logs/report/{model}.page.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1500, by_input=1),
        runtime=scaled(15, by_input=0.5),
    params:
        figures=[
            "frames",
            "classes",
            "skeleton",
            "quality",
            "confusion",
            "per_class",
            "training",
            "reliability",
        ],
        shown=shown_faces,
        why_no_causes=why_no_causes,
        settings=lookup(within=config, dpath="report/pictures"),
        code=code("build_report", files=TEMPLATE),
    message:
        "Building the page of {wildcards.model}"
    script:
        "../scripts/build_report.py"


use rule build_report as build_report_by_default with:
    output:
        page("results/report.html", of=config["report"]["model"]),
    log:
        "logs/report/page.log",
    message:
        "Building results/report.html"
