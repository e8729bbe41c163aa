"""What is stored and what may happen to it: models, services, commands. No Streamlit here."""
