"""What a knowledge author uses."""
