"""Speed, size and quality beside what others offer, one file a part; `python -m eval.bench [DEL …]`."""
