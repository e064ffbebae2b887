"""The head of a page: title, standfirst, byline and date, told from their neighbours."""
