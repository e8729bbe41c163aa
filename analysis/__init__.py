"""Pure functions on figures: DataFrame or numbers in, DataFrame or chart out. No database, no Streamlit."""
