"""Cost of training, from a few short trainings on a clock that can be read on paper."""

import pytest

from facemotion.models.cost import _time_training


class Work:
    """Trainings that take 5 seconds and 2 for each epoch, and longer when disturbed."""

    def __init__(self, disturbances: list[float]):
        self.now, self.disturbances, self.epochs = 0.0, disturbances, []

    def clock(self) -> float:
        return self.now

    def fit(self, settings: dict) -> tuple[str, None]:
        epochs = settings.get("epochs", 0)
        self.epochs.append(epochs)
        self.now += 5 + 2 * epochs + self.disturbances[len(self.epochs) - 1]
        return f"network of {epochs} epochs", None


@pytest.mark.parametrize("disturbances", [[0] * 6, [9, 0, 4, 7, 3, 0]])
def test_a_training_is_extrapolated_from_the_fastest_short_ones(disturbances):
    work = Work(disturbances)
    settings = {"learning_rate": 0.1, "epochs": 100}
    seconds, network = _time_training(work.fit, settings, work.clock)
    assert seconds == pytest.approx(5 + 2 * 100)
    assert (work.epochs, network) == ([1, 1, 1, 3, 3, 3], "network of 3 epochs")


def test_a_model_without_epochs_is_trained_whole():
    work = Work([9, 0, 4])
    assert _time_training(work.fit, {}, work.clock) == (5, "network of 0 epochs")
