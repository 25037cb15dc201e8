"""How Sphinx builds the documents: `make docs-html`."""

from __future__ import annotations

import sys
from pathlib import Path

import siwakit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

project = "siwakit"
author = "the siwakit authors"
project_copyright = author
release = version = siwakit.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_copybutton", "pages.sphinx_extension"]
exclude_patterns = ["_build"]
nitpicky = True
# What is quoted stays as it is typed: a curly quote in a command is a fault.
smartquotes = False
myst_heading_anchors = 3
# Of a session in a terminal the button copies the commands, without what they print.
copybutton_prompt_text = "$ "
copybutton_only_copy_prompt_lines = True
copybutton_line_continuation_character = "\\"
copybutton_here_doc_delimiter = "END"

autodoc_member_order = "bysource"
# A long signature has one line for each parameter.
maximum_signature_line_length = 110
# Types of Python and of other packages have no page here, and neither have siwakit's own that are not public. A public name is found by the
# module that it comes from, too.
nitpick_ignore_regex = [(r"py:.*", r"(?!siwakit\.).*"), (r"py:.*", r"siwakit\.(?!testing\.)[a-z_]+\..*")]

html_theme = "furo"
html_title = "siwakit"
html_static_path = ["_static"]
html_css_files = ["siwakit.css"]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0b5cad", "color-brand-content": "#0b5cad"},
    "dark_css_variables": {"color-brand-primary": "#7ab8ff", "color-brand-content": "#7ab8ff"},
}
pygments_style = "default"
pygments_dark_style = "github-dark"
