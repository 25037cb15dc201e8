"""Adapters that add siwakit's client_secrets to other libraries. None imports the library it is for."""
