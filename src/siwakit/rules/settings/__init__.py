"""Rules about the settings of the library in use: values that are in the wrong field."""
