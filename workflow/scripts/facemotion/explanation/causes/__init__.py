"""Which action units caused a decision: counterfactual clips, and what judges explanations by them."""
