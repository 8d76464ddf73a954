# Results shown in Snakemake's own report, by category and with captions: functions, no rules.


def captioned(path, caption, category, title, of):
    """Mark an output for the report; the caption is in workflow/report/."""
    return report(
        path,
        caption=f"../report/{caption}.rst",
        category=category,
        labels={"shows": title, "of": of},
    )


def figure(name, category, title):
    """Return the files of a figure; the report shows the .svg."""
    stem, path = f"results/figures/{name}", Path(name)
    of = "all models" if str(path.parent) == "." else str(path.parent)
    return [captioned(f"{stem}.svg", path.name, category, title, of), f"{stem}.pdf", f"{stem}.png"]


def summary(path):
    """Mark a text summary for the report."""
    of = Path(path).stem.replace("_cv", "")
    return captioned(path, "summary", "Models", "scores", of)


def explained(path, caption, title):
    """Mark a figure about a model's maps for the report."""
    return captioned(path, caption, "Explanation", title, "{model}")


def judged_figure(name, caption, title):
    """Return the files of a figure of maps with the referee's verdicts."""
    stem = f"results/causes/{{model}}/{name}"
    return [explained(f"{stem}.svg", caption, title), f"{stem}.pdf", f"{stem}.png"]


def page(path, of="{model}"):
    """Mark the page of a model for the report."""
    return captioned(path, "report", "Page", "results and explorer", of)
