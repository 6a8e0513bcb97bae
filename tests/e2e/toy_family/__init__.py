"""The files of a toy family as they lie in a project, and its entries in the project's lists."""
