"""Exercises of chapter 02, loss functions."""
