"""Checking data with Great Expectations, and saying what is wrong in words."""
