"""Exercises of chapter 04, backpropagation from scratch."""
