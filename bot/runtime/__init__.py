"""What runs the pure core: one delivery, one atomic unit; what was committed is posted."""
