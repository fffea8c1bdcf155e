"""What all views share: the host of a widget, the files that a browser loads, the style, the words."""
