"""Results as text, for the end of a run."""

from facemotion.evaluation.bootstrap import NO_WIDTH
from facemotion.evaluation.input_text import describe_input
from facemotion.sequences.filtering import format_flow


def format_summary(result: dict) -> str:
    """Lay a cross-validation result out in the form of the paper's Table II.

    Parameters
    ----------
    result
        From `facemotion.evaluation.cross_validation.cross_validate`.
    """
    paper, settings = result["paper"], result["protocol"]["settings"]
    lines = [
        f"{result['model']} on {_data(result['dataset'])}",
        _training(settings),
        "",
        format_flow(result["flow"]),
        "",
        *_class_table(result),
        "",
        *_scheme_table(result),
        "",
        *_leakage_lines(result["schemes"]),
        *_seed_lines(result["schemes"]),
        *_training_lines(result["schemes"]),
        *_calibration_lines(result["schemes"]),
        f"Trainable parameters: {result['parameters']:,}"
        + (f" (paper: {paper['parameters']:,})" if "parameters" in paper else ""),
        *(f"Note: {note}" for note in (NO_WIDTH, *paper.get("notes", ()))),
    ]
    return "\n".join(lines) + "\n"


def format_transfer(result: dict) -> str:
    """Lay out the result of a model on another dataset.

    Parameters
    ----------
    result
        From `facemotion.evaluation.transfer.evaluate_transfer`.
    """
    samples = result["samples"]
    sources = ", ".join(f"{n} {kind}" for kind, n in result["label_sources"].items())
    lines = [
        f"{result['model']}, trained on {_data(result['trained_on'])},",
        f"tested on {_data(result['dataset'])}",
        _training(result["settings"]),
        "",
        format_flow(result["flow"]),
        f"labels from: {sources}",
        *_trained_too(result["in_training"]),
        "",
        *_confusion_table(result["all_clips"]["confusion"]),
        "",
        _score_head(result["confidence"]),
        _score_row("all clips", result["all_clips"]),
        *(_score_row("no neutral", result[k]) for k in ("without_neutral",) if k in result),
        _score_row(f"first sample of {samples['first']['clips']}", samples["first"]),
        "",
        _spread_sentence(samples),
        *(f"Note: {note}" for note in (result["note"], *result["paper"].get("notes", ()))),
    ]
    return "\n".join(lines) + "\n"


def _trained_too(clips: int) -> list[str]:
    return [f"not scored: {clips} clips with frames the network was trained on"] * (clips > 0)


def _data(dataset: dict) -> str:
    demo = " (rendered demo faces)" if dataset["rendered"] else ""
    return f"{dataset['name']}: {dataset['path']}{demo}"


def _training(settings: dict) -> str:
    words = f"network {settings['network']}, input {describe_input(settings)}"
    if "epochs" in settings:
        words += f", {settings['epochs']} epochs, batch size {settings['batch_size']}"
    return words


def _leakage_lines(schemes: dict) -> list[str]:
    """Count the test clips whose subject, or whose sequence, is also in training."""
    leakages = {name: scheme["leakage"] for name, scheme in schemes.items()}
    shared = [
        f"{name}: of {leak['test_clips']} test clips, {leak['subject_in_training']} have their "
        f"subject in training and {leak['sequence_in_training']} their source sequence; of "
        f"{leak['test_frames']} test frames, {leak['shared_frames']} are in training"
        for name, leak in leakages.items()
    ]
    untrained = [
        f"{name}: {leak['untrained_class']} test clips belong to a class without training clips in "
        "their fold, because it has too few subjects; they can only be wrong"
        + _left_out(schemes[name]["not_averaged"])
        for name, leak in leakages.items()
        if leak["untrained_class"]
    ]
    unknown = [
        f"{name}: the subject of {leak['unknown_subject']} of {leak['test_clips']} test clips is "
        "unknown and may be in training too; the intervals treat each of these clips as a separate "
        "subject"
        for name, leak in leakages.items()
        if leak["unknown_subject"]
    ]
    return shared + untrained + unknown


def _left_out(classes: list[str]) -> str:
    return f", and UAR and macro-F1 exclude {', '.join(classes)}" if classes else ""


def _seed_lines(schemes: dict) -> list[str]:
    """Describe the spread of accuracy over training seeds, if there are several."""
    return [
        f"{name}: accuracy over {len(seeds['seeds'])} seeds: {seeds['mean']:.1%} "
        f"(sd {seeds['sd']:.1%}): " + ", ".join(f"{value:.1%}" for value in seeds["accuracies"])
        for name, seeds in ((name, scheme["seeds"]) for name, scheme in schemes.items())
        if len(seeds["seeds"]) > 1
    ]


