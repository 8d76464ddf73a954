"""Describe a dataset: sequence lengths, class counts, landmarks (rule draw_data)."""

from facemotion.dataset.contract import read_dataset
from facemotion.dataset.table import read_clip_table
from facemotion.evaluation.flow import add_clips
from facemotion.evaluation.paper import paper_beside
from facemotion.figures.data import class_counts, draw_class_counts, draw_frame_counts
from facemotion.figures.skeleton import draw_skeleton
from facemotion.figures.style import save_figure
from facemotion.figures.tables import save_table
from facemotion.files.json_file import read_json
from facemotion.sequences.table import read_sequences
from job import run


def main(smk):
    clips, out = read_dataset(smk.input.dataset), smk.output
    name, table = clips.dataset, read_clip_table(smk.input.clips)
    flow = add_clips(read_json(smk.input.flow, "flow"), table, clips.classes)
    about = {"paper": smk.params.beside, **clips.describe()}
    paper = paper_beside(smk.params.paper, about).get("table_i", {})
    counts = class_counts(flow, clips.classes, paper)
    save_figure(draw_frame_counts(read_sequences(smk.input.sequences), name), *out.frames)
    save_figure(draw_class_counts(counts, name, not clips.rendered), *out.classes)
    save_figure(draw_skeleton(clips, name), *out.skeleton)
    save_table(counts, *out.table, f"Sequences and clips of {name}, by class.")


if "snakemake" in globals():
    run(main, snakemake)
