"""Policies that differ from kernel_py.policy in a few decisions, as examples to start from and to prove the
swap."""
