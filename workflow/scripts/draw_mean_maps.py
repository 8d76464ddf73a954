"""Draw the mean maps of every method with their scores by the referee (rule draw_mean_maps)."""

from facemotion.explanation.maps import open_maps
from facemotion.explanation.verdicts import failed_checks
from facemotion.figures.judged import draw_mean_maps
from facemotion.figures.style import save_figure
from facemotion.files.json_file import read_json
from job import run


def main(smk):
    checks, found = read_json(smk.input.checks, "checks"), read_json(smk.input.referee, "referee")
    with open_maps(smk.input.maps) as maps:
        failed = {name: failed_checks(checks, name) for name in map(str, maps.method)}
        save_figure(draw_mean_maps(maps, smk.wildcards.emotion, failed, found), *smk.output)


if "snakemake" in globals():
    run(main, snakemake)
