"""Which landmark spoke when for which emotion, and can that be believed (stage `explanation`)."""
