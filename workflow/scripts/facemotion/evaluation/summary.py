"""A result as text, in the form of the paper's Table II."""

from facemotion.sequences.filtering import format_flow


def format_summary(result: dict) -> str:
    """Lay a cross-validation result out for the terminal.

    Parameters
    ----------
    result
        What `facemotion.evaluation.cross_validation.cross_validate` gives.
    """
    dataset = result["dataset"]
    demo = " (rendered demo faces)" if dataset["rendered"] else ""
    lines = [
        f"{result['model']} on {dataset['name']}: {dataset['path']}{demo}",
        "",
        format_flow(result["flow"]).rstrip(),
        "",
        *_class_table(result),
        "",
        *_scheme_table(result),
        "",
        f"Trainable parameters: {result['parameters']:,} (paper: "
        f"{result['paper']['parameters']:,})",
        *(f"Note: {note}" for note in result["paper"]["notes"]),
    ]
    return "\n".join(lines) + "\n"


def _class_table(result: dict) -> list[str]:
    """Precision, recall and F1 a class, schemes side by side and the paper's last."""
    schemes = result["schemes"]
    columns = [*schemes, "paper"]
    lines = [
        " " * 10 + "".join(f"{name:^25}" for name in columns).rstrip(),
        f"{'':10}" + "".join(f"{'prec.':>8}{'recall':>8}{'F1':>6}   " for _ in columns).rstrip(),
    ]
    for emotion, paper in result["paper"]["per_class"].items():
        cells = [schemes[name]["all_classes"]["per_class"][emotion] for name in schemes]
        cells.append(paper)
        lines.append(
            f"{emotion:10}"
            + "".join(
                f"{c['precision']:8.2f}{c['recall']:8.2f}{c['f1']:6.2f}   " for c in cells
            ).rstrip()
        )
    return lines


def _scheme_table(result: dict) -> list[str]:
    """Accuracy with its interval for every scheme, with and without the neutral class."""
    percent = round(100 * result["protocol"]["confidence"])
    lines = [f"{'':26}accuracy  {percent} % interval   correct   macro-F1"]
    for name, scheme in result["schemes"].items():
        for title, key in (("all classes", "all_classes"), ("no neutral", "without_neutral")):
            score = scheme[key]
            low, high = score["accuracy_interval"]
            correct = f"{score['correct']}/{score['clips']}"
            lines.append(
                f"{name + ', ' + title:26}{score['accuracy']:8.1%}  {low:6.1%} - {high:6.1%}"
                f"{correct:>11}{score['macro_f1']:>9.3f}"
            )
    lines.append(f"{'paper':26}{result['paper']['accuracy']:8.2%}")
    return lines
