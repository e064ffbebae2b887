"""Review in the browser: look at documents and doubtful lines, decide, see what a decision would do, write it down."""
