"""Exercises of chapter 03, gradient descent and its relatives."""
