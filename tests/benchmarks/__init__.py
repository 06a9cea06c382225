"""Speed and size beside an honest peer, measured in one run; never a timed assertion."""
