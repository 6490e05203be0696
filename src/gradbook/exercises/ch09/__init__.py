"""Exercises of chapter 09, attention from first principles."""
