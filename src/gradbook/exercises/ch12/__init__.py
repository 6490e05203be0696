"""Exercises of chapter 12, Writing with an LSTM."""
