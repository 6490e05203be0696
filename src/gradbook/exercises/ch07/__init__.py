"""Exercises of chapter 07, generalization."""
