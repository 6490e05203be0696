"""Exercises of chapter 06, Convolutional networks on MNIST."""
