"""The paper's numbers beside ours: where classes, frames and the kind of dataset agree."""


def paper_beside(paper: dict, dataset: dict) -> dict:
    """Give what the paper says of a dataset like this one; {} if the two are not alike.

    Parameters
    ----------
    paper
        `workflow/resources/paper.json`.
    dataset
        What a result was made of: `paper`, the paper's dataset that it can stand beside, `classes`
        and `frames`.
    """
    same = dataset["frames"] == paper["frames"] and dataset["classes"] == paper["classes"]
    return paper["datasets"].get(dataset["paper"], {}) if same else {}


def network_figures(paper: dict, dataset: dict, network: str) -> dict:
    """Give the paper's figures for a network on such a dataset, with their source; {} without."""
    figures = paper_beside(paper, dataset).get("networks", {}).get(network)
    return {"source": paper["source"], **figures} if figures else {}
