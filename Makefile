# Every target works from a fresh clone: it makes .venv and installs what it needs first.
# CH=05 limits notebooks, text, test, bench and test-gpu to one chapter; PYTHON=... names the Python.

.DEFAULT_GOAL := help
.PHONY: help book test notebooks text lab serve pdf epub bench test-gpu lint lock clean book-env run-env
CH ?=
RUN := .venv/bin/python
CHAPTERS := $(RUN) tools/chapters.py

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

book: book-env  ## build the website into _build/html from the executed notebooks
	@rm -rf _build/html
	.venv/bin/jupyter-book build . --all -W -n --keep-going -q

test: run-env  ## lint, types, unit tests, notebook tests and site tests; CH=05: one notebook only
ifeq ($(CH),)
	@$(MAKE) --no-print-directory lint
	$(RUN) -m pytest -n auto tests/unit
endif
	$(RUN) tools/test_notebooks.py $(CH)
ifeq ($(CH),)
	$(RUN) -m pytest tests/site
endif

notebooks: run-env  ## derive the notebooks whose text changed, and run them
	$(CHAPTERS) run $(CH)

text: run-env  ## write a notebook that you edited in Jupyter back to its text (needs CH=05)
	$(CHAPTERS) text $(CH)

lab: run-env  ## open the notebooks in JupyterLab
	$(RUN) -m jupyter lab notebooks

serve: book  ## build the website and show it on http://localhost:8000
	$(RUN) -m http.server --bind 127.0.0.1 --directory _build/html 8000

pdf: run-env book  ## write the whole book as _build/gradbook.pdf (needs chromium)
	$(RUN) tools/export_book.py pdf

epub: run-env book  ## write the whole book as _build/gradbook.epub (needs chromium)
	$(RUN) tools/export_book.py epub

bench: run-env  ## run the long benchmarks afresh, and print what they measure
	$(CHAPTERS) bench $(CH)

test-gpu:  ## run the notebooks on a GPU with the Python at hand (it needs torch with CUDA)
	$(or $(PYTHON),python3) tools/test_notebooks.py --gpu $(CH)

lint: run-env  ## check style and types
	$(RUN) -m ruff check
	$(RUN) -m ruff format --check
	$(RUN) -m mypy

lock: run-env  ## pin the newest versions that requirements/*.in admit
	tools/lock.sh

clean:  ## remove what was built, and .venv
	rm -rf _build .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis

book-env:
	@PYTHON="$(PYTHON)" tools/setup.sh book

run-env:
	@PYTHON="$(PYTHON)" tools/setup.sh run
