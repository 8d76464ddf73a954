"""Paired tests: two models, or a map and a baseline, on the same clips."""

import numpy as np

FLIPS = 20_000  # the least p is 5e-5, which can pass among hundreds
BATCH = 1000  # flips at a time, which bounds memory


def subject_test(differences: np.ndarray, subjects: np.ndarray, seed: int) -> np.ndarray:
    """Test whether the sum of differences is zero, by exchanging subjects.

    If two things are equally good, they can be exchanged for any subject: the sign of all of a
    subject's differences is then a toss of a fair coin. This is the permutation test of paired
    samples, with subjects as what is exchanged, since clips of one person are not independent.

    Parameters
    ----------
    differences
        (N, K), K comparisons on N clips; NaN is left out.
    subjects
        Subject of each clip.
    seed
        Seed of the coin tosses.

    Returns
    -------
    ndarray, shape (K,)
        Two-sided p of each sum; NaN without a difference to test.
    """
    names, member = np.unique(np.asarray(subjects, str), return_inverse=True)
    sums = np.zeros((len(names), differences.shape[1]))
    np.add.at(sums, member, np.nan_to_num(differences))
    found = np.abs(sums.sum(axis=0)) * (1 - 1e-9)  # sums in another order differ in the last digit
    rng = np.random.default_rng(seed)
    as_far = np.zeros(len(found), int)
    for _ in range(FLIPS // BATCH):
        signs = 2.0 * rng.integers(2, size=(BATCH, len(names))) - 1
        as_far += (np.abs(signs @ sums) >= found).sum(axis=0)
    known = ~np.isnan(differences).all(axis=0)
    return np.where(known, (1 + as_far) / (1 + FLIPS), np.nan)


def holm(p_values: list[float]) -> list[float]:
    """Adjust p-values for their number, so that any false alarm is as rare as p says (Holm 1979).

    The smallest of m is multiplied by m, the next by m - 1, and so on; none falls below one
    before it, none exceeds 1.
    """
    p = np.asarray(p_values, float)
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(stepped, 1)
    return adjusted.tolist()
