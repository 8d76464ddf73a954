"""The paper's numbers for comparison, if classes, frames and the kind of dataset match."""


def paper_beside(paper: dict, dataset: dict) -> dict:
    """Return the paper's figures for such a dataset; {} if the two do not match.

    Parameters
    ----------
    paper
        `workflow/resources/paper.json`.
    dataset
        Dataset of the result: `paper`, the paper's dataset to compare it with, `classes` and
        `frames`.
    """
    same = dataset["frames"] == paper["frames"] and dataset["classes"] == paper["classes"]
    return paper["datasets"].get(dataset["paper"], {}) if same else {}


def network_figures(paper: dict, dataset: dict, network: str) -> dict:
    """Return the paper's figures for a network on such a dataset, with their source; {} without."""
    figures = paper_beside(paper, dataset).get("networks", {}).get(network)
    return {"source": paper["source"], **figures} if figures else {}
