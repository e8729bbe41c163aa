"""Tests: rules of the house, as sentences. Folders: services figures screens browser migrations bench."""
