"""Exercises of chapter 13, Drawing with a GAN."""
