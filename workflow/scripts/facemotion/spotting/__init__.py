"""Long videos: when each expression began, peaked and ended (stage `spotting`)."""
