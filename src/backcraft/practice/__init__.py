"""Practice at the table: rhythm, place, order and time. Analysis and rules are pure; each room has its view."""
