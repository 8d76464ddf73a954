"""List long videos and their annotated intervals (rule list_videos)."""

from facemotion.files.tsv import write_table
from facemotion.spotting.readers import load_video_reader
from facemotion.spotting.truth import Rules, make_truth
from facemotion.spotting.videos import last_frames, make_videos
from job import run


def main(smk):
    reader, path = load_video_reader(smk.params.reader), smk.input.path
    videos = make_videos(reader.list_videos(path, smk.params.fps), path)
    annotations = reader.read_truth(path, smk.params.labels)
    truth = make_truth(annotations, Rules(**smk.params.rules), last_frames(videos))
    write_table(videos, smk.output.videos)
    write_table(truth, smk.output.truth)


if "snakemake" in globals():
    run(main, snakemake)
