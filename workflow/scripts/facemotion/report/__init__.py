"""One page that holds the results and an explorer of the clips, without network or server."""
