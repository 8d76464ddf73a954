# facemotion: from face-image sequences to cross-validated emotion classifiers.
# Stages, in the order of the data flow; each is one file in workflow/rules/ and one key in
# config.yaml.
from pathlib import Path

from snakemake.utils import min_version

min_version("9.0")


report: "workflow/report/workflow.rst"


include: "workflow/rules/common.smk"
include: "workflow/rules/common_results.smk"
include: "workflow/rules/common_videos.smk"
include: "workflow/rules/resources.smk"
include: "workflow/rules/captions.smk"
include: "workflow/rules/demo.smk"
include: "workflow/rules/sequences.smk"
include: "workflow/rules/clips.smk"
include: "workflow/rules/landmarks.smk"
include: "workflow/rules/dataset.smk"
include: "workflow/rules/splits.smk"
include: "workflow/rules/models.smk"
include: "workflow/rules/evaluation.smk"
include: "workflow/rules/explanation.smk"
include: "workflow/rules/causes.smk"
include: "workflow/rules/spotting.smk"
include: "workflow/rules/timeline.smk"
include: "workflow/rules/report.smk"


rule all:
    default_target: True
    input:
        "results/tcn_cv.json",


onstart:
    stop_on_error(require_writable, Path("results"))


onsuccess:
    print_notices(failed=False)
    stop_on_error(write_results_manifest)
    print_summaries()


onerror:
    print_notices(failed=True)
