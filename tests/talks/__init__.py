"""Transcripts as the specification of the talk: one form, played at every level."""
