"""What people look at. Dash lives here and in app.py."""
