"""What each line is: recognisers vote and capture; `decide` weighs what they say."""
