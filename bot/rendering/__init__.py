"""Values → what a surface shows. Words are chosen in `phrases`, once, for all surfaces."""
