"""The rate rules: dated parameters from `corpus/rules/` and one pure Decimal function per rule."""
