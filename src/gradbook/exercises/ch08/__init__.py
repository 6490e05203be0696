"""Exercises of chapter 08, CIFAR-10."""
