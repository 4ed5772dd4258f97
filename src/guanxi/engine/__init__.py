"""What makes an entity work: declared once, everything a person or a program does with it derived."""
