"""Maps the columns of a table to a schema: names by column_mapping, values by column_types.

The families know nothing of each other; what joins their answers stands here.
"""
