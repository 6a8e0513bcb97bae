"""ONNX graphs: surgery after the export, smaller variants, and running them."""
