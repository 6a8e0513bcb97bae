"""A toy family: is a word spelled the British or the American way?"""
