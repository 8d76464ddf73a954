"""Draw a model's layers, confusion matrix, scores, training and reliability (draw_figures)."""

from facemotion.figures.architecture import draw_architecture
from facemotion.figures.confusion import draw_confusion
from facemotion.figures.per_class import class_scores, draw_per_class
from facemotion.figures.reliability import draw_reliability
from facemotion.figures.style import save_figure
from facemotion.figures.tables import save_table
from facemotion.figures.training import draw_training, read_histories
from facemotion.files.json_file import read_json
from job import run


def main(smk):
    result, out = read_json(smk.input.result, "cv"), smk.output
    save_figure(draw_architecture(result), *out.architecture)
    save_figure(draw_confusion(result), *out.confusion)
    save_figure(draw_per_class(result), *out.per_class)
    save_figure(draw_training(read_histories(smk.input.histories), result["model"]), *out.training)
    save_figure(draw_reliability(result), *out.reliability)
    caption = (
        f"Per-class precision, recall and F1 of {result['model']}, with intervals over subjects."
    )
    save_table(class_scores(result), *out.table, caption)


if "snakemake" in globals():
    run(main, snakemake)
