"""Draw what a dataset is: lengths, class counts, landmarks (rule draw_data)."""

from facemotion.dataset.contract import read_dataset
from facemotion.evaluation.flow import add_clips
from facemotion.figures.data import class_counts, draw_class_counts, draw_frame_counts
from facemotion.figures.skeleton import draw_skeleton
from facemotion.figures.style import save_figure
from facemotion.figures.tables import save_table
from facemotion.files.atomic import read_json, read_table
from facemotion.sequences.table import read_sequences
from job import run


def main(smk):
    name, out = smk.params.dataset["name"], smk.output
    flow = add_clips(read_json(smk.input.flow), read_table(smk.input.clips, []))
    counts = class_counts(flow, smk.params.paper)
    same_data = not smk.params.dataset["rendered"]
    save_figure(draw_frame_counts(read_sequences(smk.input.sequences), name), *out.frames)
    save_figure(draw_class_counts(counts, name, same_data), *out.classes)
    save_figure(draw_skeleton(read_dataset(smk.input.dataset), name), *out.skeleton)
    save_table(counts, *out.table, f"Sequences and clips of {name} by class.")


if "snakemake" in globals():
    run(main, snakemake)
