"""Exercises of chapter 11, translating."""
