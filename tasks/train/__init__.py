"""`matchloop train`: a family trained in a folder of its own, for those without a DVC project.

Runs the very steps that dvc.yaml runs, in the order in which `tasks/<family>/__main__.py` lists
them. Nothing is registered and nothing promoted.
"""
