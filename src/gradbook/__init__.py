"""The package that the chapters of Gradbook import: data, plots, claims and exercises."""
