"""What we know: questions, comparisons, and the library that holds them."""
