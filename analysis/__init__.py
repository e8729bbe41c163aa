"""Pure functions on figures: DataFrame or numbers in, DataFrame or chart out. No database, no Streamlit.

Of scipy only the name is imported: its parts load when a figure first asks for one, so that a command which makes none
does not wait for them. The server loads them at its start.
"""
