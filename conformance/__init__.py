"""Other libraries and emulators, held against the published test vectors.

`python -m conformance --write` runs each one in a process of its own and writes results.json and docs/conformance.md. What a right answer is,
is decided in `cases.py`, how each library is used in `python_library.py` and `node_library.mjs`, and `page.py` only prints.
"""
