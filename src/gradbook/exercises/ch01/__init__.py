"""Exercises of chapter 01, activation functions."""
