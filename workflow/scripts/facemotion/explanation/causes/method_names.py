"""Names of methods that explain by units, and of baselines; maps have their own names."""

UNIT_REMOVAL, UNIT_GRADIENTS = "unit_removal", "unit_gradients"
FLOORS = MOTION, RANDOM = "motion", "random"
REFERENCES = EXACT_AMOUNTS, RETEST, OTHER_NETWORK = "exact_amounts", "retest", "other_network"
CLASS_MEAN = "class_mean"
