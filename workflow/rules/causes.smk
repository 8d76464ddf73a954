# Stage explanation, causes: which action units caused a decision, from counterfactual clips of generated people.
# reads   the weights of results/models/, results/dataset/{dataset}.h5, the splits
# writes  results/causes/basis.h5                      how units displace landmarks, and how they are recovered from them
#         results/causes/amounts.{dataset}.tsv         amount of each unit in each clip, from landmarks alone
#         results/causes/{model}/choice/effects.tsv, explanations.tsv   of the people used to choose a method
#         results/causes/{model}/effects.tsv           true effects of units on decisions, of other people
#         results/causes/{model}/explanations.tsv      estimates by each method
#         results/causes/{model}/interactions.tsv      effects of pairs of units
#         results/causes/{model}/referee.json, .txt    evaluation of the methods, and the chosen one
#         results/causes/{model}/sentences.tsv         explanations in sentences; also sentences.{dataset}.tsv
#         results/causes/{model}/units.tsv             how well units are recovered
#         results/causes/{model}/overview.{method}.*, mean_maps.{emotion}.*   maps with verdicts below them

CAUSES = EXPLANATION["causes"]
CAUSE_SETTINGS = INTERVALS | CAUSES | {"steps": EXPLANATION["maps"]["steps"]}


def choice_file(output):
    """Return a file of the network used to choose the method: that of the first fold."""
    return lambda wildcards: output.format(
        dataset=MAIN_DATASET,
        model=wildcards.model,
        scheme=EXPLANATION["scheme"],
        seed=model_settings(wildcards)["seeds"][0],
        fold=0,
    )


def verdict_file(output):
    """Return a file of the network trained on all clips."""
    return lambda wildcards: output.format(
        trained_on="+".join(trained_on(wildcards)), model=wildcards.model
    )


def all_explained(output):
    """Return a file of every fold's network."""
    return lambda wildcards: fold_files(
        output, wildcards.model, [EXPLANATION["scheme"]], model_settings(wildcards)["seeds"][:1]
    )


rule fit_basis:
    output:
        basis="results/causes/basis.h5",
    log:
        "logs/explanation/causes/basis.log",
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=scaled(3000),
        runtime=scaled(20),
    params:
        settings=CAUSES,
        frames=config["clips"]["frames"],
        code=code("fit_basis"),
    message:
        "Learning how action units displace landmarks"
    script:
        "../scripts/fit_basis.py"


rule read_amounts:
    input:
        basis=rules.fit_basis.output.basis,
        dataset=rules.normalize_landmarks.output.dataset,
    output:
        table="results/causes/amounts.{dataset}.tsv",
    log:
        "logs/explanation/causes/amounts.{dataset}.log",
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1500, by_input=20),
        runtime=scaled(15, by_input=1),
    params:
        code=code("read_amounts"),
    message:
        "Estimating action units from the landmarks of {wildcards.dataset}"
    script:
        "../scripts/read_amounts.py"


rule try_choice:
    input:
        basis=rules.fit_basis.output.basis,
        weights=choice_file(rules.train_fold.output.weights),
        summary=choice_file(rules.train_fold.output.summary),
    output:
        effects="results/causes/{model}/choice/effects.tsv",
        explanations="results/causes/{model}/choice/explanations.tsv",
    log:
        "logs/explanation/{model}/causes.choice.log",
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=scaled(3000),
        runtime=scaled(60),
    params:
        model=model_settings,
        settings=CAUSE_SETTINGS,
        code=network_code("try_choice"),
    message:
        "Running explanations of {wildcards.model} on the choice people"
    script:
        "../scripts/try_choice.py"


rule try_verdict:
    input:
        basis=rules.fit_basis.output.basis,
        weights=verdict_file(rules.train_all.output.weights),
        summary=verdict_file(rules.train_all.output.summary),
        other_weights=choice_file(rules.train_fold.output.weights),
        other_summary=choice_file(rules.train_fold.output.summary),
    output:
        effects="results/causes/{model}/effects.tsv",
        explanations="results/causes/{model}/explanations.tsv",
        interactions="results/causes/{model}/interactions.tsv",
    log:
        "logs/explanation/{model}/causes.verdict.log",
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=scaled(3000),
        runtime=scaled(60),
    params:
        model=model_settings,
        settings=CAUSE_SETTINGS,
        code=network_code("try_verdict"),
    message:
        "Running explanations of {wildcards.model} on the verdict people"
    script:
        "../scripts/try_verdict.py"


