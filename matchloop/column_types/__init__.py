"""The family `column_types`: what does this column hold?"""
