"""Reviews: what they freeze, how they are run, what is decided, done and told of them."""
