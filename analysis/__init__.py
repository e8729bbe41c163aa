"""Pure functions on figures: DataFrame or numbers in, DataFrame or chart out. No database, no Streamlit.

Of scipy only the name is imported: its parts load when a figure first asks for one, so that neither the start of the
server nor a command waits for all of them.
"""
