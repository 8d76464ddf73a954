"""Long videos: which expression began, peaked and ended when (stage `spotting`)."""