rule judge_causes:
    input:
        choice=rules.try_choice.output,
        verdict=[rules.try_verdict.output.effects, rules.try_verdict.output.explanations],
    output:
        referee="results/causes/{model}/referee.json",
        summary="results/causes/{model}/referee.txt",
    log:
        "logs/explanation/{model}/causes.referee.log",
    localrule: True
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1000, by_input=20),
        runtime=scaled(10, by_input=1),
    params:
        settings=INTERVALS,
        about=lambda wildcards: {
            "model": wildcards.model,
            "choice_network": f"trained on {MAIN_DATASET} except its first fold ({EXPLANATION['scheme']})",
            "verdict_network": f"trained on all clips of {' and '.join(trained_on(wildcards))}",
        },
        code=code("judge_causes"),
    message:
        "Evaluating explanations of {wildcards.model}"
    script:
        "../scripts/judge_causes.py"


rule measure_units:
    input:
        basis=rules.fit_basis.output.basis,
        dataset=of_main_dataset(rules.normalize_landmarks.output.dataset),
        effects=rules.try_verdict.output.effects,
        explanations=rules.try_verdict.output.explanations,
        referee=rules.judge_causes.output.referee,
    output:
        table="results/causes/{model}/units.tsv",
    log:
        "logs/explanation/{model}/causes.units.log",
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1500, by_input=20),
        runtime=scaled(15, by_input=1),
    params:
        code=code("measure_units"),
    message:
        "Measuring how well action units are recovered from landmarks"
    script:
        "../scripts/measure_units.py"


rule tell_causes:
    input:
        dataset=of_main_dataset(rules.normalize_landmarks.output.dataset),
        split=of_main_dataset(
            rules.split_folds.output.split.replace("{scheme}", EXPLANATION["scheme"])
        ),
        basis=rules.fit_basis.output.basis,
        referee=rules.judge_causes.output.referee,
        weights=all_explained(rules.train_fold.output.weights),
        summaries=all_explained(rules.train_fold.output.summary),
    output:
        table="results/causes/{model}/sentences.tsv",
    log:
        "logs/explanation/{model}/causes.sentences.log",
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=scaled(2000, by_input=20),
        runtime=scaled(30, by_input=4),
    params:
        model=model_settings,
        settings=CAUSE_SETTINGS,
        code=network_code("tell_causes"),
    message:
        "Explaining the decisions of {wildcards.model}"
    script:
        "../scripts/tell_causes.py"


use rule tell_causes as tell_causes_transfer with:
    input:
        dataset=rules.normalize_landmarks.output.dataset,
        basis=rules.fit_basis.output.basis,
        referee=rules.judge_causes.output.referee,
        weights=of_trained(rules.train_all.output.weights),
        summaries=of_trained(rules.train_all.output.summary),
    output:
        table="results/causes/{model}/sentences.{dataset}.tsv",
    log:
        "logs/explanation/{model}/causes.sentences.{dataset}.log",
    message:
        "Explaining the decisions of {wildcards.model} on {wildcards.dataset}"


rule draw_judged_overview:
    input:
        dataset=of_main_dataset(rules.normalize_landmarks.output.dataset),
        sequences=of_main_dataset(rules.filter_sequences.output.table),
        maps=rules.merge_cam.output.maps,
        checks=rules.check_cam.output.checks,
        referee=rules.judge_causes.output.referee,
        timing=timing_source,
        tables=AU_TABLES,
    output:
        judged_figure("overview.{method}", "causes_overview", "maps with verdicts, {method}"),
    log:
        "logs/explanation/{model}/causes.overview.{method}.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1500, by_input=1),
        runtime=scaled(15, by_input=0.5),
    params:
        shown=shown_faces,
        code=code("draw_judged_overview"),
    message:
        "Drawing maps of {wildcards.model} by {wildcards.method} with verdicts"
    script:
        "../scripts/draw_judged_overview.py"


rule draw_mean_maps:
    input:
        maps=rules.merge_cam.output.maps,
        checks=rules.check_cam.output.checks,
        referee=rules.judge_causes.output.referee,
    output:
        judged_figure(
            "mean_maps.{emotion}", "causes_mean_maps", "mean maps with verdicts, {emotion}"
        ),
    log:
        "logs/explanation/{model}/causes.mean_maps.{emotion}.log",
    wildcard_constraints:
        emotion="|".join(CLASSES),
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1500, by_input=1),
        runtime=scaled(15, by_input=0.5),
    params:
        code=code("draw_mean_maps"),
    message:
        "Drawing the mean maps of {wildcards.model} for {wildcards.emotion} with verdicts"
    script:
        "../scripts/draw_mean_maps.py"