def _training_lines(schemes: dict) -> list[str]:
    """State where training has not settled."""
    return [
        f"{name}: training has not settled in {len(falls)} of {len(scheme['folds'])} folds; their "
        f"loss was still falling by up to {max(falls):.3f}. Raise epochs before concluding that "
        "this model is worse"
        for name, scheme in schemes.items()
        if (falls := [fold["final_fall"] for fold in scheme["folds"] if not fold["settled"]])
    ]


def _calibration_lines(schemes: dict) -> list[str]:
    return [
        f"{name}: expected calibration error {found['raw']['error']:.3f}, or "
        f"{found['calibrated']['error']:.3f} with temperatures fitted on the other folds "
        f"({min(found['temperatures']):.2f} to {max(found['temperatures']):.2f})"
        for name, found in ((name, scheme["calibration"]) for name, scheme in schemes.items())
        if found
    ]


def _confusion_table(confusion: dict) -> list[str]:
    head = f"{'true / predicted':18}" + "".join(f"{name:>9}" for name in confusion["columns"])
    rows = confusion["rows"].items()
    return [head, *(f"{name:18}" + "".join(f"{n:9}" for n in row) for name, row in rows)]


def _spread_sentence(samples: dict) -> str:
    accuracy, f1 = samples["spread"]["accuracy"], samples["spread"]["macro_f1"]
    correct, clips = samples["spread"]["correct"], samples["spread"]["clips"]
    return (
        f"{samples['draws']} samples of {samples['clips_per_class']} clips per class: accuracy "
        f"{accuracy['mean']:.1%} (sd {accuracy['sd']:.1%}, {accuracy['min']:.1%} to "
        f"{accuracy['max']:.1%}), true positives {correct['mean']:.1f} of {clips['mean']:.0f}, "
        f"macro-F1 {f1['mean']:.3f} (sd {f1['sd']:.3f})"
    )


def _class_table(result: dict) -> list[str]:
    """Per-class precision, recall and F1, a column group per scheme and the paper's last."""
    schemes = result["schemes"]
    paper = result["paper"].get("per_class", {})
    columns = [*schemes, "paper"] if paper else [*schemes]
    lines = [
        " " * 10 + "".join(f"{name:^25}" for name in columns).rstrip(),
        f"{'':10}" + "".join(f"{'prec.':>8}{'recall':>8}{'F1':>6}   " for _ in columns).rstrip(),
    ]
    for emotion in result["dataset"]["classes"]:
        cells = [schemes[name]["all_classes"]["per_class"][emotion] for name in schemes]
        if not any(cell["clips"] for cell in cells):
            continue  # not tested; zeros would look like failures
        cells += [paper[emotion]] if paper else []
        lines.append(
            f"{emotion:10}"
            + "".join(
                f"{c['precision']:8.2f}{c['recall']:8.2f}{c['f1']:6.2f}   " for c in cells
            ).rstrip()
        )
    return lines


def _scheme_table(result: dict) -> list[str]:
    """Accuracy by scheme with its interval: with neutral, without, and with living neutral."""
    lines = [_score_head(result["protocol"]["confidence"])]
    for name, scheme in result["schemes"].items():
        lines.append(_score_row(f"{name}, all classes", scheme["all_classes"]))
        for key, words in (("without_neutral", "no neutral"), ("living_neutral", "living neutral")):
            if key in scheme:
                lines.append(_score_row(f"{name}, {words}", scheme[key]))
    if "accuracy" in result["paper"]:
        lines.append(f"{'paper':26}{result['paper']['accuracy']:8.2%}")
    return lines


def _score_head(confidence: float) -> str:
    interval = f"{confidence:.0%} interval"
    return f"{'':26}accuracy  {interval:17}{'correct':>7}{'UAR':>8}{'macro-F1':>10}  {interval}"


def _score_row(title: str, score: dict) -> str:
    """Format a score; one without intervals (a small sample) has dashes."""
    accuracy, f1 = f"{'-':>15}", ""
    if "accuracy_interval" in score:
        accuracy = "{:6.1%} - {:6.1%}".format(*score["accuracy_interval"])
        f1 = "  {:.3f} - {:.3f}".format(*score["macro_f1_interval"])
    correct = f"{score['correct']}/{score['clips']}"
    return (
        f"{title:26}{score['accuracy']:8.1%}  {accuracy}{correct:>11}"
        f"{score['uar']:>8.3f}{score['macro_f1']:>10.3f}{f1}"
    )
