"""Everything a person sees: Streamlit pages by role, server-rendered plain pages, and their shared parts."""
