"""What works without a connection: the page for quick notes, the browser's worker, and taking in what was written."""
