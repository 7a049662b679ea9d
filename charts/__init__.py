"""Released observations to a plotly figure, its twin table and the small inline SVGs. No Dash."""
