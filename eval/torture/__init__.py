"""Long runs that try to break the product, one file a part; `python -m eval.torture [DEL …]`."""
