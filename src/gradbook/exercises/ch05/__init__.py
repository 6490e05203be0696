"""Exercises of chapter 05, MNIST with a multilayer perceptron."""
