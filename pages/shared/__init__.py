"""What several pages share: below, what both renderers use; above, the Streamlit parts."""
