"""What we conclude from answers: points, the next question, the verdict, what flips it."""
