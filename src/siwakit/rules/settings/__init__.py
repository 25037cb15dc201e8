"""Rules about the settings of the library in use: values that stand in the wrong field."""
