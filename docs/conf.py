"""How Sphinx builds the documents: `make docs-html`."""

from __future__ import annotations

import siwakit

project = "siwakit"
author = "the siwakit authors"
project_copyright = author
release = version = siwakit.__version__

extensions = ["myst_parser"]
exclude_patterns = ["_build"]
nitpicky = True
# What is quoted stays as it is typed: a curly quote in a command is a fault.
smartquotes = False
myst_heading_anchors = 3

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
